"""The life of a confirmation letter: issued, replaced by another, revoked (the table is in steps/letters.py)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.casework import books, engine
from apps.casework.actors import record_of
from apps.casework.engine import Act
from apps.core.errors import Conflict, Refused
from apps.core.ids import new_number
from apps.core.typesetting import first_unprintable
from apps.organizations.door import door
from apps.organizations.scope import Actor, system_scope

from ..letters.languages import language_of
from ..models import Exporter, Letter, LetterEvent, LetterLine, Licence
from ..numbers import tidied_number
from .outlets import Promise, models_of, outlets_of
from .people import require_issuer
from .sealing import seal_later

#: A PDF of so many cars is made in some seconds, in half a gigabyte, and is small enough to be sent in and verified.
MOST_CARS = 5_000


@dataclass(frozen=True)
class Draft:
    """A letter to be written, once everything was checked; ``replaces`` has been ended."""

    maker: Exporter
    licence_number: str
    promises: Sequence[Promise]
    number: str
    replaces: Letter | None = None


@transaction.atomic
def issue_letter(
    *, maker: Exporter, licence_number: str, promises: Sequence[Promise], reason: str, by: Actor, at: datetime
) -> Letter:
    """Issue the letter of a maker for a licence; a worker seals it. The same again is the same letter.

    Where another letter stands for the licence this one takes its place, for a ``reason``. Raises PermissionDenied
    for everybody but administrators of the maker; Refused, naming the field, for what cannot be promised.
    """
    number = checked_licence(maker, licence_number, by)
    refuse_unpromised(maker, promises, at=at)
    standing = Letter.objects.filter(maker=maker, licence_number=number, status=Letter.Status.ISSUED).first()
    if standing is None:
        letter = write_letters([Draft(maker, number, promises, new_number("CL"))], by=by, at=at)[0]
        seal_later([letter], by=by, at=at)
        return letter
    if says_the_same(standing, promises):
        return standing
    if not reason.strip():
        raise Refused(needs_reason(standing.number), field="reason", code="letter_stands")
    replace_letter(letter=standing, promises=promises, note=reason, by=by, at=at)
    return standing.replaced_by


@transaction.atomic
def replace_letter(
    *,
    letter: Letter,
    promises: Sequence[Promise],
    note: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> Letter:
    """Put another letter in the place of one, for a reason; returns the one that was replaced.

    Raises Refused when nothing is different, and for what cannot be promised.
    """
    draft, old = end_for_another(
        letter=letter, promises=promises, note=note, by=by, at=at, version=version, key=key
    )  # fmt: skip
    if draft is not None:
        seal_later(write_letters([draft], by=by, at=at), by=by, at=at)
    return old


def end_for_another(
    *,
    letter: Letter,
    promises: Sequence[Promise],
    note: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> tuple[Draft | None, Letter]:
    """End a letter for one that shall take its place; the draft of that one (None: this step was sent before)."""
    require_issuer(by, letter.manufacturer_id)
    refuse_unpromised(letter.maker, promises, at=at)
    if letter.status == Letter.Status.ISSUED and says_the_same(letter, promises):
        raise Refused(_("Nothing is different: the letter that stands says the same."))
    number, taken = new_number("CL"), []

    def name_successor(locked: Letter, act: Act) -> None:
        act.values["by"] = number
        taken.append(number)
        end(locked, act)

    told = {"cars": len(promises), "content": _digest(promises)}
    old = engine.take(
        letter, "replace", by=by, at=at, note=note, version=version, key=key, values=told, effect=name_successor
    )
    return (Draft(old.maker, old.licence_number, promises, number, old) if taken else None), old


def end(letter: Letter, act: Act) -> None:
    """What replacing and revoking write: since when it promises nothing."""
    require_issuer(act.by, letter.manufacturer_id)
    letter.ended_at = max(act.at, letter.issued_at)


def checked_licence(maker: Exporter, licence_number: str, by: Actor) -> str:
    """The number of a licence that the maker may speak for, as it is kept.

    It may be unknown here: a licence for used cars is given to whoever shows the letter. Raises Refused when a licence
    of this number is on record for the cars of another maker.
    """
    require_issuer(by, maker.manufacturer_id)
    number = tidied_number(licence_number)
    if not number:
        raise Refused(_("Write the number of the licence, or of its application."), field="licence_number")
    with system_scope("whose cars a licence is for"):
        other = Licence.objects.filter(licence_number=number).exclude(maker=None).exclude(maker=maker).first()
        if other is not None:
            raise Refused(
                _("Licence %(number)s is for the cars of another manufacturer: check the number.") % {"number": number},
                field="licence_number",
            )
    return number


def refuse_unpromised(maker: Exporter, promises: Sequence[Promise], *, at: datetime) -> None:
    """Raise Refused, naming the field, for what a letter of this maker cannot say."""
    if not promises:
        raise Refused(_("A letter names at least one car: write its VIN."), field="vins")
    refuse_many(len(promises))
    found = outlets_of(maker.manufacturer_id or 0, at=at)
    seen = set()
    for promise in promises:
        if found.car(promise.vin) in seen:
            raise Refused(_("%(vin)s stands here twice: keep it once.") % {"vin": promise.vin}, field="vins")
        seen.add(promise.vin)
        found.centre(str(promise.point.pk), promise.country)
    refuse_unprintable(promises)


def refuse_many(count: int) -> None:
    """Raise Refused for more cars than one PDF is made of."""
    if count > MOST_CARS:
        raise Refused(
            _("A letter names at most %(most)s cars, and these are %(count)s: have the licence divided.")
            % {"most": MOST_CARS, "count": count},
            field="vins",
        )


def refuse_unprintable(promises: Sequence[Promise]) -> None:
    """Raise Refused for an address that no font of the letter has the signs of."""
    points = {promise.point.pk: promise.point for promise in promises}.values()
    text = first_unprintable(
        text for point in points for text in (point.name, point.dealer.name, point.address, point.city, point.phone)
    )
    if text:
        raise Refused(
            _("“%(text)s” holds signs that a letter cannot print: its dealer writes it in Latin, Chinese, Cyrillic or "
              "Arabic letters.")
            % {"text": text},
            field="service_centre",
        )  # fmt: skip


def says_the_same(letter: Letter, promises: Sequence[Promise]) -> bool:
    """Whether a letter promises just this."""
    kept = letter.lines.values_list("vin", "country", "service_point_id")
    return set(kept) == {(promise.vin, promise.country, promise.point.pk) for promise in promises}


def needs_reason(number: str) -> Any:
    """What to say when another letter stands for the licence."""
    return _("%(number)s stands for this licence: say why another letter takes its place.") % {"number": number}


def write_letters(drafts: Sequence[Draft], *, by: Actor, at: datetime) -> list[Letter]:
    """Write letters with lines and events, all of one maker of the portal (some 12 queries, however many).

    Raises Conflict when somebody else issued one for the same licence this very moment.
    """
    recorded = books.recorded_at(drafts[0].maker.manufacturer_id, at, "letter.issued")
    models = models_of(promise.vin for draft in drafts for promise in draft.promises)
    since = _promised_before(drafts)
    with door("exports.letter"):
        try:
            with transaction.atomic():
                letters = Letter.objects.bulk_create([_letter(draft, at) for draft in drafts])
        except IntegrityError as error:
            raise Conflict(
                _("A letter for this licence was issued by somebody else this very moment: look at it."),
                field="licence_number",
            ) from error
        LetterLine.objects.bulk_create(
            (
                _line(letter, promise, models.get(promise.vin, ""), since)
                for letter, draft in zip(letters, drafts, strict=True)
                for promise in draft.promises
            ),
            batch_size=1_000,
        )
        actor = record_of(by)
        LetterEvent.objects.bulk_create(
            [
                LetterEvent(
                    letter=letter, kind="issued", happened_at=at, recorded_at=recorded, actor=actor,
                    by_side=by.side.name.lower(), by_name=by.organization_name or by.name, **letter.sides(),
                )
                for letter in letters
            ]
        )  # fmt: skip
    return letters


def _letter(draft: Draft, at: datetime) -> Letter:
    return Letter(
        number=draft.number,
        maker=draft.maker,
        manufacturer_id=draft.maker.manufacturer_id or 0,  # asked by require_issuer
        licence_number=draft.licence_number,
        language=language_of(promise.country for promise in draft.promises),
        issued_at=draft.replaces.ended_at if draft.replaces and draft.replaces.ended_at else at,
        replaces=draft.replaces,
    )


def _line(letter: Letter, promise: Promise, model: str, since: dict[tuple[int, str, str], datetime]) -> LetterLine:
    point = promise.point
    return LetterLine(
        letter=letter,
        vin=promise.vin,
        model_name=model,
        country=promise.country,
        service_point=point,
        centre_name=point.name,
        centre_firm=point.dealer.name,
        centre_address=point.address,
        centre_city=point.city,
        centre_phone=point.phone,
        promised_at=since.get((letter.replaces_id or 0, promise.vin, promise.country), letter.issued_at),
        **letter.sides(),
    )


def _promised_before(drafts: Sequence[Draft]) -> dict[tuple[int, str, str], datetime]:
    """Since when cars are promised by the letters that the drafts take the place of, by letter, car and country."""
    olds = [draft.replaces for draft in drafts if draft.replaces]
    rows = LetterLine.objects.filter(letter__in=olds).values_list("letter_id", "vin", "country", "promised_at")
    return {(letter, vin, country): moment for letter, vin, country, moment in rows}


def _digest(promises: Sequence[Promise]) -> str:
    told = sorted((promise.vin, promise.country, promise.point.pk) for promise in promises)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
