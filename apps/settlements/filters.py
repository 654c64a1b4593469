"""Filters of estimates, settlements and batches, for pages and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.filters import DayFilter, TruthFilter
from apps.organizations.models import Organization

from .models import Batch, Estimate, Settlement


class _Cases(django_filters.FilterSet):
    """By number, dealer and whether it is late. ``in_use``: for the words of an empty page."""

    text = django_filters.CharFilter(label=_("Number, or that of the request"), method="by_text", max_length=20)
    dealer = django_filters.ModelChoiceFilter(
        label=_("Dealer"),
        queryset=lambda request: Organization.objects.filter(kind=Organization.Kind.DEALER).order_by("name", "id"),
        to_field_name="slug",
    )
    late = TruthFilter(label=_("Past due"), method="by_late")

    @property
    def in_use(self) -> bool:
        """Whether any filter is filled in."""
        data: Any = self.data or {}
        return any(data.get(name) for name in self.filters)

    def by_text(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        number = value.strip().upper()
        return rows.filter(Q(number=number) | Q(claim__number=number))

    def by_late(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        now = timezone.now()
        return rows.filter(next_due_at__lt=now) if value else rows.filter(next_due_at__gte=now)


class EstimateFilter(_Cases):
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Estimate.Status.choices)

    class Meta:
        model = Estimate
        fields = ["text", "status", "dealer", "late"]


class SettlementFilter(_Cases):
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Settlement.Status.choices)
    by_rule = TruthFilter(label=_("Decided by rule"), method="by_its_rule")

    class Meta:
        model = Settlement
        fields = ["text", "status", "dealer", "late", "by_rule"]

    def by_its_rule(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        return rows.filter(decision__rule__isnull=not value)


class BatchFilter(django_filters.FilterSet):
    """By number, day and whether it was paid."""

    number = django_filters.CharFilter(label=_("Number"), method="by_number", max_length=12)
    paid = TruthFilter(label=_("Paid"), method="by_payment")
    made_from = DayFilter(label=_("Gathered from"), field_name="made_at", lookup_expr="date__gte")

    class Meta:
        model = Batch
        fields = ["number", "paid", "made_from"]

    @property
    def in_use(self) -> bool:
        """Whether any filter is filled in."""
        data: Any = self.data or {}
        return any(data.get(name) for name in self.filters)

    def by_number(self, rows: QuerySet[Batch], _name: str, value: str) -> QuerySet[Batch]:
        return rows.filter(number=value.strip().upper())

    def by_payment(self, rows: QuerySet[Batch], _name: str, value: bool) -> QuerySet[Batch]:
        return rows.filter(payment__isnull=not value)
