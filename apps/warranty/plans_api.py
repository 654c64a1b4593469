"""Warranty plans over the API: published ones for everybody, drafts and their steps for their manufacturer."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_countries import countries
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.casework.step_actions import EVENT_FIELDS, step_actions
from apps.core.api_fields import Day, Number, Text, Truth, WholeNumber
from apps.core.figures import KILOMETRES
from apps.core.pagination import KeysetPagination
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of
from apps.organizations.scope import Side
from apps.vehicles.components import Component
from apps.vehicles.odometer import MAXIMUM_KM

from . import selectors, services
from .api_data import CoverData, TermData
from .content import PlanContent
from .content_rules import MOST_KM, MOST_MONTHS
from .coverage import Term
from .groups import SINGLE, Exclusion, Group
from .models import PlanDraft, PlanDraftEvent, WarrantyPlan
from .plan_words import told_to_buyer
from .steps import KIND


class ContentData(serializers.Serializer[Any]):
    """What a plan says. ``country`` and ``model_name`` empty: all without a plan of their own."""

    name = serializers.CharField()
    country = serializers.CharField()
    model_name = serializers.CharField()
    effective_from = serializers.DateField()
    sold_until = serializers.DateField(allow_null=True)
    terms = TermData(many=True)
    moved = serializers.DictField(
        child=serializers.ChoiceField(choices=SINGLE), help_text="Component → group, where it differs from the usual."
    )
    excluded_groups = serializers.ListField(child=serializers.ChoiceField(choices=SINGLE))
    exclusions = serializers.ListField(child=serializers.ChoiceField(choices=Exclusion.choices))
    exclusion_words = serializers.CharField()
    service_months = serializers.IntegerField(allow_null=True)
    service_kilometres = serializers.IntegerField(allow_null=True)
    conditions = serializers.CharField()
    transferable = serializers.BooleanField()
    source = serializers.CharField()  # type: ignore[assignment]


class PlanData(serializers.ModelSerializer[WarrantyPlan]):
    """A published plan; no ``manufacturer``: the portal's, for manufacturers that set none."""

    manufacturer = serializers.CharField(source="manufacturer.name", default=None, allow_null=True, read_only=True)
    content = ContentData(read_only=True)

    class Meta:
        model = WarrantyPlan
        fields = ["number", "manufacturer", "published_at", "content"]


class NewTerm(serializers.Serializer[Any]):
    """Months, kilometres or both, whichever comes first; ``capacity_percent`` of the drive battery only."""

    group = serializers.ChoiceField(choices=Group.choices)
    months = WholeNumber(min_value=1, max_value=MOST_MONTHS, allow_null=True, default=None)
    kilometres = WholeNumber(units=KILOMETRES, min_value=1, max_value=MOST_KM, allow_null=True, default=None)
    capacity_percent = WholeNumber(min_value=1, max_value=100, allow_null=True, default=None)


class NewMove(serializers.Serializer[Any]):
    """A component that belongs to another group than usual."""

    component = serializers.ChoiceField(choices=Component.choices)
    group = serializers.ChoiceField(choices=SINGLE)


class NewPlanData(serializers.Serializer[Any]):
    """A draft; ``version``, as last read, when one is changed."""

    name = Text(max_length=100)
    country = serializers.ChoiceField(choices=[("", ""), *countries], allow_blank=True, default="")
    model_name = Text(max_length=100, allow_blank=True, default="")
    effective_from = Day()
    sold_until = Day(allow_null=True, default=None)
    terms = NewTerm(many=True)
    moved = NewMove(many=True, default=list)
    excluded_groups = serializers.ListField(child=serializers.ChoiceField(choices=SINGLE), max_length=10, default=list)
    exclusions = serializers.ListField(
        child=serializers.ChoiceField(choices=Exclusion.choices), max_length=len(Exclusion), default=list
    )
    exclusion_words = Text(max_length=2000, allow_blank=True, default="")
    service_months = WholeNumber(min_value=1, max_value=MOST_MONTHS, allow_null=True, default=None)
    service_kilometres = WholeNumber(units=KILOMETRES, min_value=1, max_value=MOST_KM, allow_null=True, default=None)
    conditions = Text(max_length=2000, allow_blank=True, default="")
    transferable = Truth(default=True)
    source = Text(max_length=300)  # type: ignore[assignment]
    version = Number(required=False)

    def content(self) -> PlanContent:
        """What the valid data says."""
        given = {name: value for name, value in self.validated_data.items() if name != "version"}
        return PlanContent(
            **{
                **given,
                "terms": tuple(Term(**term) for term in given["terms"]),
                "moved": {row["component"]: row["group"] for row in given["moved"]},
                "excluded_groups": tuple(given["excluded_groups"]),
                "exclusions": tuple(given["exclusions"]),
            }
        )


class DraftEventData(serializers.ModelSerializer[PlanDraftEvent]):
    class Meta:
        model = PlanDraftEvent
        fields = EVENT_FIELDS


class DraftData(serializers.ModelSerializer[PlanDraft]):
    """``made``: the number of the plan that its publication made."""

    content = ContentData(read_only=True)
    made = serializers.CharField(source="made.number", default=None, allow_null=True, read_only=True)
    events = DraftEventData(many=True, read_only=True)

    class Meta:
        model = PlanDraft
        fields = ["number", "status", "version", "made", "created_at", "content", "events"]


class NewPreview(serializers.Serializer[Any]):
    """A car to try a plan with."""

    delivered_on = Day()
    on = Day()
    odometer_km = WholeNumber(units=KILOMETRES, min_value=0, max_value=MAXIMUM_KM)


class ToldData(serializers.Serializer[Any]):
    """What a buyer would be told of the components of a group."""

    parts = serializers.CharField()
    cover = CoverData()


class NewestPlans(KeysetPagination):
    ordering: Any = selectors.NEWEST


class NewestDrafts(KeysetPagination):
    ordering: Any = ("-created_at", "-id")


class PlanViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[WarrantyPlan]):
    """Published warranty plans, the newest first (2 queries a page)."""

    room = ApiKey.Room.VEHICLES
    queryset = WarrantyPlan.objects.none()
    serializer_class = PlanData
    lookup_field = "number"
    lookup_value_regex = "[A-Z0-9-]+"
    filterset_fields = ("country",)
    pagination_class = NewestPlans

    def get_queryset(self) -> QuerySet[WarrantyPlan]:
        return selectors.plans()


@step_actions(KIND, DraftData)
class DraftViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[PlanDraft]):
    """A manufacturer's drafts of warranty plans, until and after they are published."""

    room = ApiKey.Room.VEHICLES
    queryset = PlanDraft.objects.none()
    serializer_class = DraftData
    lookup_field = "number"
    lookup_value_regex = "[A-Z0-9-]+"
    filterset_fields = ("status",)
    pagination_class = NewestDrafts
    sides = (Side.MANUFACTURER,)

    def get_queryset(self) -> QuerySet[PlanDraft]:
        rows = PlanDraft.objects.select_related("made").prefetch_related("events")
        return rows.order_by("-created_at", "-id")

    @extend_schema(request=NewPlanData, responses={201: DraftData})
    def create(self, request: Request) -> Response:
        """Draft a plan; the same again is the same draft."""
        data = NewPlanData(data=request.data)
        data.is_valid(raise_exception=True)
        made = services.draft_plan(content=data.content(), by=actor_of(request), at=timezone.now())
        return self.shown(made, 201)

    @extend_schema(request=NewPlanData, responses=DraftData)
    def update(self, request: Request, number: str) -> Response:
        """Change a draft."""
        draft = self.get_object()
        data = NewPlanData(data=request.data)
        data.is_valid(raise_exception=True)
        kept = services.edit_plan(
            plan=draft,
            content=data.content(),
            by=actor_of(request),
            at=timezone.now(),
            version=data.validated_data.get("version"),
        )
        return self.shown(kept)

    @extend_schema(request=NewPreview, responses=ToldData(many=True))
    @action(detail=True, methods=["post"])
    def preview(self, request: Request, number: str) -> Response:
        """What the buyer of a car would be told under the draft, group by group; nothing is written."""
        draft = self.get_object()
        data = NewPreview(data=request.data)
        data.is_valid(raise_exception=True)
        return Response(ToldData(told_to_buyer(draft.content, **data.validated_data), many=True).data)

    def shown(self, draft: PlanDraft, status: int = 200) -> Response:
        """The answer to a step: the draft as it is then."""
        return Response(DraftData(self.get_queryset().get(pk=draft.pk)).data, status=status)
