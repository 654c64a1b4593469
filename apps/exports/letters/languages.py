"""In which language a letter speaks to its destination, beside the Chinese that it always has. No Django here."""

from __future__ import annotations

from collections.abc import Iterable

CHINESE, ENGLISH = "zh-hans", "en"

#: Where a language is the official one, or one of them, and papers are commonly written in it; elsewhere English.
_SPOKEN = {
    "ar": "AE BH DZ EG IQ JO KW LB LY MA MR OM PS QA SA SD SY TN YE",
    "ru": "BY KG KZ RU TJ",
    "es": "AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PR PY SV UY VE",
    "fr": "BE BF BI BJ CD CF CG CI CM DJ FR GA GF GN GP HT KM LU MC MG ML MQ NC NE PF RE SN TD TG YT",
    "pt": "AO BR CV GW MZ PT ST TL",
}
LANGUAGES = (ENGLISH, *_SPOKEN)
_BY_COUNTRY = {country: language for language, countries in _SPOKEN.items() for country in countries.split()}
RIGHT_TO_LEFT = frozenset({"ar"})


def language_of(countries: Iterable[str]) -> str:
    """The language for the destinations of one letter: theirs when they share one, else English."""
    spoken = {_BY_COUNTRY.get(country, ENGLISH) for country in countries}
    return spoken.pop() if len(spoken) == 1 else ENGLISH
