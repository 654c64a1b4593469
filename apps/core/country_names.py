"""Lists of countries and regions: slips of the library's Chinese names, and the reader's order.

Names that are a matter of policy are a setting, COUNTRIES_OVERRIDE.
"""

from __future__ import annotations

from typing import Any

import django_countries
from django.utils.translation import gettext_noop

from .collation import sort_key

#: The library's names that our catalogue of Chinese mends; elsewhere it says what the library says.
_MENDED = (
    gettext_noop("Bosnia and Herzegovina"), gettext_noop("Comoros"), gettext_noop("Dominica"), gettext_noop("Samoa"),
    gettext_noop("Nepal"), gettext_noop("North Macedonia"), gettext_noop("Tajikistan"), gettext_noop("Liberia"),
    gettext_noop("Mali"), gettext_noop("Suriname"), gettext_noop("Trinidad and Tobago"), gettext_noop("Kyrgyzstan"),
    gettext_noop("Svalbard and Jan Mayen"), gettext_noop("Cocos (Keeling) Islands"), gettext_noop("Guernsey"),
    gettext_noop("Congo"), gettext_noop("Réunion"), gettext_noop("Falkland Islands (Malvinas)"),
    gettext_noop("Bonaire, Sint Eustatius and Saba"), gettext_noop("United States Minor Outlying Islands"),
)  # fmt: skip


def sort_as_readers_do() -> None:
    """Let the library's lists stand in the reader's order: its own compares what is left of a name in ASCII."""

    def key(item: tuple[str, str]) -> Any:
        return sort_key(item[1])

    django_countries.sort_key = key
