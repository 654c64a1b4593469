"""Filters of licences, letters and exporters, for pages and the API."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.filters import CountryFilter, DayFilter, TruthFilter
from apps.organizations.models import Organization
from apps.vehicles.masked_vins import BEFORE_CHECK_DIGIT, seen_whole
from apps.vehicles.vin_reading import read_vin

from .finding_words import WORDS
from .models import (
    Certificate,
    ConductEntry,
    Exporter,
    ExportRecord,
    Finding,
    Letter,
    LetterCountry,
    LetterLine,
    Licence,
    OrphanReport,
    Recall,
    VehicleClass,
)
from .models.licences import LicenceQuerySet
from .names import folded, tidied
from .numbers import tidied_number
from .orphans import GROUPS, Cluster


class _Named(django_filters.FilterSet):
    """A filter set that can say whether it narrows its list (for the words of the empty page)."""

    @property
    def in_use(self) -> bool:
        """Whether any filter is filled in."""
        data: Any = self.data or {}
        return any(data.get(name) for name in self.filters)


class LicenceFilter(_Named):
    licence_number = django_filters.CharFilter(label=_("Licence number"), method="by_number", max_length=40)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Licence.Status.choices)
    vehicle_class = django_filters.ChoiceFilter(label=_("Class"), choices=VehicleClass.choices)
    holding_on = DayFilter(label=_("Held on"), method="by_day")

    class Meta:
        model = Licence
        fields = ["licence_number", "status", "vehicle_class"]

    def by_number(self, rows: QuerySet[Licence], _name: str, value: str) -> QuerySet[Licence]:
        return rows.filter(licence_number=tidied_number(value))

    def by_day(self, rows: LicenceQuerySet, _name: str, day: Any) -> LicenceQuerySet:
        return rows.holding_on(day)


class RecallFilter(_Named):
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Recall.Status.choices)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Recall.Kind.choices)
    reference = django_filters.CharFilter(label=_("Reference"), method="by_reference", max_length=40)

    class Meta:
        model = Recall
        fields = ["status", "kind", "reference"]

    def by_reference(self, rows: QuerySet[Recall], _name: str, value: str) -> QuerySet[Recall]:
        return rows.filter(reference=" ".join(value.upper().split()))


class LetterFilter(_Named):
    number = django_filters.CharFilter(label=_("Number"), method="by_own_number", max_length=12)
    licence_number = django_filters.CharFilter(label=_("Licence number"), method="by_number", max_length=40)
    vin = django_filters.CharFilter(label=_("VIN"), method="by_vin", max_length=40)
    country = CountryFilter(label=_("Destination"), method="by_country")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Letter.Status.choices)

    class Meta:
        model = Letter
        fields = ["number", "licence_number", "vin", "status"]

    def by_own_number(self, rows: QuerySet[Letter], _name: str, value: str) -> QuerySet[Letter]:
        return rows.filter(number=value.strip().upper())

    def by_number(self, rows: QuerySet[Letter], _name: str, value: str) -> QuerySet[Letter]:
        return rows.filter(licence_number=tidied_number(value))

    def by_vin(self, rows: QuerySet[Letter], _name: str, value: str) -> QuerySet[Letter]:
        """Letters that name this car."""
        named = LetterLine.objects.filter(vin=read_vin(value).vin)
        return rows.filter(pk__in=named.values("letter"))

    def by_country(self, rows: QuerySet[Letter], _name: str, value: str) -> QuerySet[Letter]:
        """Sealed letters that name cars for this destination."""
        return rows.filter(pk__in=LetterCountry.objects.filter(country=value).values("letter"))


class ExporterFilter(_Named):
    name = django_filters.CharFilter(label=_("Name"), method="by_name", max_length=150)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Exporter.Kind.choices)

    class Meta:
        model = Exporter
        fields = ["name", "kind"]

    def by_name(self, rows: QuerySet[Exporter], _name: str, value: str) -> QuerySet[Exporter]:
        """Names that have it, in whatever width; some hundred rows are read for it."""
        return rows.filter(Q(folded__contains=folded(value)) | Q(latin_name__icontains=value.strip()))


class ConductFilter(_Named):
    status = django_filters.ChoiceFilter(label=_("Status"), choices=ConductEntry.Status.choices)
    matter = django_filters.ChoiceFilter(label=_("Matter"), choices=ConductEntry.Matter.choices)
    exporter = django_filters.CharFilter(label=_("Exporter, by its exact name"), method="by_exporter", max_length=150)

    class Meta:
        model = ConductEntry
        fields = ["status", "matter"]

    def by_exporter(self, rows: QuerySet[ConductEntry], _name: str, value: str) -> QuerySet[ConductEntry]:
        return rows.filter(exporter__name=tidied(value))


class _ByVin(_Named):
    """Rows of cars, by how their VINs begin."""

    vin = django_filters.CharFilter(label=_("How a VIN begins"), method="by_vin", max_length=40)

    def by_vin(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """VINs that begin so, as a range; whoever sees them masked finds by a whole one or by its first signs."""
        signs = "".join(sign for sign in read_vin(value).vin if sign.isascii() and sign.isalnum())[:17]
        if not signs:
            return rows.none()
        if not seen_whole(getattr(self.request, "actor", None)) and len(signs) < 17:
            signs = signs[:BEFORE_CHECK_DIGIT]
        return rows.filter(vin__gte=signs, vin__lte=signs.ljust(17, "Z"))


class CertificateFilter(_ByVin):
    certificate_number = django_filters.CharFilter(label=_("Certificate number"), method="by_number", max_length=30)
    exporter = django_filters.CharFilter(label=_("Exporter, by its exact name"), method="by_exporter", max_length=150)
    of_authority = TruthFilter(label=_("Given by the authority itself"), method="by_giver")

    class Meta:
        model = Certificate
        fields = ["vin", "certificate_number"]

    def by_number(self, rows: QuerySet[Certificate], _name: str, value: str) -> QuerySet[Certificate]:
        return rows.filter(certificate_number=tidied_number(value))

    def by_exporter(self, rows: QuerySet[Certificate], _name: str, value: str) -> QuerySet[Certificate]:
        return rows.filter(exporter__name=tidied(value))

    def by_giver(self, rows: QuerySet[Certificate], _name: str, value: bool) -> QuerySet[Certificate]:
        return rows.filter(exporter__isnull=value)


class RecordFilter(_ByVin):
    licence_number = django_filters.CharFilter(label=_("Licence number"), method="by_number", max_length=40)
    country = CountryFilter(label=_("Destination"))
    condition = django_filters.ChoiceFilter(
        label=pgettext_lazy("of a car", "Condition"), choices=ExportRecord.Condition.choices
    )

    class Meta:
        model = ExportRecord
        fields = ["vin", "licence_number", "country", "condition"]

    def by_number(self, rows: QuerySet[ExportRecord], _name: str, value: str) -> QuerySet[ExportRecord]:
        return rows.filter(licence_number=tidied_number(value))


class FindingFilter(_Named):
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Finding.Status.choices)
    rule = django_filters.ChoiceFilter(label=_("What is looked for"), choices=[(c, w[0]) for c, w in WORDS.items()])
    exporter = django_filters.CharFilter(label=_("Exporter, by its exact name"), method="by_exporter", max_length=150)
    manufacturer = django_filters.ModelChoiceFilter(
        label=_("Manufacturer"),
        queryset=lambda request: Organization.objects.filter(kind=Organization.Kind.MANUFACTURER).order_by("name"),
        to_field_name="slug",
    )
    country = CountryFilter(label=_("Destination"))
    late = TruthFilter(label=_("Not answered in time"), method="by_lateness")
    found_from = DayFilter(label=_("Found from"), field_name="found_at", lookup_expr="date__gte")
    found_to = DayFilter(label=_("Found until"), field_name="found_at", lookup_expr="date__lte")

    class Meta:
        model = Finding
        fields = ["status", "rule", "manufacturer", "country"]

    def by_exporter(self, rows: QuerySet[Finding], _name: str, value: str) -> QuerySet[Finding]:
        return rows.filter(exporter__name=tidied(value))

    def by_lateness(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        return rows.filter(late=value)


class OrphanFilter(_Named):
    seller = django_filters.CharFilter(label=_("Seller, as named"), method="by_seller", max_length=150)
    maker_code = django_filters.CharFilter(label=_("Maker's code"), method="by_code", max_length=6)
    country = CountryFilter(label=_("Where the car is"))
    named = TruthFilter(label=_("A seller was named"), method="by_naming")
    source = django_filters.ChoiceFilter(label=_("Source"), choices=OrphanReport.Source.choices)
    answered = TruthFilter(label=_("A record came"), method="by_answer")
    reported_from = DayFilter(label=_("Reported from"), method="since")
    reported_to = DayFilter(label=_("Reported until"), method="until")

    class Meta:
        model = OrphanReport
        fields = ["country", "source"]

    def by_seller(self, rows: QuerySet[OrphanReport], _name: str, value: str) -> QuerySet[OrphanReport]:
        """The very name, in whatever width, case and blanks: as clusters are formed."""
        return rows.filter(seller_folded=folded(value))

    def by_naming(self, rows: QuerySet[OrphanReport], _name: str, value: bool) -> QuerySet[OrphanReport]:
        return rows.exclude(seller_folded="") if value else rows.filter(seller_folded="")

    def since(self, rows: QuerySet[OrphanReport], _name: str, day: date) -> QuerySet[OrphanReport]:
        """By days of UTC, as months of clusters are counted: a list has as many reports as its cluster says."""
        return rows.filter(reported_at__gte=datetime.combine(day, time(), UTC))

    def until(self, rows: QuerySet[OrphanReport], _name: str, day: date) -> QuerySet[OrphanReport]:
        return rows.filter(reported_at__lt=datetime.combine(day + timedelta(days=1), time(), UTC))

    def by_code(self, rows: QuerySet[OrphanReport], _name: str, value: str) -> QuerySet[OrphanReport]:
        return rows.filter(maker_code=value.strip().upper())

    def by_answer(self, rows: QuerySet[OrphanReport], _name: str, value: bool) -> QuerySet[OrphanReport]:
        return rows.filter(answered_at__isnull=not value)


class ClusterFilter(OrphanFilter):
    by = django_filters.ChoiceFilter(
        label=_("Group by"),
        method="as_grouped",
        empty_label=None,
        choices=[
            ("seller", _("Seller, as named")),
            ("maker", _("Maker's code")),
            ("country", _("Where the cars are")),
            ("month", _("Month")),
            ("all", _("All four")),
        ],
    )

    def as_grouped(self, rows: QuerySet[OrphanReport], _name: str, _value: str) -> QuerySet[OrphanReport]:
        """How rows are grouped narrows nothing."""
        return rows

    @property
    def ways(self) -> list[str]:
        """By what to group: the seller unless another way was chosen."""
        chosen = self.form.cleaned_data.get("by") if self.form.is_valid() else ""
        return list(GROUPS) if chosen == "all" else [chosen or "seller"]

    def list_of(self, cluster: Cluster) -> str:
        """The address of the reports of a cluster, narrowed as the clusters are."""
        data: Any = self.data or {}
        asked = {name: data[name] for name in self.filters if name != "by" and data.get(name)}
        begin, end = asked.get("reported_from", ""), asked.get("reported_to", "9999-12-31")
        asked |= cluster.asked()
        if cluster.month is not None:
            asked["reported_from"] = max(begin, asked["reported_from"])
            asked["reported_to"] = min(end, asked["reported_to"])
        return f"{reverse('exports:orphans')}?{urlencode(asked)}"


class CountedFilter(FindingFilter):
    by = django_filters.ChoiceFilter(
        label=_("Counted by"),
        method="as_counted",
        empty_label=None,
        choices=[
            ("exporter", _("Exporter")),
            ("manufacturer", _("Manufacturer")),
            ("country", _("Destination")),
            ("month", _("Month")),
        ],
    )

    def as_counted(self, rows: QuerySet[Finding], _name: str, _value: str) -> QuerySet[Finding]:
        """How rows are counted narrows nothing."""
        return rows

    @property
    def way(self) -> str:
        """By what to count: the first way unless another one was chosen."""
        return str(self.form.cleaned_data.get("by") or "exporter") if self.form.is_valid() else "exporter"
