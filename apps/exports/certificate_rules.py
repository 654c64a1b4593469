"""Export records against registration certificates, field by field (商贸函〔2025〕648号 I(2)), and the maker's record.

The authority's certificate wins. Where there is none, a record is held against its own exporter's certificate and
against the maker's record of the car: so nothing that an exporter shows clears what another source says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, JSONField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from apps.vehicles.models import Vehicle

from .certified import COMPARED, differ
from .models import Certificate, ExportRecord, FindingRule

Records = QuerySet[ExportRecord]
#: What each source says of the car, as a JSON object: columns of :func:`differs`.
SAYS = ("authority_says", "exporter_says", "maker_says")


def differs(rows: Records, _rule: FindingRule, _today: date) -> Any:
    """Records of which some source may say otherwise, with what each says; :func:`what_differs` compares."""
    current = Certificate.objects.current().filter(vin=OuterRef("vin"))
    by_authority, by_exporter = current.of_the_authority(), current.filter(exporter=OuterRef("exporter"))
    recorded = Vehicle.objects.filter(vin=OuterRef("vin"), exported_on__isnull=False)
    elsewhere = Exists(recorded.exclude(country=OuterRef("country")))
    otherwise = Exists(recorded.exclude(model_name="").exclude(model_name__iexact=OuterRef("model_name")))
    told = rows.filter(Q(Exists(by_authority)) | Q(Exists(by_exporter)) | elsewhere | otherwise)
    return told.annotate(
        authority_says=_object(by_authority, COMPARED),
        exporter_says=_object(by_exporter, COMPARED),
        maker_says=_object(recorded, ("model_name", "country")),
    )


def _object(rows: QuerySet[Any], names: tuple[str, ...]) -> Any:
    return Subquery(rows.values(said=JSONObject(**{name: F(name) for name in names}))[:1], output_field=JSONField())


def what_differs(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Each field that differs with both values and who says the other one; None: nothing does."""
    found = [
        {"field": name, "declared": row[name], "stands": stands, "by": by}
        for by, name, stands in _held_against(row)
        if differ(row[name], stands)
    ]
    return {"fields": found} if found else None


def _held_against(row: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    authority, exporter, maker = (row[name] or {} for name in SAYS)
    certificate = authority or exporter
    if certificate:
        yield from (("authority" if authority else "exporter", name, certificate[name]) for name in COMPARED)
    if maker.get("model_name") and not authority:
        yield "maker", "model_name", maker["model_name"]
    if maker:
        yield "maker", "country", maker["country"]


def certificate_missing(rows: Records, rule: FindingRule, today: date) -> Any:
    """Declared used, and so many days after the export nobody has shown its certificate.

    By the earliest day of export that its exporter ever declared: a correction puts nothing off.
    """
    current = Certificate.objects.current().filter(vin=OuterRef("vin"))
    shown = current.filter(Q(exporter=None) | Q(exporter=OuterRef("exporter")))
    ever = ExportRecord.objects.filter(vin=OuterRef("vin"), exporter=OuterRef("exporter")).order_by()
    since = Subquery(ever.values("vin").annotate(first=Min("exported_on")).values("first"))
    late = rows.filter(condition=ExportRecord.Condition.USED).annotate(since=since)
    return late.filter(~Exists(shown), since__lte=today - timedelta(days=rule.amount or 0))
