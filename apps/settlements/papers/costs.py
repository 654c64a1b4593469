"""Papers about money: an estimate, and the letter of a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.core.money import Money, totals
from apps.core.today import today_in
from apps.core.wording import money_text

from ..citing import said
from ..models import CostLine, Decision, Estimate, LineDecision
from .sheet import Sheet, Value, figure, ltr, money, prose, table

_BEARERS = LineDecision.BEARERS


def cost_table(heading: str, lines: Sequence[CostLine], *, prices: bool = True) -> dict[str, object]:
    """Lines of cost, with what they come to unless ``prices`` is false, as for a mechanic."""
    head = [_("Kind"), _("Code"), _("What it is for"), _("Hours or pieces")]
    rows: list[list[Value]] = [
        [line.get_kind_display(), ltr(line.code), line.words, figure(_measure(line), 2)] for line in lines
    ]
    if not prices:
        return table(heading, head, rows, widths=(0, 0, 1, 0), figures=(3,))
    for row, line in zip(rows, lines, strict=True):
        each = line.rate if line.kind == CostLine.Kind.LABOUR else line.unit_price
        row += [money(each, line.currency) if each is not None else ltr(""), money(line.amount, line.currency)]
    rows += [["", "", _("Total"), "", "", _money(total)] for total in totals(line.money for line in lines)]
    return table(heading, [*head, _("Price"), _("Amount")], rows, widths=(0, 0, 1, 0, 0, 0), figures=(3, 4, 5))


def estimate_paper(estimate: Estimate, language: str, *, day: date) -> Sheet:
    """An estimate with its lines and totals."""
    sheet = _sheet(_("Estimate"), estimate.number, estimate, language, day)
    sheet.facts.append((_("Status"), estimate.get_status_display()))
    sheet.parts = [cost_table(_("Lines"), list(estimate.lines.standing()))]
    sheet.signatures = [_("Workshop"), _("Manufacturer")]
    return sheet


def decision_letter(decision: Decision, language: str) -> Sheet:
    """What was decided, line by line, with reasons; dated as it was decided."""
    case = decision.case
    day = today_in("CN", decision.decided_at)
    sheet = _sheet(_("Decision"), f"{case.number}/{decision.number}", case, language, day)
    sheet.author = case.manufacturer.name if case.manufacturer else ""
    rows = list(decision.lines.select_related("line", "plan", "term").order_by("id"))
    if decision.rule_id:
        sheet.intro.append(_("Decided by a rule of the manufacturer, without a look at the single settlement."))
    sheet.parts = [_decided(rows)]
    if any(row.verdict == LineDecision.Verdict.GOODWILL for row in rows):
        sheet.parts.append(_shares(rows))
    sheet.parts += [_totals(rows)]
    reasons = [_reason(row) for row in rows if row.reason]
    if reasons:
        sheet.parts.append(prose(_("Reasons"), *dict.fromkeys(reasons)))
    if decision.ceiling is not None:
        ceiling = {"amount": money_text(decision.ceiling, decision.ceiling_currency)}
        sheet.parts.append(prose(_("Up to"), _("All together it may come to %(amount)s.") % ceiling))
    if decision.note:
        sheet.parts.append(prose(_("Explanation"), decision.note))
    sheet.signatures = [_("For the manufacturer")]
    return sheet


def _sheet(title: str, number: str, case: object, language: str, day: date) -> Sheet:
    claim = case.claim  # type: ignore[attr-defined]  # an estimate or a settlement
    sheet = Sheet(title, number, claim.dealer.name if claim.dealer else "", day, language)
    sheet.facts = [
        (_("Request"), ltr(claim.number)),
        (_("Vehicle"), claim.vehicle_title),
        (_("Workshop"), claim.dealer.name if claim.dealer else ""),
        (_("Manufacturer"), claim.manufacturer.name if claim.manufacturer else ""),
    ]
    return sheet


def _decided(rows: Sequence[LineDecision]) -> dict[str, object]:
    head = [_("What it is for"), _("Asked for"), _("Decision"), _("Amount")]
    cells: list[list[Value]] = [
        [
            row.line.words,
            money(row.line.amount, row.currency),
            row.get_verdict_display(),
            money(row.amount, row.currency),
        ]
        for row in rows
    ]
    return table(_("Lines"), head, cells, widths=(1, 0, 0, 0), figures=(1, 3))


def _shares(rows: Sequence[LineDecision]) -> dict[str, object]:
    head = [_("Shared lines"), _("Manufacturer"), _("Importer"), _("Dealer"), _("Owner")]
    cells: list[list[Value]] = [
        [
            row.line.words,
            *(money(getattr(row, f"{who}_amount"), row.currency) for who in _BEARERS),
        ]
        for row in rows
        if row.verdict == LineDecision.Verdict.GOODWILL
    ]
    return table(_("Who bears what"), head, cells, widths=(1, 0, 0, 0, 0), figures=(1, 2, 3, 4))


def _totals(rows: Sequence[LineDecision]) -> dict[str, object]:
    cells: list[list[Value]] = []
    for who, label in zip(_BEARERS, (_("Manufacturer"), _("Importer"), _("Dealer"), _("Owner")), strict=True):
        sums = totals(Money(getattr(row, f"{who}_amount"), row.currency) for row in rows)
        cells += [[label, _money(total)] for total in sums if total.amount or who == "maker"]
    return table(_("Totals"), [_("Who pays"), _("Amount")], cells, widths=(1, 0), figures=(1,))


def _reason(row: LineDecision) -> str:
    reason = ": ".join(filter(None, (row.get_reason_display(), said(row))))
    return f"{row.line.words} – {reason}"


def _measure(line: CostLine) -> Decimal | None:
    return line.hours if line.kind == CostLine.Kind.LABOUR else line.quantity


def _money(total: Money) -> Value:
    return money(total.amount, total.currency)
