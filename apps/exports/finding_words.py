"""What rules look for and what they saw, in words; one place for pages, API and translators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.wording import NOTHING, country_label

#: code: what it looks for, and the sentence on what it saw.
WORDS: dict[str, tuple[Any, Any]] = {
    "licence_missing": (
        gettext_lazy("Licence missing"),
        gettext_lazy("No licence of this number is on record."),
    ),
    "licence_not_valid": (
        gettext_lazy("Licence not valid on the day of export"),
        gettext_lazy("The licence did not hold on %(exported_on)s."),
    ),
    "licence_of_another": (
        gettext_lazy("Licence of another exporter"),
        gettext_lazy("The licence was given to another firm."),
    ),
    "licence_class": (
        gettext_lazy("Licence for another class of vehicles"),
        gettext_lazy("The car's powertrain does not belong to the class that the licence names."),
    ),
    "licence_used_up": (
        gettext_lazy("More cars than the licence covers"),
        gettext_lazy("The licence covers %(quantity)s vehicles, and as many were exported under it before."),
    ),
    "not_qualified": (
        gettext_lazy("Manufacturer not qualified for the class that year"),
        gettext_lazy("The list of %(year)s on record does not name the manufacturer for the class of the licence."),
    ),
    "destination": (
        gettext_lazy("Destination not covered by the licence"),
        gettext_lazy("The licence names destinations, and this one is not among them."),
    ),
    "not_authorised": (
        gettext_lazy("Trader not authorised by the manufacturer"),
        gettext_lazy("No authorisation for this class held on %(exported_on)s."),
    ),
    "letter": (
        gettext_lazy("Confirmation letter of the manufacturer needed"),
        gettext_lazy(
            "Applied for %(days)s days after the first registration; no confirmation letter in force is on record."
        ),
    ),
    "used_as_new": (
        gettext_lazy("Declared as used with the mileage of a delivery"),
        gettext_lazy("The odometer shows %(odometer_km)s km."),
    ),
    "differs": (
        gettext_lazy("Differs from the registration certificate or the manufacturer's record"),
        # What was found before fields were told one by one.
        gettext_lazy("The manufacturer's record of this car says otherwise."),
    ),
    "certificate_missing": (
        gettext_lazy("Registration certificate of a used car missing"),
        gettext_lazy("Declared as used and exported on %(since)s; no registration certificate is on record."),
    ),
    "twice": (
        gettext_lazy("Exported twice, or by two exporters"),
        gettext_lazy("Another export of this car is on record."),
    ),
    "no_outlet": (
        gettext_lazy("No service outlet in the destination"),
        gettext_lazy("Nobody serves cars of this manufacturer there."),
    ),
}


#: Who says otherwise.
SOURCES = {
    "authority": gettext_lazy("%(field)s: declared “%(declared)s”, on the authority's certificate “%(stands)s”."),
    "exporter": gettext_lazy("%(field)s: declared “%(declared)s”, on the exporter's certificate “%(stands)s”."),
    "maker": gettext_lazy("%(field)s: declared “%(declared)s”, on the manufacturer's record “%(stands)s”."),
}
_FIELDS = {
    "brand": gettext_lazy("Brand"),
    "model_name": gettext_lazy("Model"),
    "first_registered_on": gettext_lazy("First registered in China"),
    "transferred_on": gettext_lazy("Transferred for export"),
    "country": gettext_lazy("Destination"),
}


def name_of(code: str) -> Any:
    """What a rule looks for; the code itself for a rule that this release does not know."""
    return WORDS[code][0] if code in WORDS else code


def said(code: str, seen: Mapping[str, Any]) -> str:
    """What a rule saw, in the reader's language; ISO days are written out."""
    if seen.get("fields"):
        return " ".join(_said_of_field(found) for found in seen["fields"])
    sentence = WORDS[code][1] if code in WORDS else _("Found.")
    return str(sentence) % _Seen({name: _shown(value) for name, value in seen.items()})


def _said_of_field(found: Mapping[str, Any]) -> str:
    """One field with both values, and who says the other one."""
    shown = _SHOWN.get(found["field"], str)
    return str(SOURCES[found["by"]]) % {
        "field": _FIELDS[found["field"]],
        "declared": shown(found["declared"]) if found["declared"] else NOTHING,
        "stands": shown(found["stands"]) if found["stands"] else NOTHING,
    }


class _Seen(dict[str, Any]):
    """What an earlier release did not keep is a dash."""

    def __missing__(self, name: str) -> str:
        return NOTHING


def _shown(value: Any) -> Any:
    try:
        return date_format(date.fromisoformat(value))
    except (TypeError, ValueError):
        return value


#: How a value of a field is shown, where that is not as it stands.
_SHOWN = {"first_registered_on": _shown, "transferred_on": _shown, "country": country_label}
