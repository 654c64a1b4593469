"""Rules in force and calendars for everybody's software; drafts for the authority's."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from apps.casework.step_actions import EVENT_FIELDS, step_actions
from apps.core.api_fields import MODEL_FIELDS, Number
from apps.core.filters import DayFilter
from apps.core.pagination import KeysetPagination
from apps.core.today import today_in
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of
from apps.organizations.scope import Actor, Side

from . import boards, rules
from .calendars import known_countries, write_week
from .forms import YearForm
from .models import CalendarRule, Obligation, ObligationVersion, RuleChange, RuleEvent
from .proposals import Proposal
from .selectors import calendar_of
from .steps import KIND


class ByRule(KeysetPagination):
    ordering: Any = ("obligation_id", "country", "-effective_from", "id")


class Newest(KeysetPagination):
    ordering: Any = ("-created_at", "-id")


class RuleData(serializers.ModelSerializer[ObligationVersion]):
    country = serializers.CharField(read_only=True)  # empty: everywhere; a choice would give an object for it

    class Meta:
        model = ObligationVersion
        fields = [
            "id", "obligation", "country", "unit", "amount", "target_share", "calendar", "effective_from",
            "effective_to", "basis", "source", "set_by", "set_at",
        ]  # fmt: skip


class RuleFilter(django_filters.FilterSet):
    """``on``: those in force on the day."""

    on = DayFilter(method="in_force")

    class Meta:
        model = ObligationVersion
        fields = ["obligation", "country"]

    def in_force(self, rows: QuerySet[ObligationVersion], _name: str, day: Any) -> QuerySet[ObligationVersion]:
        return rows.filter(Q(effective_to=None) | Q(effective_to__gt=day), effective_from__lte=day)


class RuleViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[ObligationVersion]):
    """Published versions of duties, with their source: what holds, held, and will hold."""

    room = ApiKey.Room.DUTIES
    queryset = ObligationVersion.objects.none()
    serializer_class = RuleData
    filterset_class = RuleFilter
    pagination_class = ByRule

    def get_queryset(self) -> QuerySet[ObligationVersion]:
        return boards.versions()


class RuleEventData(serializers.ModelSerializer[RuleEvent]):
    class Meta:
        model = RuleEvent
        fields = EVENT_FIELDS


class ProposalData(serializers.ModelSerializer[RuleChange]):
    """The values of a change; ``version``, as last read, when a draft is edited."""

    obligation = serializers.PrimaryKeyRelatedField(queryset=Obligation.objects.all(), required=False, allow_null=True)
    version = Number(required=False)

    serializer_field_mapping = MODEL_FIELDS

    class Meta:
        model = RuleChange
        fields: ClassVar[list[str]] = [
            "kind", "country", "effective_from", "effective_to", "obligation", "unit", "amount", "target_share",
            "calendar", "basis", "name", "shifts", "instrument", "article", "source", "reason", "version",
        ]  # fmt: skip
        validators: ClassVar[list[Any]] = []

    def to_representation(self, instance: RuleChange) -> dict[str, Any]:
        """A rule for all countries has an empty code, for which the field of choices would give an object."""
        return {**super().to_representation(instance), "country": str(instance.country)}

    def proposal(self) -> Proposal:
        """What the valid data proposes."""
        given = {name: value for name, value in self.validated_data.items() if name not in {"version", "obligation"}}
        duty = self.validated_data.get("obligation")
        return Proposal(**given, obligation_id=duty.pk if duty else None)


class ChangeData(ProposalData):
    events = RuleEventData(many=True, read_only=True)

    class Meta(ProposalData.Meta):
        fields: ClassVar[list[str]] = ["number", "status", *ProposalData.Meta.fields, "created_at", "events"]


@step_actions(KIND, ChangeData)
class RuleChangeViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[RuleChange]):
    """Changes of rules and calendars: drafted by people or software of the authority, published by another person."""

    room = ApiKey.Room.DUTIES
    queryset = RuleChange.objects.none()
    serializer_class = ChangeData
    lookup_field = "number"
    lookup_value_regex = "[A-Z0-9-]+"
    filterset_fields = ("kind", "status", "country", "obligation")
    pagination_class = Newest
    sides = (Side.AUTHORITY,)

    def get_queryset(self) -> QuerySet[RuleChange]:
        return RuleChange.objects.prefetch_related("events")

    @property
    def actor(self) -> Actor:
        return actor_of(self.request)

    @extend_schema(request=ProposalData, responses={201: ChangeData})
    def create(self, request: Request) -> Response:
        data = ProposalData(data=request.data)
        data.is_valid(raise_exception=True)
        made = rules.draft_change(proposal=data.proposal(), by=self.actor, at=timezone.now())
        return self.shown(made, 201)

    @extend_schema(request=ProposalData, responses=ChangeData)
    def update(self, request: Request, number: str) -> Response:
        data = ProposalData(data=request.data)
        data.is_valid(raise_exception=True)
        kept = rules.edit_change(
            rule=self.get_object(),
            proposal=data.proposal(),
            by=self.actor,
            at=timezone.now(),
            version=data.validated_data.get("version"),
        )
        return self.shown(kept)

    def shown(self, change: RuleChange, status: int = 200) -> Response:
        """The answer to a step: the change as it is then."""
        return Response(ChangeData(self.get_queryset().get(pk=change.pk)).data, status=status)


class CalendarRuleData(serializers.ModelSerializer[CalendarRule]):
    class Meta:
        model = CalendarRule
        fields = ["kind", "first", "last", "shifts", "name", "source", "set_by", "set_at"]


class CalendarData(serializers.Serializer[Any]):
    """A country's year. ``holidays``, ``working_days`` and ``early`` are the country's; ``rules`` go before them."""

    country = serializers.CharField()
    zone = serializers.CharField()
    week = serializers.JSONField()
    source = serializers.CharField()  # type: ignore[assignment]
    year = serializers.IntegerField()
    holidays = serializers.ListField(child=serializers.DateField())
    working_days = serializers.ListField(child=serializers.DateField())
    early = serializers.DictField(child=serializers.TimeField())
    rules = CalendarRuleData(many=True)


_YEAR = OpenApiParameter("year", {"type": "integer", "minimum": 1970, "maximum": 2100})


class CalendarViewSet(viewsets.ViewSet):
    """Working time by country."""

    room = ApiKey.Room.DUTIES
    lookup_field = "country"
    lookup_value_regex = "[A-Z]{2}"

    @extend_schema(responses={200: {"type": "array", "items": {"type": "string"}}})
    def list(self, request: Request) -> Response:
        """Country codes whose calendar says something of its own or is used by clocks."""
        return Response(boards.calendar_countries(timezone.now()))

    @extend_schema(parameters=[_YEAR], responses=CalendarData)
    def retrieve(self, request: Request, country: str) -> Response:
        """``?year=`` is this year unless said otherwise."""
        if country not in known_countries():
            raise Http404
        form = YearForm({"year": request.query_params.get("year", today_in(country, timezone.now()).year)})
        if not form.is_valid():
            raise serializers.ValidationError({"year": [str(text) for text in form.errors["year"]]})
        return Response(CalendarData(_calendar(country, form.cleaned_data["year"])).data)


def _calendar(country: str, year: int) -> dict[str, Any]:
    calendar = calendar_of(country)
    national = calendar.days.national(year)
    return {
        "country": country,
        "zone": calendar.zone,
        "week": write_week(calendar.ordinary(year)),
        "source": calendar.source,
        "year": year,
        "holidays": sorted(national.off),
        "working_days": sorted(national.on),
        "early": {day.isoformat(): closes for day, closes in sorted(national.early)},
        "rules": list(boards.calendar_rules(country, year)),
    }
