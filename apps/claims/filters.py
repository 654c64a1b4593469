"""Filters of claims, the same for pages and API."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.filters import CountryCodeFilter, TruthFilter
from apps.duties.models import Party
from apps.organizations.scope import Side
from apps.vehicles.components import Component
from apps.vehicles.masked_vins import seen_whole

from .contact import NEED_IT
from .models import Claim, SearchLine
from .search import found_by


class ClaimFilter(django_filters.FilterSet):
    """Claims by text, standing, status, whom they wait for, part of the car, urgency and country."""

    text = django_filters.CharFilter(
        label=_("Number, VIN, plate, name, phone or words"), method="by_text", max_length=100
    )
    standing = django_filters.ChoiceFilter(
        label=_("Standing"), method="by_standing", choices=(("open", _("Open")), ("over", _("Over")))
    )
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Claim.Status.choices)
    waiting_for = django_filters.ChoiceFilter(label=_("Waiting for"), choices=Party.choices)
    component = django_filters.ChoiceFilter(label=_("Component"), choices=Component.choices)
    late = TruthFilter(label=_("Past due"), method="by_late")
    immobilised = TruthFilter(label=_("Cannot be driven"))
    safety_critical = TruthFilter(label=_("Safety-critical"))
    in_warranty = TruthFilter(label=_("Within warranty"))
    country = CountryCodeFilter(label=_("Country code"))

    class Meta:
        model = Claim
        fields = [
            "text", "standing", "status", "waiting_for", "component", "late", "immobilised", "safety_critical",
            "in_warranty", "country",
        ]  # fmt: skip

    def by_text(self, rows: QuerySet[Claim], name: str, value: str) -> QuerySet[Claim]:
        actor = getattr(self.request, "actor", None)
        people = actor is not None and actor.side in NEED_IT
        # A workshop has claims by the hundred thousand, an owner a few; the others see no people.
        lines = SearchLine.objects.all() if actor is not None and actor.side is Side.DEALER else None
        return found_by(rows, value, people=people, vins=seen_whole(actor), lines=lines)

    def by_standing(self, rows: QuerySet[Claim], name: str, value: str) -> QuerySet[Claim]:
        return rows.filter(closed_at__isnull=value != "over")

    def by_late(self, rows: QuerySet[Claim], name: str, value: bool) -> QuerySet[Claim]:
        now = timezone.now()
        return rows.filter(next_due_at__lt=now) if value else rows.filter(next_due_at__gte=now)
