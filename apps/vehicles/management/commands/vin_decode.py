"""``manage.py vin_decode --format json``: VINs on standard input, one a line; one answer a line, in the same order."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from io import BufferedReader
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError

from apps.vehicles.decoding import as_json, as_text, decode_stream


class Command(BaseCommand):
    help = (
        "Decode VINs from standard input, one a line. Needs no database. Exit code 0 also for VINs that are none: "
        "telling so is its work; 2 when it cannot read or write."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        if sys.stdin is None or sys.stdout is None:
            raise CommandError("standard input or output is closed: give VINs by a pipe or a file", returncode=2)
        form = as_json if options["format"] == "json" else as_text
        try:
            source = cast(BufferedReader, sys.stdin.buffer)
            decode_stream(source, sys.stdout.buffer, form=form, at_year=datetime.now(UTC).year)
        except BrokenPipeError:  # whoever read the answers has had enough
            _drop_the_rest()
        except OSError as error:
            _drop_the_rest()
            raise CommandError(f"reading VINs or writing answers failed: {error.strerror}", returncode=2) from error


def _drop_the_rest() -> None:
    """Let the interpreter's own flush at its end find somewhere to write to."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
