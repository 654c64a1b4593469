"""Requests that are not sent yet: kept on the server, so that another device goes on where the first one stopped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Conflict, Refused
from apps.core.quotas import count_alone
from apps.organizations.requests import person_of
from apps.organizations.scope import Actor, system_scope
from apps.vehicles.models import Vehicle

from .. import photo_store
from ..models import KEPT_FOR, Claim, Draft

_MOST_AT_ONCE = 200
#: Longer than any field takes: what is too long is kept too, to be shortened.
LONGEST_ANSWER = 10_000
#: What is asked before a request is sent, by the names of the form's fields.
ANSWERS = (
    *("component", "complaint", "occurred_on", "how_often", "odometer_km", "immobilised", "safety_critical"),
    *("place_country", "place_city", "dealer", "wished", "contact_phone", "plate"),
)


@transaction.atomic
def keep(
    *,
    by: Actor,
    vehicle: Vehicle,
    request_key: str,
    answers: Mapping[str, str],
    at: datetime,
    paper_name: str | None = None,
) -> Draft:
    """Keep what stands in a form, right or wrong, under the form's key; again with the same key replaces it.

    ``paper_name``: of the PDF that waits with it; None leaves it. Raises Refused when the owner keeps as many as
    there may be, the key is of a form about another car, or an answer is to no question; Conflict when the request
    was sent already.
    """
    owner_id = person_of(by)
    if unknown := sorted(set(answers) - set(ANSWERS)):
        text = _("“%(name)s” is no question of the form: answer %(names)s.")
        raise Refused(text % {"name": unknown[0], "names": ", ".join(ANSWERS)}, field="answers", code="unknown")
    sent = Claim.objects.filter(owner_id=owner_id, request_key=request_key).first()
    if sent is not None:
        raise Conflict(_("This was sent already: it is request %(number)s.") % {"number": sent.number}, code="sent")
    count_alone("drafts", owner_id)
    mine = Draft.objects.filter(owner_id=owner_id)
    draft = mine.filter(request_key=request_key).first()
    if draft is None:
        if mine.count() >= settings.MOST_DRAFTS:
            raise Refused(
                _("You keep %(count)d drafts, and no more can be kept: send or delete one on your first page.")
                % {"count": settings.MOST_DRAFTS},
                code="many_drafts",
            )
        draft = Draft(owner_id=owner_id, request_key=request_key, vin=vehicle.vin, vehicle_title=vehicle.title)
    elif draft.vin != vehicle.vin:
        raise Refused(_("This form is about another car of yours: begin a new one."), code="other_car")
    draft.answers = {name: _storable(text) for name, text in answers.items()}
    draft.paper_name, draft.kept_at = draft.paper_name if paper_name is None else paper_name, at
    if draft.pk is None:
        draft.save(force_insert=True)
    else:
        draft.save(update_fields=["answers", "paper_name", "kept_at"])
    return draft


def end(*, owner_id: int | None, request_key: str) -> bool:
    """Delete a draft with its files, because it was sent or its owner wants it gone; says whether there was one."""
    gone, _rows = Draft.objects.filter(owner_id=owner_id, request_key=request_key).delete()
    transaction.on_commit(lambda: photo_store.forget(owner_id or 0, request_key))
    return bool(gone)


def end_old(*, at: datetime) -> int:
    """Delete drafts that nobody touched for 30 days, a bite at a time; returns how many."""
    ended = 0
    while True:
        with system_scope("drafts of requests that are old"):
            old = Draft.objects.filter(kept_at__lt=at - KEPT_FOR).order_by("kept_at")
            bite = list(old[:_MOST_AT_ONCE])
            for draft in bite:
                end(owner_id=draft.owner_id, request_key=draft.request_key)
        ended += len(bite)
        if len(bite) < _MOST_AT_ONCE:
            return ended


def _storable(text: str) -> str:
    """Without the one sign that the database takes in no text."""
    return text.replace("\x00", "")[:LONGEST_ANSWER]
