"""Who may decide: people, and of a manufacturer people who did not deny."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from apps.casework.models import ActorRecord
from apps.claims.models import Denial
from apps.core.errors import Refused
from apps.organizations.scope import Actor, system_scope

DENIED_BY_YOURSELF = _("You denied this request yourself: a colleague answers the objection.")


def require_person(by: Actor) -> None:
    """Raise PermissionDenied for programs: nobody but people answers an objection or speaks for the authority."""
    if by.user_id is None or by.key_id is not None:
        raise PermissionDenied


def denied_it(denial: Denial, by: Actor) -> bool:
    """Whether ``by`` is who denied, whatever they are called now: compared by the rows of who acted.

    Of a denial that a program of the firm sent nobody knows who decided it.
    """
    if by.user_id is None:
        return False
    with system_scope("who denied"):
        return ActorRecord.objects.filter(pk=denial.actor_id, user_id=by.user_id).exists()


def require_another(denial: Denial, by: Actor) -> None:
    """Raise PermissionDenied for programs, and Refused for whoever denied."""
    require_person(by)
    if denied_it(denial, by):
        raise Refused(DENIED_BY_YOURSELF, code="denied_by_yourself")
