"""The columns of the lists of exporters, licences, letters, export records, findings and reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.casework.templatetags.casework import case_badge
from apps.core.lists import ListColumn, isolated, link
from apps.core.templatetags.face import status_badge
from apps.core.templatetags.formats import country_name, date_only, local_time, mono, number, vin
from apps.core.wording import NOTHING
from apps.organizations.scope import Actor
from apps.vehicles.masked_vins import seen_by, seen_whole

from .counting import Group
from .filters import ClusterFilter, CountedFilter
from .models import ConductEntry, Finding
from .orphans import Cluster
from .recall_states import STATES
from .templatetags.exports import licence_badge


def exporter_columns() -> list[ListColumn]:
    """A firm under its legal names."""
    return [
        ListColumn(_("Legal name"), lambda firm: link(firm.get_absolute_url(), isolated(firm.name))),
        ListColumn(_("In Latin letters"), lambda firm: isolated(firm.latin_name), whole=lambda firm: firm.latin_name),
        ListColumn(_("Kind"), lambda firm: firm.get_kind_display()),
    ]


def licence_columns(today: date) -> list[ListColumn]:
    """What the list says of a licence, as of a day."""
    return [
        ListColumn(_("Licence"), lambda licence: link(licence.get_absolute_url(), mono(licence.licence_number))),
        ListColumn(
            _("Exporter"), lambda licence: isolated(licence.exporter.name), whole=lambda licence: licence.exporter.name
        ),
        ListColumn(
            pgettext("of vehicles", "Class"),
            lambda licence: licence.get_vehicle_class_display(),
            whole=lambda licence: licence.get_vehicle_class_display(),
        ),
        ListColumn(_("Applied on"), lambda licence: _day(licence.applied_on), "w-day"),
        ListColumn(_("Valid until"), lambda licence: _day(licence.valid_to), "w-day"),
        ListColumn(_("Status"), lambda licence: licence_badge(licence, today), "w-due"),
    ]


def letter_columns() -> list[ListColumn]:
    """What the list says of a confirmation letter."""
    return [
        ListColumn(_("Number"), lambda letter: link(letter.get_absolute_url(), mono(letter.number)), "w-code"),
        ListColumn(_("Licence number"), lambda letter: mono(letter.licence_number)),
        ListColumn(_("Manufacturer"), lambda letter: isolated(letter.maker_id), whole=lambda letter: letter.maker_id),
        ListColumn(_("Vehicles"), lambda letter: number(letter.cars), figures=True),
        ListColumn(
            _("Issued"), lambda letter: local_time(letter.issued_at, "SHORT_DATE_FORMAT"), "w-day", sort="issued"
        ),
        ListColumn(_("Status"), case_badge, "w-due"),
    ]


def line_columns(actor: Actor) -> list[ListColumn]:
    """The cars of a letter, with who serves each; the VIN as its reader may see it."""
    return [
        _vin_column(actor),
        ListColumn(_("Model"), lambda line: isolated(line.model_name), whole=lambda line: line.model_name),
        _destination(),
        ListColumn(_("Service centre"), lambda line: isolated(line.centre_name), whole=lambda line: line.centre_name),
        ListColumn(_("Who runs it"), lambda line: isolated(line.centre_firm), whole=lambda line: line.centre_firm),
        ListColumn(_("Address"), _address, whole=lambda line: f"{line.centre_address}, {line.centre_city}"),
    ]


def _address(line: Any) -> Any:
    return isolated(f"{line.centre_address}, {line.centre_city}")


def record_columns(actor: Actor) -> list[ListColumn]:
    """What was declared of an export; the VIN as its reader may see it."""
    return [
        _vin_column(actor, linked=True),
        ListColumn(_("Model"), lambda record: isolated(record.model_name), whole=lambda record: record.model_name),
        _exporter(),
        ListColumn(_("Licence number"), _licence_number),
        ListColumn(pgettext("of a car", "Condition"), lambda record: record.get_condition_display(), "w-word"),
        ListColumn(_("Exported on"), lambda record: _day(record.exported_on), "w-day"),
        _destination(),
    ]


def certificate_columns(actor: Actor) -> list[ListColumn]:
    """What registration certificates say; the VIN as its reader may see it."""
    return [
        _vin_column(actor, linked=True),
        ListColumn(_("Certificate number"), lambda row: mono(row.certificate_number)),
        ListColumn(_("Brand"), lambda row: isolated(row.brand), whole=lambda row: row.brand),
        ListColumn(_("Model"), lambda row: isolated(row.model_name), whole=lambda row: row.model_name),
        ListColumn(_("First registered in China"), lambda row: _day(row.first_registered_on), "w-due"),
        ListColumn(_("Given by"), lambda row: isolated(row.giver), whole=lambda row: row.giver),
    ]


def finding_columns(actor: Actor) -> list[ListColumn]:
    """What was found on an export."""
    return [
        ListColumn(_("Finding"), lambda finding: link(finding.get_absolute_url(), mono(finding.number)), "w-code"),
        ListColumn(_("What was found"), lambda finding: finding.title, whole=lambda finding: finding.title),
        _vin_column(actor),
        _exporter(),
        _destination(),
        ListColumn(
            _("Found"), lambda finding: local_time(finding.found_at, "SHORT_DATE_FORMAT"), "w-day", sort="found"
        ),
        ListColumn(_("Answer by"), _answer, "w-day"),
        ListColumn(_("Status"), case_badge, "w-state", whole=lambda finding: finding.get_status_display()),
    ]


def orphan_columns(actor: Actor) -> list[ListColumn]:
    """A report of a car without a record of export."""
    return [
        ListColumn(
            pgettext("of a car without a record", "Report"),
            lambda report: link(report.get_absolute_url(), mono(report.number)),
            "w-code",
        ),
        _vin_column(actor),
        ListColumn(_("Seller, as named"), _seller, whole=lambda report: report.seller),
        ListColumn(_("Where the car is"), lambda report: country_name(report.country.code)),
        ListColumn(_("Source"), lambda report: report.get_source_display()),
        ListColumn(
            pgettext("of a car without a record", "Reported"),
            lambda report: local_time(report.reported_at, "SHORT_DATE_FORMAT"),
            "w-day",
            sort="reported",
        ),
        ListColumn(_("A record came"), lambda report: local_time(report.answered_at, "SHORT_DATE_FORMAT"), "w-day"),
    ]


def cluster_columns(chosen: ClusterFilter) -> list[ListColumn]:
    """What reports have in common, in the order asked for, then how many they are; the first leads to their list."""
    names: dict[str, tuple[str, Callable[[Cluster], Any]]] = {
        "seller": (_("Seller, as named"), _seller),
        "maker": (_("Maker's code"), lambda row: mono(row.maker_code)),
        "country": (_("Where the cars are"), lambda row: country_name(row.country)),
        "month": (_("Month"), lambda row: date_only(row.month, "YEAR_MONTH_FORMAT")),
    }
    (label, named), *others = (names[way] for way in chosen.ways)
    return [
        ListColumn(label, lambda row: link(chosen.list_of(row), named(row)), whole=lambda row: row.seller),
        *(ListColumn(*other) for other in others),
        ListColumn(_("Cars"), lambda row: number(row.cars), "w-word", figures=True),
        ListColumn(_("Reports"), lambda row: number(row.reports), "w-word", figures=True),
        ListColumn(_("Signed-in people"), lambda row: number(row.people), "w-word", figures=True),
        ListColumn(pgettext("of reports", "First"), lambda row: local_time(row.first, "SHORT_DATE_FORMAT")),
        ListColumn(pgettext("of reports", "Last"), lambda row: local_time(row.last, "SHORT_DATE_FORMAT")),
    ]


def cell_columns(least: int) -> list[ListColumn]:
    """Counts that makers are told; a small one is told as small."""
    few = _("fewer than %(least)d") % {"least": least}
    return [
        ListColumn(_("Month"), lambda cell: date_only(cell.month, "YEAR_MONTH_FORMAT")),
        ListColumn(_("Where the cars are"), lambda cell: country_name(cell.country)),
        ListColumn(_("Cars"), lambda cell: few if cell.cars is None else number(cell.cars), figures=True),
    ]


def _seller(row: Any) -> Any:
    return isolated(row.seller) if row.seller else _("not named")


def conduct_columns() -> list[ListColumn]:
    """An entry of the conduct log."""
    return [
        ListColumn(_("Entry"), lambda entry: link(entry.get_absolute_url(), mono(entry.number)), "w-code"),
        ListColumn(_("Exporter"), lambda entry: isolated(entry.exporter.name), whole=lambda entry: entry.exporter.name),
        ListColumn(
            _("Matter"), lambda entry: entry.get_matter_display(), whole=lambda entry: entry.get_matter_display()
        ),
        ListColumn(
            _("Entered"), lambda entry: local_time(entry.entered_at, "SHORT_DATE_FORMAT"), "w-day", sort="entered"
        ),
        ListColumn(_("Status"), case_badge, "w-due"),
    ]


def _matter(entry: ConductEntry) -> str:
    return entry.get_matter_display()


def _answer(finding: Any) -> SafeString:
    """Until when it may be answered while it waits, and that it was not answered in time."""
    if finding.late:
        return status_badge("bad", _("Late"))
    waits = finding.status == Finding.Status.FOUND
    return local_time(finding.due_at, "SHORT_DATE_FORMAT") if waits else SafeString(NOTHING)


def counted_columns(way: str) -> list[ListColumn]:
    """Findings counted: what was counted by, one column a state, and all; each opens its list."""
    heading = dict(CountedFilter.base_filters["by"].extra["choices"])[way]

    return [
        ListColumn(heading, lambda group: isolated(group.name)),
        *(
            ListColumn(label, partial(_count, state), figures=True, css="w-word")
            for state, label in Finding.Status.choices
        ),
        ListColumn(_("All"), partial(_count, ""), figures=True),
        ListColumn(_("Not answered in time"), _count_late, figures=True, css="w-word"),
    ]


def _count(state: str, group: Group) -> SafeString:
    """How many of a group are in a state (empty: all), with the way to their list."""
    count = group.counts[state] if state else group.total
    if not (count and group.narrowed):
        return number(count)
    narrowed = {**group.narrowed, **({"status": state} if state else {})}
    return link(f"{reverse('exports:findings')}?{urlencode(narrowed)}", number(count))


def _count_late(group: Group) -> SafeString:
    """How many of a group were not answered in time, with the way to their list."""
    if not (group.late and group.narrowed):
        return number(group.late)
    return link(f"{reverse('exports:findings')}?{urlencode({**group.narrowed, 'late': 'true'})}", number(group.late))


def recall_columns() -> list[ListColumn]:
    """What the list says of a recall."""
    return [
        ListColumn(_("Recall"), lambda recall: link(recall.get_absolute_url(), mono(recall.number)), "w-code"),
        ListColumn(_("Title"), lambda recall: isolated(recall.title), whole=lambda recall: recall.title),
        ListColumn(
            _("Manufacturer"),
            lambda recall: isolated(recall.manufacturer.name),
            whole=lambda recall: recall.manufacturer.name,
        ),
        ListColumn(_("Kind"), lambda recall: recall.get_kind_display()),
        ListColumn(
            _("On record since"), lambda recall: local_time(recall.began_at, "SHORT_DATE_FORMAT"), "w-day", sort="began"
        ),
        ListColumn(_("Published"), lambda recall: local_time(recall.published_at, "SHORT_DATE_FORMAT"), "w-day"),
        ListColumn(_("Status"), case_badge),
    ]


def recall_car_columns(actor: Actor) -> list[ListColumn]:
    """A car of a recall with its state, the VIN as its reader may see it."""
    return [
        ListColumn(_("VIN"), lambda car: _car_of(car, actor), "w-vin"),
        ListColumn(_("Country"), lambda car: country_name(car.country.code) if car.country else _("Not known yet")),
        ListColumn(pgettext("car of a recall", "State"), lambda car: STATES[car.state], "w-due"),
        ListColumn(_("On the list since"), lambda car: local_time(car.added_at, "SHORT_DATE_FORMAT"), "w-due"),
    ]


def _car_of(car: Any, actor: Actor) -> SafeString:
    """The VIN; whoever sees it whole finds the car by it, where the portal knows it."""
    shown = vin(seen_by(car.vin, actor))
    return link(reverse("vehicles:detail", args=[car.vin]), shown) if car.country and seen_whole(actor) else shown


def _vin_column(actor: Actor, *, linked: bool = False) -> ListColumn:
    def cell(row: Any) -> SafeString:
        shown = vin(seen_by(row.vin, actor))
        return link(row.get_absolute_url(), shown) if linked else shown

    return ListColumn(_("VIN"), cell, "w-vin")


def _exporter() -> ListColumn:
    return ListColumn(_("Exporter"), lambda row: isolated(row.exporter_id), whole=lambda row: row.exporter_id)


def _destination() -> ListColumn:
    return ListColumn(_("Destination"), lambda row: country_name(row.country.code))


def _licence_number(record: Any) -> Any:
    return mono(record.licence_number) if record.licence_number else _("none declared")


def _day(day: date | None) -> SafeString:
    return date_only(day, "SHORT_DATE_FORMAT")
