"""Who may decide: people, and of a manufacturer people who did not deny."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from apps.casework.models import ActorRecord
from apps.claims.models import Denial
from apps.core.errors import Refused
from apps.organizations.scope import Actor, system_scope


def require_person(by: Actor) -> None:
    """Raise PermissionDenied for programs: nobody but people answers an objection or speaks for the authority."""
    if by.user_id is None or by.key_id is not None:
        raise PermissionDenied


def require_another(denial: Denial, by: Actor) -> None:
    """Raise Refused for whoever denied, whatever they are called now: compared by the rows of who acted.

    Of a denial that a program of the firm sent nobody knows who decided it; the answer is a person's all the same.
    """
    require_person(by)
    with system_scope("who denied"):
        denied_by = ActorRecord.objects.values_list("user_id", flat=True).get(pk=denial.actor_id)
    if denied_by is not None and denied_by == by.user_id:
        raise Refused(
            _("You denied this request yourself: a colleague answers the objection."), code="denied_by_yourself"
        )
