"""The columns of lists of estimates, settlements, batches, rates and rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.casework.templatetags.casework import case_badge
from apps.claims.models import NOTHING_DUE
from apps.core.lists import ListColumn, isolated, link
from apps.core.markup import format_html, joined
from apps.core.money import Money
from apps.core.templatetags.face import clock_badge, status_badge
from apps.core.templatetags.formats import date_only, local_time, money, mono, number
from apps.core.wording import NOTHING

from .models import Batch

Cell = Callable[[Any], Any]


def case_columns(called: str, at: datetime, sums: Mapping[int, Sequence[Money]]) -> list[ListColumn]:
    """An estimate or a settlement, as of a moment; ``sums`` is what each comes to."""
    return [
        ListColumn(called, lambda case: link(case.get_absolute_url(), mono(case.number)), "w-code"),
        ListColumn(_("Request"), lambda case: mono(case.claim.number), "w-code"),
        ListColumn(
            _("Vehicle"), lambda case: isolated(case.claim.vehicle_title), whole=lambda case: case.claim.vehicle_title
        ),
        ListColumn(_("Dealer"), lambda case: isolated(case.dealer.name), whole=lambda case: case.dealer.name),
        ListColumn(_("Total"), lambda case: _sums(sums.get(case.pk, ())), figures=True),
        ListColumn(_("Begun"), lambda case: local_time(case.drafted_at, "SHORT_DATE_FORMAT"), "w-day", sort="begun"),
        ListColumn(_("Due"), lambda case: _due(case, at), "w-due"),
        ListColumn(_("Status"), case_badge, "w-due", whole=lambda case: case.get_status_display()),
    ]


def chosen_column() -> ListColumn:
    """The box by which a row of the queue is chosen."""
    return ListColumn(
        _("Choose"),
        css="w-word",
        cell=lambda case: format_html(
            '<input type="checkbox" name="chosen" value="{}:{}" form="approve" aria-label="{}">',
            case.number, case.version, _("Choose %(number)s") % {"number": case.number},
        ),
    )  # fmt: skip


def batch_columns() -> list[ListColumn]:
    """A payment batch and what became of it."""
    return [
        ListColumn(_("Number"), lambda batch: link(batch.get_absolute_url(), mono(batch.number)), "w-code"),
        ListColumn(_("Dealer"), lambda batch: isolated(batch.dealer.name), whole=lambda batch: batch.dealer.name),
        ListColumn(
            _("Manufacturer"),
            lambda batch: isolated(batch.manufacturer.name),
            whole=lambda batch: batch.manufacturer.name,
        ),
        ListColumn(
            _("Gathered"), lambda batch: local_time(batch.made_at, "SHORT_DATE_FORMAT"), "w-day", sort="gathered"
        ),
        ListColumn(_("Total"), lambda batch: money(batch.total, batch.currency), figures=True),
        ListColumn(_("Payment"), payment_badge, "w-due"),
    ]


def payment_badge(batch: Batch) -> str:
    """Whether a batch was paid, and whether that came."""
    payment = getattr(batch, "payment", None)
    if payment is None:
        return status_badge("warn", _("Not paid yet"))
    return status_badge("ok", _("Received")) if payment.received_at else status_badge("info", _("Paid"))


def batch_line_columns() -> list[ListColumn]:
    """A line of a batch: what it pays, and which earlier payment it corrects."""
    return [
        ListColumn(
            _("Settlement"),
            lambda row: link(row.line.settlement.get_absolute_url(), mono(row.line.settlement.number)),
            "w-code",
        ),
        ListColumn(_("Request"), lambda row: mono(row.line.settlement.claim.number), "w-code"),
        ListColumn(_("What it is for"), lambda row: isolated(row.line.words), whole=lambda row: row.line.words),
        ListColumn(_("Decision"), lambda row: row.decided.get_verdict_display()),
        ListColumn(_("Corrects"), lambda row: mono(row.corrects.batch.number) if row.corrects else NOTHING, "w-code"),
        ListColumn(_("Amount"), lambda row: money(row.amount, row.line.currency), figures=True),
    ]


def rate_columns() -> list[ListColumn]:
    """An exchange rate with its source."""
    return [
        ListColumn(_("On the day"), lambda rate: date_only(rate.day, "SHORT_DATE_FORMAT"), "w-day"),
        ListColumn(_("Rate"), lambda rate: mono(str(rate))),
        ListColumn(_("Source"), lambda rate: isolated(rate.source), whole=lambda rate: rate.source),
        ListColumn(
            _("For the books of"), lambda rate: isolated(rate.manufacturer.name) if rate.manufacturer else _("All")
        ),
        ListColumn(_("Recorded"), lambda rate: local_time(rate.recorded_at, "SHORT_DATE_FORMAT"), "w-day"),
    ]


def rule_columns() -> list[ListColumn]:
    """A rule by which small settlements pass."""
    return [
        ListColumn(_("Effective from"), lambda rule: date_only(rule.effective_from, "SHORT_DATE_FORMAT"), "w-day"),
        ListColumn(
            _("Dealer"),
            lambda rule: isolated(rule.workshop.name) if rule.workshop else _("All without a rule of their own"),
        ),
        ListColumn(_("Limit"), lambda rule: money(rule.limit, rule.currency), figures=True),
        ListColumn(_("Look at one in"), lambda rule: number(rule.one_in), figures=True),
        ListColumn(_("Grounds"), lambda rule: isolated(rule.grounds), whole=lambda rule: rule.grounds),
    ]


def _sums(sums: Sequence[Money]) -> SafeString:
    return joined(f"{money(each.amount, each.currency)} " for each in sums) if sums else SafeString(NOTHING)


def _due(case: Any, at: datetime) -> str:
    return clock_badge(case.next_due_at, at=at) if case.next_due_at.year < NOTHING_DUE.year else NOTHING
