"""Which e-mail addresses somebody has proven to be theirs. Signing in comes before any side: the system looks."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from apps.accounts.addresses import one_form
from apps.accounts.models import User
from apps.organizations.scope import system_scope


def proven_by(user_id: int) -> set[str]:
    """The proven addresses of a person, each in its one form."""
    with system_scope("addresses that somebody has proven"):
        rows = EmailAddress.objects.filter(user_id=user_id, verified=True).values_list("email", flat=True)
        return {one_form(email) for email in rows}


def person_of_address(address: str) -> int | None:
    """Who has proven this address; nobody is told."""
    with system_scope("who has proven an address"):
        rows = EmailAddress.objects.filter(email__iexact=address, verified=True, user__is_active=True)
        found: int | None = rows.values_list("user_id", flat=True).first()
        return found


def prove(user: User, address: str) -> bool:
    """Note that somebody holds the mail that was sent to their address; False when it is none of theirs."""
    if one_form(user.email) != address:
        return False
    if person_of_address(address) not in (None, user.pk):
        return False
    with system_scope("an address is proven by the mail that was sent to it"):
        EmailAddress.objects.update_or_create(
            user_id=user.pk,
            email=user.email,
            defaults={"verified": True},
            create_defaults={"verified": True, "primary": True},
        )
    return True
