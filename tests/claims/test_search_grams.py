"""The index of a workshop's search: it finds what a plain reading finds, in every script, and forgets."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.claims import search_lines
from apps.claims.models import Claim, Contact, SearchLine
from apps.claims.search import found_by
from apps.claims.sought import sought_in
from apps.organizations.scope import acting_as, system_scope
from tests.cast import Cast
from tests.claims.conftest import File

LONG = " ".join(f"знак{n:03} 制动{n}" for n in range(90)) + " последнее الأخيرة"
SAID = {
    "a": {
        "complaint": "The car stops charging after ten minutes at 80%_max\\min",
        "plate": "KDA-123 b",
        "contact_phone": "+254 (700) 123-456",
    },
    "b": {"plate": "9471 ح ر ب", "complaint": "السيارة تتوقف عن الشحن بعد عشر دقائق", "component": "structure"},
    "c": {"plate": "А 123 ВС 77", "complaint": LONG, "component": "service_brakes"},
    "d": {"plate": "粤B·D12345", "complaint": "充电十分钟后停止，仪表亮红灯。", "component": "lighting"},
}


@pytest.fixture
def claims(cast: Cast, file: File) -> dict[str, Claim]:
    return {name: file(request_key=name * 8, **said) for name, said in SAID.items()}


def found(cast: Cast, text: str, *, by_index: bool = True) -> set[int]:
    with acting_as(cast.scope(cast.dealer_nairobi)):
        lines = SearchLine.objects.all() if by_index else None
        return {c.pk for c in found_by(Claim.objects.all(), text, people=True, vins=True, lines=lines)}


def near(cast: Cast, text: str) -> list[int] | None:
    with acting_as(cast.scope(cast.dealer_nairobi)):
        return search_lines.few_claims(SearchLine.objects.all(), sought_in(text))


#: What is typed, and the claims that have it.
TYPED = {
    "kda 123B": "a", "A-123.b": "a", "700 123 45": "a", "254-700123": "a",
    "ar st": "a", "stops th": "a", "80%": "a", "80%_max\\min": "a", "8%max": "", "80__": "", "sto\\ps": "",
    "9471ح": "b", "471-ح ر": "b", "الشحن": "b", "عش": "b", "ع": "b",
    "123вс": "c", "ЗНАК007": "c", "ак": "c", "к": "c", "знак000 последнее": "c",
    "الأخيرة знак001 制动88": "c", "制": "c",
    "停止": "d", "仪": "d", "粤B·D123": "d", "bd12345": "d", "红灯 充电": "d",
    "红灯 制动": "", "знак007 شحن": "", "zq": "", "зз": "", "x 仪表": "",
}  # fmt: skip


def test_each_script_is_found_by_pieces_of_any_length(cast: Cast, claims: dict[str, Claim]) -> None:
    names = {claim.pk: name for name, claim in claims.items()}
    for by_index in (True, False):
        got = {text: "".join(sorted(names[pk] for pk in found(cast, text, by_index=by_index))) for text in TYPED}
        assert got == TYPED, by_index


def test_pieces_of_all_that_is_said_are_found_as_a_plain_reading_finds_them(
    cast: Cast, claims: dict[str, Claim]
) -> None:
    with system_scope("test"):
        texts = [
            text for c in Claim.objects.select_related("contact")
            for text in (c.number, c.vin, c.complaint, c.complaint[-40:], c.contact.phone, c.contact.plate)
        ]  # fmt: skip
    pieces = st.builds(
        lambda text, start, size: text[start : start + size],
        st.sampled_from(texts), st.integers(0, 60), st.integers(1, 9),
    )  # fmt: skip

    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(pieces, min_size=1, max_size=3), st.sampled_from((" ", "", "-")))
    def compare(words: list[str], between: str) -> None:
        text = between.join(words)[:100]
        assert found(cast, text) == found(cast, text, by_index=False), text

    compare()


def test_the_index_answers_though_a_wall_stands_before_the_lines(cast: Cast, claims: dict[str, Claim]) -> None:
    with acting_as(cast.scope(cast.dealer_nairobi)), connection.cursor() as cursor:
        # Scans that this connection has not reported yet are counted too, whoever's they are: only more of them tell.
        counts = [_scans(cursor)]
        for text in ("12 ", "123B", "停止"):
            search_lines.few_claims(SearchLine.objects.all(), sought_in(text))
            counts.append(_scans(cursor))
    assert counts[0] == counts[1], "too short for it"
    assert counts[1] < counts[2] < counts[3]


def _scans(cursor: Any) -> int:
    cursor.execute("SELECT pg_stat_get_xact_numscans('searchline_grams'::regclass)")
    scans: int = cursor.fetchone()[0]
    return scans


def test_who_is_erased_leaves_no_piece(cast: Cast, claims: dict[str, Claim]) -> None:
    pieces = (("AMINA", 1), ("KDA123B", 0), ("254700123456", 0))

    def left() -> list[str]:
        statement = (
            "SELECT 1 FROM claims_searchline WHERE claim_id = %s AND "
            "sanbao_line_grams(dealer_id, codes, words, further) @> sanbao_grams(%s, dealer_id * 2 + %s)"
        )
        with system_scope("test"), connection.cursor() as cursor:
            return [p for p, kind in pieces if cursor.execute(statement, [claims["a"].pk, p, kind]).fetchone()]

    assert left() == [piece for piece, _kind in pieces]
    with system_scope("test"):
        Contact.objects.filter(claim=claims["a"]).delete()
    assert left() == []
    assert near(cast, "kda123b") == []
    assert claims["a"].pk not in (near(cast, "amina") or [])


def test_what_many_of_the_newest_have_is_left_to_the_list(cast: Cast, claims: dict[str, Claim]) -> None:
    claim = claims["a"]
    lines: dict[str, Any] = {**dict.fromkeys(SearchLine.PAIRS, 0), **claim.sides(), "claim": claim, "codes": ""}
    assert near(cast, "charging") == [claim.pk]
    with system_scope("test"):
        SearchLine.objects.bulk_create(SearchLine(part=n, words="CHARGING", **lines) for n in range(10, 26))
    assert near(cast, "charging") is None
    assert near(cast, "kda123b") == [claim.pk]
    assert found(cast, "charging") == {claim.pk}


def test_what_is_left_of_a_long_complaint_is_compared_and_made_anew(cast: Cast, claims: dict[str, Claim]) -> None:
    with system_scope("test"):
        SearchLine.objects.filter(claim=claims["c"], part=0).update(further="ZEBRA")
        assert search_lines.differing() == [claims["c"].pk]
    assert found(cast, "zebra") == set(), "a line shows nothing that its claim does not say"
    with system_scope("test"):
        assert search_lines.differing(mend=True) == [claims["c"].pk]
        assert search_lines.differing() == []
    assert found(cast, "знак000 последнее") == {claims["c"].pk}
