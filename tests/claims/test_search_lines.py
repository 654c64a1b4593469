"""The lines of a workshop's search: what is found by them is what the claims say, and no writer forgets them."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.claims import search_lines
from apps.claims.models import Claim, Contact, SearchLine
from apps.claims.search import found_by
from apps.claims.search_lines import differing
from apps.organizations.scope import acting_as, system_scope
from tests.cast import Cast
from tests.claims.conftest import File

LONG = " ".join(f"word{n:03}" for n in range(450))


@pytest.fixture
def claims(cast: Cast, file: File) -> list[Claim]:
    said = {"contact_phone": "+254 700 123 456", "plate": "KDA 123b"}
    return [
        file(request_key="11111111-aaaa", **said),
        file(request_key="22222222-aaaa", plate="9471 ح ر ب", complaint=LONG, component="service_brakes"),
        file(request_key="33333333-aaaa", complaint="充电十分钟后停止，仪表亮红灯。", component="structure"),
    ]


def found(cast: Cast, text: str, *, by_lines: bool = True) -> set[str]:
    with acting_as(cast.scope(cast.dealer_nairobi)):
        lines = SearchLine.objects.all() if by_lines else None
        return {c.number for c in found_by(Claim.objects.all(), text, people=True, vins=True, lines=lines)}


def lines_of(claim: Claim) -> str:
    with system_scope("test"):
        return "\n".join(f"{line.codes} {line.words}" for line in SearchLine.objects.filter(claim=claim))


def wrong() -> list[int]:
    with system_scope("test"):
        return differing()


def test_lines_find_what_reading_the_claims_finds(cast: Cast, claims: list[Claim]) -> None:
    with system_scope("test"):
        fields = [
            text
            for claim in Claim.objects.select_related("contact")
            for text in (
                claim.number, claim.vin, claim.vehicle_title, claim.complaint, claim.contact.name, claim.contact.phone,
                claim.contact.plate,
            )
        ]  # fmt: skip
    pieces = st.builds(
        lambda text, start, size: text[start : start + size],
        st.sampled_from(fields), st.integers(0, 400), st.integers(1, 30),
    )  # fmt: skip

    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(pieces, min_size=1, max_size=3), st.sampled_from((" ", "-", "")), st.booleans())
    def compare(words: list[str], between: str, lower: bool) -> None:
        text = between.join(words)[:100]
        text = text.lower() if lower else text
        assert found(cast, text) == found(cast, text, by_lines=False), text

    compare()


@pytest.mark.parametrize("text", ["word000 word449", "WORD044 charging", "word0", "ord44 ord1", "仪表 充电", "471حر"])
def test_words_of_a_long_complaint_are_found_together(cast: Cast, claims: list[Claim], text: str) -> None:
    assert found(cast, text) == found(cast, text, by_lines=False)
    assert all(found(cast, word) == {claims[1].number} for word in LONG.split()[40:60]), "none is cut in two"


def test_a_common_word_is_left_to_the_list(cast: Cast, claims: list[Claim], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_lines, "MOST_NEAR", 0)
    assert found(cast, "amina") == {claim.number for claim in claims}


def test_lines_follow_claim_and_contact_whoever_writes(cast: Cast, claims: list[Claim]) -> None:
    claim = claims[0]
    assert wrong() == []
    with system_scope("test"):
        Contact.objects.filter(claim=claim).update(phone="+254 711 999 888", name="Wanjiru")
        Claim.objects.filter(pk=claim.pk).update(vehicle_title="Tide EV", dealer=cast.dealer_almaty)
    assert "254711999888" in lines_of(claim)
    assert "700123456" not in lines_of(claim)
    assert found(cast, "wanjiru") == set(), "the claim is another workshop's now"
    assert wrong() == []


def test_who_is_erased_stands_in_no_line_and_the_claim_is_found_by_the_rest(cast: Cast, claims: list[Claim]) -> None:
    claim = claims[0]
    with system_scope("test"):
        claim.contact.delete()
    assert not [word for word in ("AMINA", "OTIENO", "700123456", "KDA123B") if word in lines_of(claim)]
    assert claim.number not in found(cast, "amina")
    assert claim.number in found(cast, claim.vin[-6:])
    with system_scope("test"):
        Contact.objects.create(claim=claim, name="Wanjiru", **claim.sides())
    assert found(cast, "wanjiru") == {claim.number}
    assert wrong() == []


def test_a_line_that_was_tampered_with_shows_nothing_and_is_made_anew(cast: Cast, claims: list[Claim]) -> None:
    with system_scope("test"):
        SearchLine.objects.filter(claim=claims[0]).update(words="ZEBRA")
        SearchLine.objects.filter(claim=claims[1], part=2).delete()
    assert found(cast, "zebra") == set()
    assert set(wrong()) == {claim.pk for claim in claims[:2]}
    with pytest.raises(SystemExit):
        call_command("search_lines", "check", verbosity=0)
    call_command("search_lines", "rebuild", verbosity=0)
    call_command("search_lines", "check", verbosity=0)
    assert found(cast, "amina") == {claim.number for claim in claims}


def test_the_longest_texts_of_any_script_fit(cast: Cast, claims: list[Claim]) -> None:
    def signs(count: int) -> str:
        return "".join(chr(mixed.randrange(0x20000, 0x2A000)) for _ in range(count))

    mixed = random.Random(51)
    with system_scope("test"):
        for title, name in ((signs(250), signs(150)), (signs(100), signs(120)), ("ΰ" * 250, "ɐ" * 150)):
            Contact.objects.filter(claim=claims[0]).update(name=name, plate=signs(20), phone="1" * 32)
            Claim.objects.filter(pk=claims[0].pk).update(vehicle_title=title, complaint=signs(4000))
            said = Claim.objects.get(pk=claims[0].pk).complaint
            assert all(found(cast, text) == {claims[0].number} for text in (said[-60:], title[-20:], name[-20:]))
    assert wrong() == []


def test_a_piece_too_short_for_the_other_index_is_read_from_one_alone(cast: Cast, claims: list[Claim]) -> None:
    asked: list[tuple[str, Any]] = []

    def keep(execute: Any, statement: str, parameters: Any, many: bool, context: Any) -> Any:
        asked.append((statement, parameters))
        return execute(statement, parameters, many, context)

    with acting_as(cast.scope(cast.dealer_nairobi)), connection.execute_wrapper(keep):
        list(found_by(Claim.objects.all(), "zq", people=True, vins=True, lines=SearchLine.objects.all()))
    (look,) = [(statement, given) for statement, given in asked if 'FROM "claims_searchline"' in statement]
    with acting_as(cast.scope(cast.dealer_nairobi)), connection.cursor() as cursor:
        for other in ("seqscan", "bitmapscan"):  # whatever is quicker for three lines
            cursor.execute(f"SET LOCAL enable_{other} = off")
        cursor.execute(f"EXPLAIN {look[0]}", look[1])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Only Scan using searchline_dealer" in plan
