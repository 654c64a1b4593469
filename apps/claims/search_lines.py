"""Lines of the search: which claims a text may mean, by their indexes; and are the lines what the claims say?

A line says where to look, never what is found: search.py asks the claims themselves again. So a wrong line hides
a claim, but shows none to anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.db import connection, transaction
from django.db.models import F, Max, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import Exact, GreaterThan

from .models import Claim, SearchLine
from .sought import Sought

#: A text that more claims have is a common one: a list in its own order soon has a page full.
MOST_NEAR = 2_000
#: Of a VIN the lines hold its end.
_END_OF_VIN = 8
_BITE = 10_000


@dataclass(frozen=True)
class _Piece:
    """``text`` as the lines have it, the bits of its pairs of bytes, and whether the index has grams of it."""

    text: str
    pairs: list[int]
    in_index: bool


def few_claims(lines: QuerySet[SearchLine], sought: Sought) -> list[int] | None:
    """The ids of the claims that may be meant (2 queries); None: more than MOST_NEAR, or all, since nothing is sought.

    ``lines``: those of the workshop that asks. Pieces of three bytes or more lead through the index searchline_grams to
    their claims (decision 59); for others the workshop's lines are read one after the other, from the index
    searchline_dealer (decision 51).
    """
    if not sought.words:
        return None
    codes, words = _pieces(_codes(sought), sought.words)
    if all(code.in_index for code in codes) and any(word.in_index for word in words):
        return _by_index(codes, words)
    near = list(_lines_with(lines, codes, words).values_list("claim_id", flat=True)[: MOST_NEAR + 1])
    return None if len(near) > MOST_NEAR else near


def _by_index(codes: Sequence[_Piece], words: Sequence[_Piece]) -> list[int] | None:
    """The function knows by itself for which workshop: the session says it."""
    with connection.cursor() as cursor:
        texts = [[piece.text for piece in pieces] for pieces in (codes, words)]
        cursor.execute("SELECT sanbao_claims_with(%s::text[], %s::text[], %s)", [*texts, MOST_NEAR])
        near: list[int] | None = cursor.fetchone()[0]
    return near


def _lines_with(
    lines: QuerySet[SearchLine], codes: Sequence[_Piece], words: Sequence[_Piece]
) -> QuerySet[SearchLine, Any]:
    """Lines with a code, and claims with all words, each in any of its lines. ``strpos`` and not LIKE: it skips."""
    in_codes = [_holds("codes", piece) for piece in codes]
    in_words = [_holds("words", piece) for piece in words]
    either = lines.filter(reduce(or_, in_codes + in_words))
    if len(words) < 2:
        return either
    meant = {f"said_{n}": BoolOr(condition) for n, condition in enumerate(in_words)}
    all_words = reduce(and_, (Q(**{name: True}) for name in meant))
    if codes:
        meant["coded"] = BoolOr(reduce(or_, in_codes))
        all_words |= Q(coded=True)
    return either.values("claim_id").alias(**meant).filter(all_words)


def _holds(column: str, piece: _Piece) -> Q:
    """Whether the column holds the piece: first by the pairs of its bytes, then by reading it."""
    bits = ((name, n) for name, n in zip(SearchLine.PAIRS, piece.pairs, strict=True) if n)
    may = [Q(Exact(F(name).bitand(n), n)) for name, n in bits]
    return reduce(and_, [*may, Q(GreaterThan(StrIndex(column, Value(piece.text)), 0))])


def _pieces(codes: Sequence[str], words: Sequence[str]) -> tuple[list[_Piece], list[_Piece]]:
    """Codes, and words in upper case as the database knows it (1 query)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT piece, sanbao_pairs_of_bytes(piece), sanbao_grams(piece, 0) <> '{}' FROM ("
            "SELECT n, code AS piece FROM unnest(%s::text[]) WITH ORDINALITY AS codes (code, n) UNION ALL SELECT "
            "100 + n, upper(word) FROM unnest(%s::text[]) WITH ORDINALITY AS words (word, n)) AS pieces ORDER BY n",
            [list(codes), list(words)],
        )
        pieces = [_Piece(*row) for row in cursor.fetchall()]
    return pieces[: len(codes)], pieces[len(codes) :]


def _codes(sought: Sought) -> list[str]:
    """What to look for among the codes: whoever looks for a piece of another one finds both."""
    all_of_them = {sought.signs[-_END_OF_VIN:], sought.plate, sought.digits} - {""}
    return sorted(code for code in all_of_them if not any(less in code for less in all_of_them - {code}))


_WANTED = """
    SELECT c.id AS claim_id, l.*, c.owner_id, c.dealer_id, c.manufacturer_id, c.country
    FROM claims_claim c LEFT JOIN claims_contact t ON t.claim_id = c.id CROSS JOIN LATERAL sanbao_claim_lines(
        c.number, c.vin, c.vehicle_title, c.complaint, t.name, t.phone, t.plate) l
"""
_COLUMNS = (
    f"claim_id, part, codes, words, further, {', '.join(SearchLine.PAIRS)}, "
    "owner_id, dealer_id, manufacturer_id, country"
)
#: Claims whose lines are not what claim and contact say, of those with a number from %s to below %s.
_DIFFERING = f"""
    WITH wanted AS ({_WANTED} WHERE c.id >= %(first)s AND c.id < %(next)s),
    there AS (SELECT {_COLUMNS} FROM claims_searchline WHERE claim_id >= %(first)s AND claim_id < %(next)s)
    SELECT DISTINCT claim_id
    FROM ((TABLE wanted EXCEPT TABLE there) UNION ALL (TABLE there EXCEPT TABLE wanted)) AS differing
"""


def differing(*, mend: bool = False) -> list[int]:
    """The ids of the claims whose lines are not what they should be, in bites; ``mend`` makes those lines anew.

    In the scope of the system. Each bite is a transaction, so that nobody waits for the whole.
    """
    last = Claim.objects.aggregate(last=Max("pk"))["last"] or 0
    found: list[int] = []
    for first in range(0, last + 1, _BITE):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_DIFFERING, {"first": first, "next": first + _BITE})
            ids = [pk for (pk,) in cursor.fetchall()]
            if mend and ids:
                cursor.execute("DELETE FROM claims_searchline WHERE claim_id = ANY (%s)", [ids])
                cursor.execute(f"INSERT INTO claims_searchline ({_COLUMNS}) {_WANTED} WHERE c.id = ANY (%s)", [ids])
        found += ids
    return found
