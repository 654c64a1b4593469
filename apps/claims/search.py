"""What people type to find a claim: its number or some of it, a VIN or how it ends, a name, a phone number, a number
plate, words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import reduce
from operator import or_

from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import StrIndex, Upper
from django.db.models.lookups import GreaterThan

from apps.core.figures import in_our_figures
from apps.vehicles.vin_reading import read_vin

from .models import Claim, SearchLine
from .search_lines import few_claims
from .sought import PARTS_OF_PLATE, Sought, sought_in

_NUMBER = re.compile(r"(?:C-)?([0-9A-Z]{8})")
_DIGITS_OF_PHONE = Func(
    F("contact__phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=CharField()
)
_BARE_PLATE = Func(
    F("contact__plate"),
    Value(PARTS_OF_PLATE),
    Value(""),
    Value("g"),
    function="regexp_replace",
    output_field=CharField(),
)


def found_by(
    rows: QuerySet[Claim], text: str, *, people: bool, vins: bool, lines: QuerySet[SearchLine] | None = None
) -> QuerySet[Claim]:
    """The claims that ``text`` names: by number or whole VIN when there are such (indexes of both), else by anything.

    Pieces of numbers, how a VIN ends, names, phone numbers and words are sought by reading: the operators for them are
    not leakproof, so no index serves them behind the walls (docs/scale.md). ``people`` and ``vins``: whether whoever
    asks sees names and phones, and VINs whole, and so finds by pieces of them. Who sees both may give ``lines``: the
    lines of the search are read instead of the rows, and say which rows to look at (decision 51).
    """
    wanted = in_our_figures(text).replace("\x00", "").strip()
    named = rows.filter(_by_code(wanted.upper()))
    if named.exists():
        return named
    sought = sought_in(wanted)
    if lines is None:
        return _by_content(rows, sought, people, vins)
    near = few_claims(lines, sought)
    if near is None:
        return _by_content(rows, sought, people, vins, holds=_holds_often)
    return _by_content(rows.filter(pk__in=near), sought, people, vins)


def _by_code(wanted: str) -> Q:
    number = _NUMBER.fullmatch(wanted)
    found = Q(vin=read_vin(wanted).vin)
    return found | Q(number=f"C-{number[1]}") if number else found


def _holds(column: str, word: str) -> Q:
    return Q(**{f"{column}__icontains": word})


def _holds_often(column: str, word: str) -> Q:
    """The same, as the planner expects many rows of it: it walks the list in its order until a page is full."""
    return Q(GreaterThan(StrIndex(Upper(column), Upper(Value(word))), 0))


def _by_content(
    rows: QuerySet[Claim], sought: Sought, people: bool, vins: bool, holds: Callable[[str, str], Q] = _holds
) -> QuerySet[Claim]:
    found = Q()
    columns = (*(("contact__name",) if people else ()), "vehicle_title", "complaint")
    for word in sought.words:
        found &= reduce(or_, (holds(column, word) for column in columns))
    if sought.signs:
        found |= (Q(vin__endswith=sought.signs) if vins else Q()) | Q(number__contains=sought.signs)
    if people and sought.plate:
        rows = rows.alias(bare_plate=_BARE_PLATE)
        found |= Q(bare_plate__contains=sought.plate)
    if people and sought.digits:
        rows = rows.alias(phone_digits=_DIGITS_OF_PHONE)
        found |= Q(phone_digits__contains=sought.digits)
    return rows.filter(found)
