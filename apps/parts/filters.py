"""Filters of orders, stock and catalogue, the same for pages and API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeVar

import django_filters
from django.db.models import Model, Q, QuerySet, Value
from django.db.models.functions import StrIndex, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.db.pieces import containing
from apps.core.filters import CountryCodeFilter, TruthFilter
from apps.organizations.models import Organization
from apps.organizations.scope import Side
from apps.vehicles.components import Component

from .models import OrderLine, Part, PartsOrder, StockBalance
from .numbers import bare_number
from .selectors.search import found
from .steps import OF_PIECES, OPEN

Row = TypeVar("Row", bound=Model)
#: A fragment that more parts have is a common word.
MANY_PARTS = 300


class FirmFilter(django_filters.ModelChoiceFilter):
    """A firm by its short name."""

    def __init__(self, kind: Organization.Kind, **options: Any) -> None:
        firms = Organization.objects.filter(kind=kind).order_by("name", "id")
        super().__init__(label=kind.label, queryset=firms, to_field_name="slug", **options)


def _beginning(rows: QuerySet[Row], field: str, value: str) -> QuerySet[Row]:
    """Rows whose part number begins so, however it is parted; nothing for what has neither letter nor figure."""
    start = bare_number(value)
    return rows.filter(**{f"{field}__startswith": start}) if start else rows.none()


class OrderFilter(django_filters.FilterSet):
    """``due`` asks for the state of the running clocks; ``open`` for what the manufacturer still owes."""

    number = django_filters.CharFilter(label=_("Order number"), method="by_number", max_length=20)
    state = django_filters.ChoiceFilter(
        label=_("Orders"),
        method="by_state",
        choices=[
            ("open", _("To be sent")),
            ("over", _("Sent or over")),
            ("came_over", _("More came than was sent: to be answered")),
        ],
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        # Reported pieces never hold an order back, so no order is where they are.
        choices=[choice for choice in PartsOrder.Status.choices if choice[0] not in OF_PIECES],
    )
    priority = django_filters.ChoiceFilter(label=_("Order class"), choices=PartsOrder.Priority.choices)
    due = django_filters.ChoiceFilter(
        label=_("Due"),
        method="by_due",
        choices=[("late", _("Past due")), ("soon", _("Due within two days"))],
    )
    part = django_filters.CharFilter(label=_("Part number"), method="by_part", max_length=60)
    claim = django_filters.CharFilter(label=_("For claim"), field_name="claim_number", max_length=20)
    country = CountryCodeFilter(label=_("Country code"))
    manufacturer = FirmFilter(Organization.Kind.MANUFACTURER)
    dealer = FirmFilter(Organization.Kind.DEALER)

    class Meta:
        model = PartsOrder
        fields: list[str] = []

    #: What has one value for everybody on a side is no filter there.
    POINTLESS = {
        Side.DEALER: ("dealer", "country"),
        Side.MANUFACTURER: ("manufacturer", "claim"),
        Side.REGULATOR: ("claim",),
        Side.AUTHORITY: ("claim",),
    }

    def __init__(self, *args: Any, side: Side | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.POINTLESS.get(side, ()) if side else ():
            self.filters.pop(name)

    def by_number(self, rows: QuerySet[PartsOrder], name: str, value: str) -> QuerySet[PartsOrder]:
        return rows.filter(number=value.strip().upper())

    def by_state(self, rows: QuerySet[PartsOrder], name: str, value: str) -> QuerySet[PartsOrder]:
        if value == "came_over":
            return rows.filter(pk__in=OrderLine.objects.filter(status=OrderLine.Status.OVER).values("order"))
        owed = Q(status__in=OPEN)
        return rows.filter(owed) if value == "open" else rows.exclude(owed).exclude(status=PartsOrder.Status.DRAFT)

    def by_due(self, rows: QuerySet[PartsOrder], name: str, value: str) -> QuerySet[PartsOrder]:
        now = timezone.now()
        if value == "late":
            return rows.filter(next_due_at__lt=now)
        return rows.filter(next_due_at__gte=now, next_due_at__lt=now + timedelta(days=2))

    def by_part(self, rows: QuerySet[PartsOrder], name: str, value: str) -> QuerySet[PartsOrder]:
        parts = Part.objects.filter(bare=bare_number(value)).values("pk")
        return rows.filter(pk__in=PartsOrder.objects.filter(lines__part_id__in=parts).values("pk"))


class StockFilter(django_filters.FilterSet):
    number = django_filters.CharFilter(label=_("Part number begins with"), method="by_number", max_length=60)
    name = django_filters.CharFilter(label=_("Name"), method="by_name", max_length=80)
    level = django_filters.ChoiceFilter(
        label=_("Level"),
        method="by_level",
        choices=[("below", _("Below the reorder level")), ("zero", _("None on hand"))],
    )
    manufacturer = FirmFilter(Organization.Kind.MANUFACTURER)
    dealer = FirmFilter(Organization.Kind.DEALER)

    class Meta:
        model = StockBalance
        fields: list[str] = []

    def __init__(self, *args: Any, side: Side | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        pointless = {Side.DEALER: "dealer", Side.MANUFACTURER: "manufacturer"}.get(side) if side else None
        if pointless:
            self.filters.pop(pointless)

    def by_number(self, rows: QuerySet[StockBalance], name: str, value: str) -> QuerySet[StockBalance]:
        return _beginning(rows, "part__bare", value)

    def by_name(self, rows: QuerySet[StockBalance], name: str, value: str) -> QuerySet[StockBalance]:
        """Balances of few parts by the key of the part; of a common word the list itself soon has a page full.

        The planner takes LIKE for rare and would collect and sort all of them: of a place in the name it expects more.
        """
        parts = list(containing(Part.objects.all(), "names", value).values_list("pk", flat=True)[: MANY_PARTS + 1])
        if len(parts) > MANY_PARTS:
            return rows.alias(place=StrIndex(Upper("part__names"), Upper(Value(value)))).filter(place__gt=0)
        return rows.filter(part_id__in=parts)

    def by_level(self, rows: QuerySet[StockBalance], name: str, value: str) -> QuerySet[StockBalance]:
        return rows.filter(on_hand=0) if value == "zero" else rows.filter(StockBalance.BELOW_LEVEL)


class PartFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Number, name or barcode"), method="by_anything", max_length=80)
    number = django_filters.CharFilter(label=_("Part number begins with"), method="by_number", max_length=60)
    name = django_filters.CharFilter(label=_("Name"), method="by_name", max_length=80)
    component = django_filters.ChoiceFilter(label=_("Component"), choices=Component.choices)
    dangerous = TruthFilter(label=_("Dangerous goods"), method="by_danger")
    active = TruthFilter(label=_("Can be ordered"))
    manufacturer = FirmFilter(Organization.Kind.MANUFACTURER)

    class Meta:
        model = Part
        fields: list[str] = []

    def __init__(self, *args: Any, side: Side | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if side is Side.MANUFACTURER:
            self.filters.pop("manufacturer")

    def by_anything(self, rows: QuerySet[Part], name: str, value: str) -> QuerySet[Part]:
        return found(rows, value)

    def by_danger(self, rows: QuerySet[Part], name: str, value: bool) -> QuerySet[Part]:
        return rows.exclude(transport="") if value else rows.filter(transport="")

    def by_name(self, rows: QuerySet[Part], name: str, value: str) -> QuerySet[Part]:
        return containing(rows, "names", value)

    def by_number(self, rows: QuerySet[Part], name: str, value: str) -> QuerySet[Part]:
        return _beginning(rows, "bare", value)
