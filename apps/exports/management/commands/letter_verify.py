"""``manage.py letter_verify FILE…``: is this PDF a letter that was sealed here, and what became of it?"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from apps.exports.letters.verifying import Answer, Verdict, by_file


class Command(BaseCommand):
    help = "Compare files with the register of letters. Exit 0 when all are in force, 1 when one is not, 2 unread."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        write = _as_json if options["format"] == "json" else _as_text
        code = 0
        for path in files:
            try:
                verdict = by_file(path.read_bytes())
            except OSError as error:
                self.stderr.write(f"{path}: cannot be read: {error.strerror}")
                code = 2
                continue
            self.stdout.write(write(path, verdict))
            code = max(code, int(verdict.answer != Answer.AUTHENTIC))
        if code:
            sys.exit(code)


def _as_text(path: Path, verdict: Verdict) -> str:
    number = f" {verdict.letter.number}" if verdict.letter else ""
    more = [f"It names another site: {verdict.elsewhere}."] if verdict.elsewhere else []
    more += [f"The register holds these bytes, but {verdict.fault}."] if verdict.fault else []
    return " ".join([f"{path}:{number} {verdict.answer.value}: {verdict.said}", *more])


def _as_json(path: Path, verdict: Verdict) -> str:
    letter = verdict.letter
    told = {
        "file": str(path),
        "answer": verdict.answer.value,
        "number": letter.number if letter else None,
        "same_bytes": verdict.same_bytes,
        "elsewhere": verdict.elsewhere,
        "fault": verdict.fault,
    }
    return json.dumps(told)
