"""Papers of the workshop: the job card for the work, and the protocol with which a car is handed back."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from apps.claims.contact import contact_of
from apps.claims.models import Claim
from apps.core.today import today_in
from apps.core.wording import number_text

from ..models import CostLine
from ..selectors.cases import fault_codes, lines_of_claim
from .costs import cost_table
from .sheet import Sheet, Value, day_words, figure, ltr, prose, table

#: Lines left for a pen where nothing is written yet.
_EMPTY_LINES = 6


def job_card(claim: Claim, language: str, *, day: date) -> Sheet:
    """What the mechanic works by: the complaint, what the car said, and what is to be done."""
    sheet = _of_claim(claim, _("Job card"), language, day)
    sheet.parts = [prose(_("Complaint"), claim.complaint)]
    codes = [
        [ltr(row.code), row.get_system_display(), row.note or ""] for row in fault_codes(claim) if not row.struck_at
    ]
    if codes:
        sheet.parts.append(table(_("Fault codes"), [_("Code"), _("Kind"), _("Note")], codes, widths=(0, 1, 2)))
    lines = [line for line in lines_of_claim(claim) if line.kind != CostLine.Kind.TAX]
    if lines:
        sheet.parts.append(cost_table(_("Work and parts"), lines, prices=False))
    else:
        empty: list[list[Value]] = [["", "", ""] for _line in range(_EMPTY_LINES)]
        head = [_("Work or part"), _("Hours or pieces"), _("Mechanic")]
        sheet.parts.append(table(_("Work and parts"), head, empty, widths=(3, 1, 1)))
    sheet.signatures = [_("Mechanic"), _("Workshop")]
    return sheet


def hand_back(claim: Claim, language: str, *, day: date) -> Sheet:
    """What owner and workshop sign when the car goes back: what was wrong, what was done, which parts were changed."""
    sheet = _of_claim(claim, _("Hand-back protocol"), language, day)
    place = str(claim.country)
    for label, moment in ((_("Taken in"), claim.vehicle_in_at), (_("Repaired"), claim.repaired_at)):
        sheet.facts.append((label, day_words(today_in(place, moment)) if moment else day_words(None)))
    sheet.parts = [prose(_("Complaint"), claim.complaint)]
    if claim.cause:
        sheet.parts += [prose(_("Cause"), claim.cause), prose(_("Work done"), claim.correction)]
    parts = [line for line in lines_of_claim(claim) if line.kind == CostLine.Kind.PART]
    if parts:
        head = [
            _("Part"),
            _("Pieces"),
            _("Serial number, old part"),
            _("Serial number, new part"),
            _("The faulty part"),
        ]
        rows = [
            [line.words, figure(line.quantity, 2), ltr(line.serial_old), ltr(line.serial_new), line.get_fate_display()]
            for line in parts
        ]
        sheet.parts.append(table(_("Parts that were changed"), head, rows, widths=(2, 0, 1, 1, 1), figures=(1,)))
    sheet.parts.append(
        prose(
            _("What both sign"),
            _("The owner has the car back with its keys and papers. Who finds that it is not repaired says so on the "
              "page of the request within 14 days."),
        )
    )  # fmt: skip
    sheet.signatures = [_("Owner"), _("Workshop")]
    return sheet


def _of_claim(claim: Claim, title: str, language: str, day: date) -> Sheet:
    contact = contact_of(claim)
    sheet = Sheet(title, claim.number, claim.dealer.name if claim.dealer else "", day, language)
    sheet.facts = [
        (_("Vehicle"), claim.vehicle_title),
        (_("VIN"), ltr(claim.vin)),
        (_("Odometer"), ltr(_("%(km)s km") % {"km": number_text(claim.odometer_km)})),
        (_("Number plate"), ltr(contact.plate if contact else "")),
        (_("Owner"), contact.name if contact else ""),
        (_("Filed"), day_words(today_in(str(claim.country), claim.filed_at))),
    ]
    return sheet
