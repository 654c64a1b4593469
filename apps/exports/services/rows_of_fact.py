"""What export records and registration certificates share: rows of fact, entered once and put right by another row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.casework.actors import record_of
from apps.core.db.words import column_words
from apps.core.errors import Conflict
from apps.organizations.door import door
from apps.organizations.scope import Actor

from .findings import look_later

Row = TypeVar("Row", bound=models.Model)


def other_facts(sentence: Promise, model: type[models.Model], known: Any, told: Any, names: Iterable[str]) -> Conflict:
    """What to raise when another row says otherwise: the first of ``names`` in which ``known`` and ``told`` differ.

    ``sentence`` takes ``vin``, ``field``, ``stored`` and ``given``.
    """
    name = next(name for name in names if getattr(known, name) != getattr(told, name))
    values = {
        "vin": told.vin,
        "field": column_words(model, name),
        "stored": _shown(getattr(known, name)),
        "given": _shown(getattr(told, name)),
    }
    return Conflict(sentence % values, field=name, code="other_facts")


def _shown(value: Any) -> Any:
    return "–" if value in ("", None) else value


def enter(model: type[Row], through: str, *, by: Actor, at: datetime, **columns: Any) -> Row:
    """Write a row through its door, and have its car looked at. Raises Conflict when somebody else just wrote it."""
    with door(through):
        try:
            with transaction.atomic():
                made = model._default_manager.create(**columns, recorded_at=at, actor=record_of(by))
        except IntegrityError as error:
            raise Conflict(
                _("It was recorded by somebody else this very moment: look at it, then send it again."),
                code="recorded_meanwhile",
            ) from error
    look_later([columns["vin"]], at=at)
    return made
