"""The command: one answer a line, in order, whatever comes in, and no database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(data: bytes, *arguments: str) -> list[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("SANBAO", "DATABASE", "REDIS"))}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    done = subprocess.run(
        [sys.executable, "manage.py", "vin_decode", *arguments],
        input=data, capture_output=True, cwd=ROOT, check=True, timeout=60, env=environment,
    )  # fmt: skip
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
