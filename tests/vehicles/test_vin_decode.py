"""The command: one answer a line, in order, whatever comes in, and no database."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.vehicles.decoding import as_json, decode_stream, lines_in

ROOT = Path(__file__).resolve().parents[2]


def environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SANBAO", "DATABASE", "REDIS"))}
    return kept | {"DJANGO_SETTINGS_MODULE": "config.settings"}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", "vin_decode", *arguments]


def run(data: bytes, *arguments: str) -> list[str]:
    done = subprocess.run(
        command(*arguments), input=data, capture_output=True, cwd=ROOT, check=True, timeout=60, env=environment()
    )
    return done.stdout.decode().splitlines()


def test_one_object_a_line_in_the_same_order() -> None:
    lines = [
        b"LVVDC21B1PD196821",
        b"",
        b"\xff\xfe\xfa",
        b"1" * 500_000,
        "ＬＶＶＤＣ２１Ｂ１ＰＤ１９６８２１".encode(),
        b"LVV",
    ]
    answers = [json.loads(line) for line in run(b"\n".join(lines), "--format", "json")]
    assert [answer["valid"] for answer in answers] == [True, False, False, False, True, False]
    assert set(answers[0]) == {
        "vin", "valid", "errors", "warnings", "wmi", "manufacturer", "country", "model_years", "check_digit",
    }  # fmt: skip


def test_text_for_people() -> None:
    assert run(b"LVVDC21B1PD196821\r\n") == ["LVVDC21B1PD196821 valid Chery Automobile (CN)"]


def test_answers_come_by_the_line_and_a_reader_may_leave() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command("--format", "json"), stdin=pipe, stdout=pipe, stderr=pipe, cwd=ROOT, env=environment()
    ) as talk:
        assert talk.stdin and talk.stdout and talk.stderr
        talk.stdin.write(b"LVVDC21B1PD196821\n")
        talk.stdin.flush()
        assert json.loads(talk.stdout.readline())["wmi"] == "LVV"
        talk.stdout.close()
        with suppress(BrokenPipeError):  # it may be gone before it has read all
            talk.stdin.write(b"LVV\n" * 100_000)
        with suppress(BrokenPipeError):
            talk.stdin.close()
        assert talk.wait(60) == 0
        assert talk.stderr.read() == b""


@pytest.mark.parametrize("where", ["<manage.py >/dev/full", "<&-"])
def test_what_cannot_be_read_or_written_is_told_in_a_line(where: str) -> None:
    shell = shlex.join(command()) + " " + where
    done = subprocess.run(["sh", "-c", shell], capture_output=True, cwd=ROOT, timeout=60, env=environment())
    assert done.returncode == 2
    assert len(done.stderr.decode().splitlines()) == 1


class Pieces:
    """A stream that gives its bytes in pieces of any size."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = iter(pieces)

    def read1(self, size: int, /) -> bytes:
        return next(self.pieces, b"")


@given(st.lists(st.binary(min_size=1, max_size=30) | st.just(b"LVV\n\n"), max_size=8))
def test_every_line_has_one_answer_however_it_arrives(pieces: list[bytes]) -> None:
    out = BytesIO()
    decode_stream(Pieces(*pieces), out, form=as_json, at_year=2026)
    whole = b"".join(pieces)
    assert out.getvalue() == b"".join(as_json(BytesIO(whole), 2026))
    assert out.getvalue().count(b"\n") == whole.count(b"\n") + (not whole.endswith(b"\n") and whole != b"")


def test_a_line_without_end_fills_no_memory() -> None:
    pieces = (b"1" * 65_536 for _ in range(1_000))
    lines = [line for batch in lines_in(Pieces(*pieces, b"\nLVV")) for line in batch]
    assert [len(line) < 100_000 for line in lines] == [True, True]
    assert lines[1] == b"LVV"
