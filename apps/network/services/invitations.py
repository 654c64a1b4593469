"""A firm asks somebody to act for it; the person decides. Other steps are taken by the engine (steps/invitations.py).

Nothing here asks whether somebody has signed up with an address before the mail is under way: what the firm is told,
and how soon, is the same for every address.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apps.accounts.addresses import one_form
from apps.casework import engine
from apps.casework.engine import Act
from apps.core.errors import Conflict, Refused
from apps.core.ids import new_number
from apps.organizations.door import door
from apps.organizations.models import Membership, Organization
from apps.organizations.scope import Actor
from apps.organizations.services.guard import require_admin

from ..addresses import proven_by
from ..links import digest_of, token_of
from ..models import Invitation

#: So long somebody may think it over; long enough for two weeks of leave, short enough that an address is still theirs.
OPEN_FOR = timedelta(days=14)
#: More open invitations than this are a list of addresses, not colleagues.
MOST_OPEN = 50
#: A firm writes to one address so often in ``WITHIN``, whatever became of it: whoever said no has said no.
MOST_MAILS = 3
WITHIN = timedelta(days=30)


@transaction.atomic
def invite(*, email: str, role: str, language: str, by: Actor, at: datetime) -> Invitation:
    """Invite whoever reads mail at an address; the same again is the same open invitation, without another mail.

    Raises PermissionDenied unless an administrator asks, Refused (fields ``role``, ``language``) for what there is
    not, Refused (``email``) when too many are open or this address was written to too often, Conflict (``role``) when
    the address is invited with another role.
    """
    organization_id = require_admin(by)
    _refuse_unknown(role, language)
    address = one_form(email)
    # Colleagues who invite at once take turns: so one address has one open invitation, and limits hold.
    Organization.objects.select_for_update().get(pk=organization_id)
    with door("network.invitation"):
        same = _open(organization_id, address)
        if same is not None:
            return _the_same(same, role)
        _refuse_too_many(organization_id, address, at)
        number = new_number("I")
        made = Invitation.objects.create(
            number=number,
            organization_id=organization_id,
            email=address,
            role=role,
            language=language,
            digest=digest_of(token_of(number)),
            by_name=by.name,
            created_at=at,
            expires_at=at + OPEN_FOR,
        )
        engine.record(made, "invited", by=by, at=at)
        engine.tell(made, "invited", by=by, at=at)
    return made


def join(invitation: Invitation, act: Act) -> None:
    """Make whoever accepts a member; whoever is one already keeps their role. Nothing changes for whom they act."""
    answer(invitation, act)
    values = {"user_id": act.by.user_id, "organization_id": invitation.organization_id}
    if Membership.objects.active().filter(**values).exists():
        return
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                **values,
                role=invitation.role,
                person_name=act.by.name,
                created_at=act.at,
                role_since=act.at,
            )
    except IntegrityError:  # another invitation of this firm is accepted at this moment
        return
    told = {"invitation": invitation.number, "role": invitation.role}
    engine.record(membership, "joined", by=act.by, at=act.at, values=told)


def answer(invitation: Invitation, act: Act) -> None:
    """What accepting and declining ask for: in time, and by somebody whose address it still is."""
    if act.at >= invitation.expires_at:
        raise Refused(
            _("This invitation was open until %(day)s: ask %(firm)s for another one.")
            % {"day": date_format(invitation.expires_at), "firm": invitation.organization.name},
            code="expired",
        )
    if act.by.user_id is None or invitation.email not in proven_by(act.by.user_id):
        raise Refused(
            _("The invitation was sent to %(email)s, which is no address of yours any more.")
            % {"email": invitation.email},
            code="another_address",
        )


def expire_old(*, at: datetime) -> int:
    """Close invitations that nobody answered in time; returns how many. Run in the system's scope."""
    open_ones = Invitation.objects.filter(status=Invitation.Status.OPEN, expires_at__lte=at).order_by("id")
    return sum(engine.take_by_itself(invitation, "expire", at=at) for invitation in open_ones[:1000])


def _open(organization_id: int, address: str) -> Invitation | None:
    rows = Invitation.objects.filter(organization_id=organization_id, email=address, status=Invitation.Status.OPEN)
    return rows.first()


def _the_same(invitation: Invitation, role: str) -> Invitation:
    if invitation.role != role:
        raise Conflict(
            _("%(email)s is invited as %(role)s already: withdraw that invitation first.")
            % {"email": invitation.email, "role": invitation.get_role_display()},
            field="role",
            code="invited_already",
        )
    return invitation


def _refuse_unknown(role: str, language: str) -> None:
    if role not in Membership.Role.values:
        raise Refused(_("“%(role)s” is no role.") % {"role": role}, field="role")
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("“%(language)s” is no language of this portal.") % {"language": language}, field="language")


def _refuse_too_many(organization_id: int, address: str, at: datetime) -> None:
    mine = Invitation.objects.filter(organization_id=organization_id)
    if mine.filter(status=Invitation.Status.OPEN).count() >= MOST_OPEN:
        raise Refused(
            _("%(most)d invitations are open: withdraw one first, or wait for an answer.") % {"most": MOST_OPEN},
            field="email",
            code="too_many_open",
        )
    if mine.filter(email=address, created_at__gt=at - WITHIN).count() >= MOST_MAILS:
        raise Refused(
            _("You wrote to %(email)s %(most)d times in %(days)d days: ask them in another way.")
            % {"email": address, "most": MOST_MAILS, "days": WITHIN.days},
            field="email",
            code="too_often",
        )
