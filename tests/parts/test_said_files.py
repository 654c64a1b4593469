"""Files of what parts fit, equal and replace: told row by row, never twice, never in a circle."""

from __future__ import annotations

from apps.organizations.scope import system_scope
from apps.parts.models import Fitting, Interchange, Part, Supersession
from apps.parts.services.said_files import FITTINGS, INTERCHANGES
from apps.parts.services.supersession_files import SUPERSESSIONS
from tests.imports import send, told
from tests.parts.conftest import Shop


def _counts(job: object) -> list[int]:
    return [job.result[name] for name in ("new", "same", "refused")]  # type: ignore[attr-defined]


def test_what_parts_fit(shop: Shop) -> None:
    maker = shop.cast.maker_hanhai
    content = (
        "零件号,车型,起始年款,截止年款,工厂\n"
        "8450-03100A,Sea 5,2024,2026,w\n"
        "8450-03100A,Sea 5,2024,2026,W\n"
        "8450-03100A,Sea 5,,,\n"
        "8450-03100A,Sea 5,2026,2024,\n"
        "2810-11000,Sea 5,,,WW\n"
        "NONE-1,Sea 5,,,\n"
        "LT-77.001,Sea 5,,,\n"
    ).encode()
    job = send(shop.cast, maker, FITTINGS, content)
    assert _counts(job) == [2, 1, 4]
    assert [(line, column) for line, _outcome, column, _text in told(job)] == [
        (5, "year_to"), (6, "plant"), (7, "number"), (8, "number"),  # another maker's part is not in the catalogue
    ]  # fmt: skip
    assert _counts(send(shop.cast, maker, FITTINGS, content, key="again")) == [0, 3, 4]
    with system_scope("test"):
        assert sorted(Fitting.objects.values_list("plant", "year_from")) == [("", None), ("W", 2024)]


def test_numbers_of_other_makers(shop: Shop) -> None:
    content = (
        b"number,brand,oe number\n8450-03100A,Nordbremse,nb 77\n8450-03100A,N,NB-78\n8450-03100A,Nordbremse,NB 77\n"
    )
    job = send(shop.cast, shop.cast.maker_hanhai, INTERCHANGES, content)
    assert _counts(job) == [1, 1, 1]
    assert [(line, column) for line, _outcome, column, _text in told(job)] == [(3, "maker")]
    with system_scope("test"):
        assert Interchange.objects.get().bare == "NB77"


def test_what_replaces_what_is_said_whole_and_never_in_a_circle(shop: Shop) -> None:
    cast = shop.cast
    with system_scope("test"):
        Part.objects.bulk_create(
            Part(manufacturer=cast.maker_hanhai, number=f"N-{n}", name=f"New {n}") for n in range(1, 7)
        )
    content = (
        b"old,new,quantity,kind,stock,starts_on\n"
        b"N-1,N-2,,,use_first,2026-04-01\n"
        b"N-2,N-3,,,use_first,2026-04-01\n"
        b"N-3,N-1,,,use_first,2026-04-01\n"  # a circle that the file makes by itself
        b"8450-03100A,N-4,1,split,obsolete,2026-04-01\n"
        b"8450-03100A,N-5,2,split,obsolete,2026-04-01\n"
        b"2810-11000,N-6,1,split,obsolete,2026-04-01\n"
        b"2810-11000,NONE,1,split,obsolete,2026-04-01\n"  # half of a split is none
        b"N-1,N-2,,,use_first,2026-04-01\n"
        b"N-6,N-1,1001,,use_first,2026-04-01\n"
    )
    job = send(cast, cast.maker_hanhai, SUPERSESSIONS, content)
    assert _counts(job) == [4, 1, 4], told(job)
    assert [(line, column) for line, _outcome, column, _text in told(job)] == [
        (4, "new"), (7, "new"), (8, "new"), (10, "quantity"),
    ]  # fmt: skip
    with system_scope("test"):
        edges = Supersession.objects.values_list("old__number", "new__number", "kind", "quantity")
        assert sorted(edges) == [
            ("8450-03100A", "N-4", "split", 1), ("8450-03100A", "N-5", "split", 2),
            ("N-1", "N-2", "one_way", 1), ("N-2", "N-3", "one_way", 1),
        ]  # fmt: skip
    assert _counts(send(cast, cast.maker_hanhai, SUPERSESSIONS, content, key="again")) == [0, 5, 4]
