"""What people type to find a claim: its number or some of it, a VIN or how it ends, a name, a phone number, a number
plate, words.
"""

from __future__ import annotations

import re

from django.db.models import CharField, F, Func, Q, QuerySet, Value

from apps.core.figures import in_our_figures
from apps.vehicles.vin_reading import read_vin

from .models import Claim

_NUMBER = re.compile(r"(?:C-)?([0-9A-Z]{8})")
#: Fewer say nothing: four digits end one VIN in ten thousand.
_FEWEST_SIGNS, _FEWEST_DIGITS, _MOST_WORDS = 4, 5, 6
_DIGITS_OF_PHONE = Func(
    F("contact__phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=CharField()
)
#: What parts a plate: KDA 123B and KDA-123B are one. Named, since what a letter is hangs on the database's locale.
_PARTS_OF_PLATE = r"[\s.·-]"
_BARE_PLATE = Func(
    F("contact__plate"),
    Value(_PARTS_OF_PLATE),
    Value(""),
    Value("g"),
    function="regexp_replace",
    output_field=CharField(),
)


def found_by(rows: QuerySet[Claim], text: str, *, people: bool, vins: bool) -> QuerySet[Claim]:
    """The claims that ``text`` names: by number or whole VIN when there are such (indexes of both), else by anything.

    Pieces of numbers, how a VIN ends, names, phone numbers and words are sought by reading the rows in sight: the
    operators for them are not leakproof, so no index serves them behind the walls (docs/scale.md). ``people`` and
    ``vins``: whether whoever asks sees names and phones, and VINs whole, and so finds by pieces of them.
    """
    wanted = in_our_figures(text).replace("\x00", "").strip()
    named = rows.filter(_by_code(wanted.upper()))
    return named if named.exists() else _by_content(rows, wanted, people, vins)


def _by_code(wanted: str) -> Q:
    number = _NUMBER.fullmatch(wanted)
    found = Q(vin=read_vin(wanted).vin)
    return found | Q(number=f"C-{number[1]}") if number else found


def _by_content(rows: QuerySet[Claim], wanted: str, people: bool, vins: bool) -> QuerySet[Claim]:
    found = Q()
    for word in wanted.split()[:_MOST_WORDS]:
        named = Q(contact__name__icontains=word) if people else Q()
        found &= named | Q(vehicle_title__icontains=word) | Q(complaint__icontains=word)
    signs = re.sub(r"[\s.-]", "", wanted.upper().removeprefix("C-"))
    if len(signs) >= _FEWEST_SIGNS and signs.isascii() and signs.isalnum():
        found |= (Q(vin__endswith=signs) if vins else Q()) | Q(number__contains=signs)
    plate = re.sub(_PARTS_OF_PLATE, "", wanted.upper())
    if people and len(plate) >= _FEWEST_SIGNS:
        rows = rows.alias(bare_plate=_BARE_PLATE)
        found |= Q(bare_plate__contains=plate)
    digits = re.sub(r"\D", "", wanted).lstrip("0")
    if people and len(digits) >= _FEWEST_DIGITS and not re.search(r"[^\W\d_]", wanted):
        rows = rows.alias(phone_digits=_DIGITS_OF_PHONE)
        found |= Q(phone_digits__contains=digits)
    return rows.filter(found)
