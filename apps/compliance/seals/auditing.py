"""Compare what is on record with what was sealed and published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.db import connection

from apps.casework.facts.check import unrecorded
from apps.core import files

from .making import FOLDER, digest_of_head, digest_of_seal
from .models import Head, Seal
from .signing import fault_of
from .sums import SEALED, Versions, sums


def audit(*, since: datetime | None = None) -> Iterator[str]:
    """Everything that is not as it was sealed, in words; nothing when all is. Runs in the system's scope.

    ``since``: what was sealed earlier is not summed up again, nor its files read; chains and signatures are looked at
    in whole.
    """
    first = since.date() if since else date.min
    yield from _heads(published(first), first)
    last: Seal | None = None
    for seal in Seal.objects.order_by("manufacturer_id", "sequence").iterator(chunk_size=200):
        if last is not None and last.manufacturer_id != seal.manufacturer_id:
            last = None
        yield from _seal(seal, last)
        if since is None or seal.sealed_at >= since:
            yield from _records(seal, last)
        last = seal
    yield from _behind_the_back(since)


def not_as_recorded() -> Iterator[str]:
    """Rows of sealed tables that are not what their record says: changed past the triggers."""
    sealed = {entry.table for entry in SEALED if isinstance(entry, Versions)}
    for found in unrecorded():
        if found.table in sealed:
            yield f"{found.table} {found.key}: {found.problem}"


def _behind_the_back(since: datetime | None) -> Iterator[str]:
    """Versions that no step of the application made, some of each table: they are too new for seals to differ."""
    for sealed in SEALED:
        if isinstance(sealed, Versions) and not sealed.more:
            with connection.cursor() as cursor:
                cursor.execute(_OUTSIDE.format(table=sealed.table), {"since": since})
                for pk, moment, role in cursor.fetchall():
                    when = f"{moment:%Y-%m-%d %H:%M} UTC"
                    yield f"{sealed.name} {pk}: altered outside of the application at {when} by {role}"


_OUTSIDE = """
    SELECT id, known_from, by_role FROM facts."{table}"
    WHERE step = '' AND known_from > coalesce(%(since)s, '-infinity'::timestamptz) ORDER BY known_from, id LIMIT 20
"""


def published(first: date = date.min) -> dict[date, str]:
    """The lines that were published where files lie since ``first``, by day."""
    found = {}
    for name in files.names_in(FOLDER):
        day = date.fromisoformat(name.removeprefix(f"{FOLDER}/").removesuffix(".txt"))
        if day >= first:
            with files.opened(name) as file:
                found[day] = file.read().decode().strip()
    return found


def differing_lines(lines: Mapping[date, str]) -> Iterator[str]:
    """Heads that are not as lines say that somebody kept: those files, or a reader's own copy."""
    heads = {head.day: head.line for head in Head.objects.all()}
    for day, line in sorted(lines.items()):
        if day not in heads:
            yield f"head of {day}: it was published, and is not on record any more"
        elif heads[day] != line:
            yield f"head of {day}: published as {line!r}, on record as {heads[day]!r}"


def _heads(lines: Mapping[date, str], first: date) -> Iterator[str]:
    yield from differing_lines(lines)
    known = dict(Seal.objects.values_list("digest", "sequence"))
    last: Head | None = None
    for head in Head.objects.order_by("day").iterator(chunk_size=200):
        name = f"head of {head.day}"
        if head.day >= first and head.day not in lines:
            yield f"{name}: its published file is gone"
        if digest_of_head(head) != head.digest or head.previous_digest != (last.digest if last else ""):
            yield f"{name}: it was altered, or the one before it is gone"
        elif fault := fault_of(head.digest, head.signature):
            yield f"{name}: {fault}"
        for manufacturer, sequence, digest in head.seals:
            if known.get(digest) != sequence:
                yield f"{name}: seal {sequence} of manufacturer {manufacturer} is gone or altered"
        last = head


def _name(seal: Seal) -> str:
    return f"manufacturer {seal.manufacturer_id}, seal {seal.sequence} of {seal.sealed_at:%Y-%m-%d %H:%M} UTC"


def _seal(seal: Seal, last: Seal | None) -> Iterator[str]:
    name = _name(seal)
    if seal.sequence != (last.sequence + 1 if last else 1) or seal.previous_digest != (last.digest if last else ""):
        yield f"{name}: the seal before it is gone or altered"
    if digest_of_seal(seal) != seal.digest:
        yield f"{name}: it was altered"
    elif fault := fault_of(seal.digest, seal.signature):
        yield f"{name}: {fault}"


def _records(seal: Seal, last: Seal | None) -> Iterator[str]:
    """The records that became known with a seal, summed up again."""
    name, since = _name(seal), last.sealed_at if last else None
    now = sums(seal.manufacturer_id, since=since, until=seal.sealed_at, before=seal.content, again=True)
    for table, sealed in seal.content.items():
        found = now.get(table)
        if found is not None and found["sha256"] != sealed["sha256"]:
            yield f"{name}: {table} held {sealed['rows']} new rows then; now {found['rows']}, and not the same"
