"""Dates, distances and findings about VINs inside sentences, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.core.wording import number_text

from .vin import Finding


def said_day(day: date) -> str:
    """A calendar day in words, as ``3 March 2026``."""
    return formats.date_format(day, "DATE_FORMAT")


def said_km(kilometres: int) -> str:
    """A distance with grouped thousands, without its unit."""
    return number_text(kilometres)


#: The decoder's findings, by code, for people. Values come from vin.Finding.
FINDINGS = {
    "empty": _("Nothing was given: type the 17 characters of the VIN."),
    "length": _("%(length)s characters instead of 17: compare with the plate."),
    "too_long": _("The text is longer than any VIN: give just its 17 characters."),
    "forbidden": _("“%(letter)s” at place %(place)s is never used in a VIN: it is probably %(suggestion)s."),
    "look_alike": _("“%(letter)s” at place %(place)s is a letter of another alphabet: type the Latin %(suggestion)s."),
    "character": _("“%(letter)s” at place %(place)s cannot stand in a VIN: use digits and Latin letters."),
    "masked": _("The VIN is masked at place %(place)s: give all its 17 characters."),
    "check_digit": _(
        "The check digit (place 9) is %(found)s, expected %(expected)s: compare every character with the plate."
    ),
    "unknown_wmi": _("The maker behind %(wmi)s is not in our registry: that stops nothing."),
    "model_year": _("“%(letter)s” at place 10 is no code of a model year."),
    "serial": _("The last four characters “%(serial)s” are not all digits, as the standard wants them."),
    "same": _("All 17 characters are the same: this passes the check digit but is no car."),
}


def said_characters(odd: Sequence[Finding], meant: str) -> str:
    """Several characters that cannot stand in a VIN, in one sentence, with the VIN that was probably meant."""
    values = [dict(item.values) for item in odd]
    places = ", ".join(f"{value['letter']} ({value['place']})" for value in values)
    text = ngettext(
        "%(count)d character cannot stand in a VIN; with its place: %(places)s.",
        "%(count)d characters cannot stand in a VIN; with their places: %(places)s.",
        len(odd),
    ) % {"count": len(odd), "places": places}
    if not meant:
        return text
    guess = _("Probably meant: %(vin)s.")
    return f"{text} {guess % {'vin': meant}}"


def said_finding(finding: Finding) -> str:
    """A finding of the VIN decoder in the active language."""
    return str(FINDINGS[finding.code]) % dict(finding.values)
