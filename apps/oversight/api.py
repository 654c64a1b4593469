"""Flags, judgements and tallies for ministries' and manufacturers' own software."""

from __future__ import annotations

from typing import Any, cast

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.casework.step_actions import step_actions
from apps.compliance import selectors
from apps.compliance.models import Flag, FlagEvidence, Judgement, Tally
from apps.compliance.steps import KIND
from apps.core.filters import CountryCodeFilter, DayFilter
from apps.core.pagination import KeysetPagination
from apps.organizations.models import ApiKey
from apps.organizations.scope import Side

from .api_data import CASES_EXAMPLE, FlagCaseData, FlagDetail, FlagSummary
from .filters import FlagFilter

_SIDES = (Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY)


class Newest(KeysetPagination):
    ordering: Any = ("-opened_at", "-id")


class ById(KeysetPagination):
    ordering: Any = ("id",)


class LatestDue(KeysetPagination):
    ordering: Any = ("-due_at", "-clock_id")


@step_actions(KIND, FlagDetail)
class FlagViewSet(viewsets.ReadOnlyModelViewSet[Flag]):
    """Flags in the caller's jurisdiction, or raised on the caller."""

    room = ApiKey.Room.DUTIES
    queryset = Flag.objects.none()
    lookup_field = "number"
    lookup_value_regex = "[A-Z0-9-]+"
    filterset_class = FlagFilter
    pagination_class = Newest
    sides = _SIDES

    def get_queryset(self) -> QuerySet[Flag]:
        rows = selectors.flags()
        if self.action in ("list", "cases"):
            return rows
        return rows.prefetch_related("events", Prefetch("evidence", FlagEvidence.objects.defer("cases")))

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return FlagSummary if self.action == "list" else FlagDetail

    @extend_schema(responses=FlagCaseData(many=True), examples=[CASES_EXAMPLE])
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=LatestDue)
    def cases(self, request: Request, number: str) -> Response:
        """Every case that the newest evidence rests on, latest due first: as it stood then, and what it counted as.

        Those of the year before the window say how far weeks spread. Each can be contested. Empty for evidence from
        before cases were frozen: its `clock_ids` are those of its window.
        """
        flag = self.get_object()
        rows: Any = self.paginate_queryset(cast(Any, selectors.cases_behind(flag)))
        shown: Any = selectors.with_clocks(flag, rows)
        return self.get_paginated_response(FlagCaseData(shown, many=True).data)

    def shown(self, flag: Flag) -> Response:
        """The answer to a step: the flag as it is then."""
        return Response(FlagDetail(self.get_queryset().get(pk=flag.pk)).data)


class JudgementData(serializers.ModelSerializer[Judgement]):
    manufacturer = serializers.SlugRelatedField("slug", read_only=True)  # type: ignore[var-annotated]

    class Meta:
        model = Judgement
        fields = [
            "manufacturer", "scope_kind", "scope_code", "obligation", "state", "as_of", "window_days", "due", "met",
            "share", "lower", "upper", "target", "rule_version",
        ]  # fmt: skip


class JudgementFilter(django_filters.FilterSet):
    manufacturer = django_filters.CharFilter(field_name="manufacturer__slug")

    class Meta:
        model = Judgement
        fields = ["manufacturer", "scope_kind", "scope_code", "obligation", "state"]


class JudgementViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Judgement]):
    """The newest judgement of each cell."""

    room = ApiKey.Room.DUTIES
    queryset = Judgement.objects.none()
    serializer_class = JudgementData
    filterset_class = JudgementFilter
    pagination_class = ById
    sides = _SIDES

    def get_queryset(self) -> QuerySet[Judgement]:
        return Judgement.objects.select_related("manufacturer")


class TallyData(serializers.ModelSerializer[Tally]):
    manufacturer = serializers.SlugRelatedField("slug", read_only=True)  # type: ignore[var-annotated]

    class Meta:
        model = Tally
        fields = ["manufacturer", "country", "obligation", "powertrain", "due_on", "due", "met"]


class TallyFilter(django_filters.FilterSet):
    manufacturer = django_filters.CharFilter(field_name="manufacturer__slug")
    country = CountryCodeFilter()
    first = DayFilter(field_name="due_on", lookup_expr="gte")
    last = DayFilter(field_name="due_on", lookup_expr="lte")

    class Meta:
        model = Tally
        fields = ["manufacturer", "country", "obligation", "powertrain", "first", "last"]


class TallyViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Tally]):
    """Clocks due and kept, by manufacturer, country, duty, powertrain and day."""

    room = ApiKey.Room.DUTIES
    queryset = Tally.objects.none()
    serializer_class = TallyData
    filterset_class = TallyFilter
    pagination_class = ById
    sides = _SIDES

    def get_queryset(self) -> QuerySet[Tally]:
        return Tally.objects.select_related("manufacturer")
