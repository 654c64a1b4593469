"""``manage.py vin_decode --format json``: VINs on standard input, one a line; one answer a line, in the same order."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand

from apps.vehicles.decoding import as_json, as_text

_TOGETHER = 2000


class Command(BaseCommand):
    help = "Decode VINs from standard input, one a line. Needs no database. Exit code 0 also for VINs that are none."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        answers = (as_json if options["format"] == "json" else as_text)(sys.stdin.buffer)
        try:
            _write(answers, sys.stdout.buffer)
        except BrokenPipeError:  # whoever read the answers has had enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write(answers: Any, out: BinaryIO) -> None:
    waiting: list[bytes] = []
    for answer in answers:
        waiting.append(answer)
        if len(waiting) == _TOGETHER:
            out.write(b"".join(waiting))
            waiting.clear()
    out.write(b"".join(waiting))
    out.flush()
