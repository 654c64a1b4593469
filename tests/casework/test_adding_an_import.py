"""docs/tables.md, tried: dealers send their shelf levels. Columns, an importer, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.casework import imports, job_kinds
from apps.casework.imports import Importer, importer, register_importer
from apps.casework.imports.importer import execute, refuse_row
from apps.casework.jobs import Run
from apps.core.errors import Refused
from apps.core.tables.cells import Cell
from apps.core.tables.columns import CodeColumn, Column, Warn
from apps.organizations.requests import organization_of
from apps.organizations.scope import Actor, Side, system_scope
from apps.parts.models import StockBalance
from tests.imports import again, errors_file, send
from tests.parts.conftest import Shop, build_shop


class WholeColumn(Column):
    def read(self, text: str, cell: Cell, warn: Warn) -> int:
        if text.isdecimal() and len(text) <= 6:
            return int(text)
        raise Refused(f"“{text}” is no whole number.", field=self.name)


class LevelImporter(Importer):
    name = "test.levels"
    label = "Import of shelf levels"
    sides = (Side.DEALER,)
    columns = [
        CodeColumn("part_number", label="Part number", aliases=["件号"]),
        WholeColumn("reorder_level", label="Reorder level", aliases=["level"]),
    ]
    key = "part_number"
    typed = "part_number text, reorder_level integer"
    model = StockBalance

    def compare(self, by: Actor, run: Run) -> None:
        execute(
            "UPDATE import_stage s SET target_id = b.id, "
            "before = jsonb_build_object('reorder_level', b.reorder_level), "
            "outcome = CASE WHEN b.reorder_level = s.reorder_level THEN 'same' ELSE 'changed' END "
            "FROM parts_stockbalance b WHERE s.outcome = '' AND b.dealer_id = %s AND b.part_number = s.part_number",
            [organization_of(by)],
        )
        for line in lines("SELECT line FROM import_stage WHERE outcome = ''"):
            refuse_row(line, "part_number", "You have no such part on your shelf.")

    def write(self, by: Actor, run: Run) -> None:
        execute(
            "UPDATE parts_stockbalance b SET reorder_level = s.reorder_level FROM import_stage s "
            "WHERE s.outcome = 'changed' AND b.id = s.target_id",
            [],
        )


def lines(query: str) -> list[int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query)
        return [line for (line,) in cursor.fetchall()]


LEVELS = LevelImporter()


@pytest.fixture
def shop(cast: object) -> Iterator[Shop]:
    register_importer(LEVELS)
    made = build_shop(cast)  # type: ignore[arg-type]
    with system_scope("test"):
        for part in (made.pads, made.filter):
            StockBalance.objects.create(
                part=part, part_number=part.number, reorder_level=2, dealer=made.cast.dealer_nairobi, country="KE"
            )
    yield made
    del importer._importers[LEVELS.name], job_kinds._kinds[LEVELS.name]


def levels() -> list[int]:
    with system_scope("test"):
        return list(StockBalance.objects.order_by("part_number").values_list("reorder_level", flat=True))


def test_an_import_of_sixty_lines_is_whole(shop: Shop) -> None:
    rows = ["件号;level", f"{shop.pads.number};5", f"{shop.filter.number};2", "X1;9", f"{shop.pads.number};many"]
    content = "\n".join(rows).encode("gb18030")
    job = send(shop.cast, shop.cast.dealer_nairobi, LEVELS, content)
    counts = [job.result[name] for name in ("rows", "new", "changed", "same", "refused")]
    assert counts == [4, 0, 1, 1, 2]
    assert levels() == [2, 5]
    assert [row[-1] for row in errors_file(job)[1:]] == [
        "part_number: You have no such part on your shelf.",
        "reorder_level: “many” is no whole number.",
    ]
    assert send(shop.cast, shop.cast.dealer_nairobi, LEVELS, content).result["changed"] == 0
    assert again(shop.as_dealer(imports.undo, job=job)).result == {"removed": 0, "restored": 1}
    assert levels() == [2, 2]
