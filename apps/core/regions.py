"""Regions of the world: in one a manufacturer's small countries are judged together, and help is looked for."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

NAMES: Final = {
    "africa": _("Africa"),
    "gulf": _("Gulf and Middle East"),
    "east": _("Eastern Europe and Central Asia"),
    "europe": _("European Union and United Kingdom"),
    "latin": _("Latin America"),
    "asia": _("South and South-East Asia, Oceania"),
    "other": _("Other countries"),
}

_COUNTRIES: Final = {
    "africa": "DZ AO BJ BW BF BI CM CV CF TD KM CG CD CI DJ EG GQ ER SZ ET GA GM GH GN GW KE LS LR LY MG MW ML MR MU "
    "MA MZ NA NE NG RW ST SN SC SL SO ZA SS SD TZ TG TN UG ZM ZW",
    "gulf": "AE BH IQ IR IL JO KW LB OM PS QA SA SY TR YE",
    "east": "AL AM AZ BY BA GE KZ KG XK MD ME MK RU RS TJ TM UA UZ MN",
    "europe": "AT BE BG HR CY CZ DK EE FI FR DE GR HU IS IE IT LV LT LU MT NL NO PL PT RO SK SI ES SE CH GB",
    "latin": "AR BO BR CL CO CR CU DO EC SV GT GY HT HN JM MX NI PA PY PE SR TT UY VE",
    "asia": "AU BD BN KH ID IN LA LK MM MY NP NZ PG PH PK SG TH TL VN",
}
_REGION_OF: Final = {country: region for region, codes in _COUNTRIES.items() for country in codes.split()}


def region_of(country: str) -> str:
    """The region code of a country (ISO 3166-1 alpha-2)."""
    return _REGION_OF.get(country, "other")
