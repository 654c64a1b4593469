"""Make seals and heads."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from apps.core import files

from .models import Head, Seal
from .signing import sign
from .sums import sums

FOLDER = "heads"


def seal(manufacturer_id: int, *, known_at: datetime) -> Seal:
    """Sum up what was recorded about a manufacturer since its last seal.

    Runs in the transaction that closed the books at ``known_at``, after everything else that it writes: what comes
    later is known later.
    """
    last = Seal.objects.filter(manufacturer_id=manufacturer_id).order_by("-sequence").first()
    made = Seal(
        manufacturer_id=manufacturer_id,
        sequence=last.sequence + 1 if last else 1,
        sealed_at=known_at,
        content=sums(
            manufacturer_id,
            since=last.sealed_at if last else None,
            until=known_at,
            before=last.content if last else {},
        ),
        previous_digest=last.digest if last else "",
    )
    made.digest = digest_of_seal(made)
    made.signature = sign(made.digest)
    made.save(force_insert=True)
    return made


def make_head(day: date, *, at: datetime) -> Head:
    """Sum up the newest seal of every manufacturer as the head of ``day``, once, and publish it."""
    made = Head.objects.filter(day=day).first() or _make(day, at)
    transaction.on_commit(partial(publish, made))  # should that fail, the next call publishes it
    return made


def _make(day: date, at: datetime) -> Head:
    last = Head.objects.order_by("-day").first()
    made = Head(day=day, made_at=at, seals=newest_seals(), previous_digest=last.digest if last else "")
    made.digest = digest_of_head(made)
    made.signature = sign(made.digest)
    made.save(force_insert=True)
    if settings.HEADS_TO:
        subject = f"Sanbao: head of {made.day}"
        EmailMessage(subject, f"{made.line}\n", to=list(settings.HEADS_TO)).send()
    return made


def publish(head: Head) -> None:
    """Write the head's line where files lie, outside the database; a file that is there is left as it is."""
    name = f"{FOLDER}/{head.day}.txt"
    if name not in files.names_in(FOLDER):
        files.put(io.BytesIO(f"{head.line}\n".encode()), name)


def newest_seals() -> list[list[Any]]:
    """[manufacturer, sequence, digest] of each manufacturer's newest seal."""
    rows = Seal.objects.order_by("manufacturer_id", "-sequence").distinct("manufacturer_id")
    return [list(row) for row in rows.values_list("manufacturer_id", "sequence", "digest")]


def digest_of_seal(made: Seal) -> str:
    """SHA-256 over a seal's place, moment, sums and the digest before."""
    return _digest([made.manufacturer_id, made.sequence, _moment(made.sealed_at), made.content, made.previous_digest])


def digest_of_head(made: Head) -> str:
    """SHA-256 over a head's day, moment, seals and the digest before."""
    return _digest([made.day.isoformat(), _moment(made.made_at), made.seals, made.previous_digest])


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _digest(values: list[Any]) -> str:
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
