"""Who sees to which request, and notes among colleagues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.casework.actors import record_of
from apps.casework.steps import Grounds
from apps.claims.models import Claim
from apps.core.errors import Refused
from apps.organizations.door import door
from apps.organizations.models import Membership
from apps.organizations.scope import Actor

from ..models import Assignment, InternalNote
from .guard import own_claim, workshop_of

_NOTE = Grounds("text", least=2, most=2000)
#: A page of the queue has fifty.
MOST_AT_ONCE = 200


@transaction.atomic
def assign(*, claim: Claim, member: Membership | None, by: Actor, at: datetime) -> Assignment | None:
    """Put somebody of the workshop in charge of a request, or nobody (None); who was before stays on record.

    The same person again changes nothing. Raises Refused (field ``member``) for somebody who does not act for the
    workshop, PermissionDenied for requests of others.
    """
    dealer = own_claim(claim, by)
    if member is not None and (member.organization_id != dealer or member.ended_at is not None):
        raise Refused(_("This person does not act for your workshop: choose another one."), field="member")
    with door("workshop.desk"):
        # Two people at once: the second one's word holds, after the first one's.
        Claim.objects.select_for_update().only("pk").get(pk=claim.pk)
        now = Assignment.objects.filter(claim=claim, ended_at=None).first()
        if now is not None and member is not None and now.member_id == member.pk:
            return now
        if now is not None:
            now.ended_at = max(at, now.assigned_at)
            now.save(update_fields=["ended_at"])
        if member is None:
            return None
        return Assignment.objects.create(
            claim=claim,
            dealer_id=dealer,
            member=member,
            name=member.person_name,
            assigned_at=at if now is None else max(at, now.assigned_at),
            assigned_by=record_of(by),
        )


@transaction.atomic
def assign_many(*, numbers: Sequence[str], member: Membership | None, by: Actor, at: datetime) -> int:
    """Put somebody in charge of several requests of the workshop; returns how many.

    All or none: Refused (field ``claims``) when none is chosen, too many are, or one is not the workshop's.
    """
    dealer, wanted = workshop_of(by), list(dict.fromkeys(numbers))
    if not wanted:
        raise Refused(_("No request is chosen: tick at least one."), field="claims")
    if len(wanted) > MOST_AT_ONCE:
        raise Refused(
            _("%(count)s requests are chosen: %(most)s at once is the most.")
            % {"count": len(wanted), "most": MOST_AT_ONCE},
            field="claims",
        )
    # In one order, so that two people with the same requests wait for each other instead of blocking each other.
    found = list(Claim.objects.filter(number__in=wanted, dealer_id=dealer).order_by("pk"))
    if missing := set(wanted) - {claim.number for claim in found}:
        raise Refused(
            _("“%(number)s” is no request of your workshop: open the queue again.") % {"number": min(missing)},
            field="claims",
        )
    for claim in found:
        assign(claim=claim, member=member, by=by, at=at)
    return len(found)


@transaction.atomic
def write_note(*, claim: Claim, text: str, request_key: str, by: Actor, at: datetime) -> InternalNote:
    """Note something for colleagues only; the same ``request_key`` again is the same note.

    Raises Refused (field ``text``) when it says nothing, PermissionDenied for requests of others.
    """
    dealer, text = own_claim(claim, by), _NOTE.checked(text)
    known = InternalNote.objects.filter(dealer_id=dealer, request_key=request_key).first()
    if known is not None:
        return known
    with door("workshop.desk"):
        return InternalNote.objects.create(
            claim=claim,
            dealer_id=dealer,
            text=text,
            by_name=by.name,
            written_by=record_of(by),
            written_at=at,
            request_key=request_key,
        )
