"""CSV and XLSX as people's spreadsheets save them: what is read, what is refused, and in which words."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core.errors import Refused
from apps.core.tables.cells import harmless
from apps.core.tables.columns import (
    ChoiceColumn,
    CodeColumn,
    Column,
    DayColumn,
    TextColumn,
    YearColumn,
    YesNoColumn,
)
from apps.core.tables.sheet import Row, Sheet, open_sheet
from apps.core.tables.writers import write_csv
from tests.core.tables import workbooks

COLUMNS: list[Column] = [
    CodeColumn("number", label="Number", aliases=["件号", "رقم القطعة"]),
    TextColumn("name", label="Name", most=150, aliases=["名称"]),
    YesNoColumn("active", label="Active", required=False, default=True),
    DayColumn("since", label="Since", required=False),
]
HEADING = ["number", "name", "active", "since"]


def sheet(content: bytes, columns: list[Column] = COLUMNS) -> Sheet:
    return open_sheet(io.BytesIO(content), columns)


def rows(content: bytes, columns: list[Column] = COLUMNS) -> list[Row]:
    return list(sheet(content, columns).rows)


def records(content: bytes) -> list[tuple[Any, ...]]:
    found = rows(content)
    assert [row.problems for row in found] == [[]] * len(found)
    return [tuple(row.record[name] for name in HEADING) for row in found]


def told(content: bytes) -> str:
    """What the whole file is refused with."""
    with pytest.raises(Refused) as caught:
        rows(content)
    assert caught.value.field == "file"
    return str(caught.value)


def problems(content: bytes) -> list[str]:
    return [problem.message for row in rows(content) for problem in row.problems]


def warnings(content: bytes) -> list[str]:
    return [warning.message for row in rows(content) for warning in row.warnings]


def workbook(*written: list[Any], heading: list[str] | None = None) -> bytes:
    return workbooks.workbook(heading or HEADING, written)


# -- how files are written ---------------------------------------------------------------------------------------

TEXT = "number,name\nA-1,螺栓 مسمار\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_that_spreadsheets_write(encoding: str) -> None:
    assert records(TEXT.encode(encoding)) == [("A-1", "螺栓 مسمار", True, None)]


def test_chinese_files_are_read_and_it_is_said() -> None:
    found = sheet("number,name\nA-1,螺栓\n".encode("gb18030"))
    assert [row.record["name"] for row in found.rows] == ["螺栓"]
    assert "GB18030" in found.notes[0]


def test_no_text_at_all_is_named_by_line() -> None:
    assert "Line 3" in told(b"number,name\nA,b\n\xff\xff\xff\n")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("begin", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(separator: str, begin: str, end: str) -> None:
    lines = [["number", "name"], ["A-1", "Bolt"]]
    text = begin + end.join(separator.join(line) for line in lines) + end
    assert records(text.encode()) == [("A-1", "Bolt", True, None)]


@pytest.mark.parametrize("told_by", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_line_that_tells_the_separator(told_by: str) -> None:
    assert records(f"{told_by}\r\nnumber;name\r\nA-1;Bolt, short\r\n".encode()) == [("A-1", "Bolt, short", True, None)]


def test_the_heading_is_looked_for_below_a_title() -> None:
    found = rows(b"Parts of April 2026,,\n,,\nname,number,active\nBolt,A-1,no\n")
    assert [(row.line, row.record["number"], row.record["active"]) for row in found] == [(4, "A-1", False)]


def test_headings_in_our_languages_and_in_any_dress() -> None:
    assert records("名称,件号\nBolt,A-1\n".encode()) == [("A-1", "Bolt", True, None)]
    assert records("رقم القطعة;Name\nA-1;Bolt\n".encode()) == [("A-1", "Bolt", True, None)]
    assert records(b" NUMBER ,N_ame\nA-1,Bolt\n") == [("A-1", "Bolt", True, None)]


def test_a_heading_that_stands_twice_is_refused_by_name() -> None:
    assert "“number” stands twice in the heading (line 1)" in told(b"number,number,name\nA,B,c\n")
    assert "“number” stands twice" in told("number,件号,name\nA,B,c\n".encode())


def test_what_the_heading_lacks_is_named() -> None:
    assert "line 1 lacks name" in told(b"number,nom\nA,b\n")
    assert "No heading was found" in told(b"a,b\n1,2\n")
    assert "empty" in told(b"")


def test_columns_that_nobody_knows_are_told() -> None:
    assert "colour" in sheet(b"number,name,colour\nA,b,red\n").notes[0]


# -- quotes -------------------------------------------------------------------------------------------------------


def test_quotes_hold_separators_line_breaks_and_quotes() -> None:
    text = 'number,name\nA-1,"Bolt, ""long""\nblue"\nA-2,Nut\n'
    assert records(text.encode()) == [("A-1", 'Bolt, "long" blue', True, None), ("A-2", "Nut", True, None)]
    assert [row.line for row in rows(text.encode())] == [2, 4]


@pytest.mark.parametrize("count", [58, 5_000])
def test_an_unclosed_quote_is_named_with_the_lines_not_read(count: int) -> None:
    text = 'number,name\nU0,First\nU1,"open\n' + "".join(f"U{n},Row\n" for n in range(2, 2 + count))
    said = told(text.encode())
    assert "opens in line 3" in said
    assert f"the {count + 1} lines from there on" in said


def test_a_quote_inside_of_a_cell_refuses_that_row_only() -> None:
    found = rows(b'number,name\nA-1,"Bolt" M6\nA-2,Nut\n')
    assert [bool(row.problems) for row in found] == [True, False]
    assert "quote" in found[0].problems[0].message
    assert found[0].cells == ["A-1", '"Bolt" M6']


def test_a_file_without_line_ends_is_no_table() -> None:
    assert "longer than 10,000" in told(b"x" * 20_000)


# -- what spreadsheets do to cells ---------------------------------------------------------------------------------


@pytest.mark.parametrize("dressed", ["'0042", '"=""0042"""', "0042", " 0042 "])
def test_what_keeps_a_code_a_text_is_taken_off(dressed: str) -> None:
    assert records(f"number,name\n{dressed},Bolt\n".encode())[0][0] == "0042"


def test_a_shortened_number_is_told() -> None:
    assert "spreadsheet shortened" in warnings(b"number,name\n1.23E+10,Pump\n")[0]
    assert "spreadsheet shortened" in warnings(b"number;name\n1,23E+10;Pump\n")[0]
    assert "keeps 15 figures" in warnings(workbook([12345678901234567890.0, "Pump"]))[0]
    assert warnings(b"number,name\n1E5A,Pump\n") == []


def test_line_breaks_and_signs_nobody_sees_become_blanks() -> None:
    assert records(b'number,name\nA-1,"Dune\nX"\nA-2,Dune\x00X\nA-3,Dune\x07X\n') == [
        (f"A-{n}", "Dune X", True, None) for n in (1, 2, 3)
    ]


@pytest.mark.parametrize("yes", ["yes", "Y", "1", "TRUE", "是", "نعم"])
@pytest.mark.parametrize("no", ["no", "N", "0", "False", "否", "لا"])
def test_yes_and_no_in_our_languages(yes: str, no: str) -> None:
    assert [row[2] for row in records(f"number,name,active\nA,b,{yes}\nB,b,{no}\n".encode())] == [True, False]


def test_neither_yes_nor_no() -> None:
    assert "neither yes nor no" in problems(b"number,name,active\nA,b,perhaps\n")[0]


def test_a_text_that_is_too_long_or_missing() -> None:
    assert "shorten it to 150" in problems(f"number,name\nA,{'x' * 151}\n".encode())[0]
    assert problems(b"number,name\nA\n") == ["Empty: fill it in."]


def test_years_and_choices() -> None:
    columns: list[Column] = [YearColumn("year", label=""), ChoiceColumn("fuel", label="", words={"bev": ["纯电动"]})]
    found = rows("year,fuel\n٢٠٢٦,纯电动\n2026.0,BEV\nx,steam\n".encode(), columns)
    assert found[0].record == {"year": 2026, "fuel": "bev"}
    assert found[1].record == {"fuel": "bev"}
    assert found[2].record == {"fuel": "steam"}


# -- workbooks ------------------------------------------------------------------------------------------------------


def test_a_workbook_gives_its_own_types() -> None:
    from datetime import date

    content = workbook(["A-1", "Bolt", False, date(2026, 3, 1)], [40123, "Nut", "是", "2026/3/1"])
    assert records(content) == [("A-1", "Bolt", False, date(2026, 3, 1)), ("40123", "Nut", True, date(2026, 3, 1))]


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_files_that_are_not_what_their_name_says() -> None:
    assert "no workbook" in told(packed(**{"a.csv": b"number,name\n"}))
    assert "damaged" in told(b"PK\x03\x04" + b"x" * 100)
    assert "damaged" in told(workbook(["A", "b"])[:-200])
    assert "picture" in told(b"\x89PNG\r\n\x1a\n\0\0")
    assert "PDF" in told(b"%PDF-1.7 ...")
    assert "old or a locked workbook" in told(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100)


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    assert "too large" in told(packed(**{"[Content_Types].xml": b" " * (201 * 1024 * 1024)}))


def test_a_sheet_of_two_cells_far_apart_is_refused_before_it_is_opened() -> None:
    real = io.BytesIO(workbook(["A", "b"]))
    parts = {}
    with zipfile.ZipFile(real) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    assert "too large" in told(packed(**parts))


# -- any bytes ------------------------------------------------------------------------------------------------------

_SMALL = workbook(["A-1", "Bolt"])
_PIECES = st.sampled_from(
    [b"number", b"name", b",", b";", b"\t", b'"', b'""', b"\n", b"\r\n", b"\r", b"\0", b"sep=;", b"=", b"'", b"\xff",
     b"\xfe", b"\xef\xbb\xbf", b"A-1", b"1.23E+10", b"2026-03-01", "是".encode(), "是".encode("gb18030"), b"PK\x03\x04"]
)  # fmt: skip


def swallow(content: bytes) -> None:
    """Read everything: rows with problems or a refusal in words, never another error."""
    try:
        for row in rows(content):
            assert row.problems or set(row.record) == set(HEADING)
    except Refused as refused:
        assert str(refused)


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_refused(content: bytes) -> None:
    swallow(content)


@given(st.lists(_PIECES, max_size=60).map(b"".join))
def test_any_pieces_of_tables_are_rows_or_refused(content: bytes) -> None:
    swallow(b"number,name\n" + content)
    swallow(content)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(_SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_any_damage_to_a_workbook_is_rows_or_refused(changes: list[tuple[int, int]]) -> None:
    content = bytearray(_SMALL)
    for place, value in changes:
        content[place] = value
    swallow(bytes(content))


_TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd"), max_size=30).map(
    lambda text: " ".join("".join(c if c.isprintable() else " " for c in text).split())
)


@settings(deadline=None)
@given(st.lists(_TEXTS.filter(bool), min_size=1, max_size=8))
def test_what_was_written_is_read_again(names: list[str]) -> None:
    written = [[f"A-{n}", name, n % 2 == 0, None] for n, name in enumerate(names)]
    csv_file = io.BytesIO()
    write_csv(csv_file, [HEADING, *written])
    for content in (csv_file.getvalue(), workbook(*[[harmless(value) for value in row] for row in written])):
        assert [list(record) for record in records(content)] == written


def test_no_cell_is_run_as_a_formula() -> None:
    out = io.BytesIO()
    write_csv(out, [["=1+1", "+1", "-1", "@x", "\tx", "＝1", "'=1", "plain", "'s-Gravenhage", -1]])
    line = out.getvalue().decode("utf-8-sig").strip()
    assert line == "'=1+1,'+1,'-1,'@x,'\tx,'＝1,''=1,plain,'s-Gravenhage,-1"
