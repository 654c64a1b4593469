"""The owner's name and telephone number: what the workshop needs, and what others see only when they say why.

Data protection asks for no more than the task needs (GDPR, article 5(1)(c); Kenya's Data Protection Act 2019, section
25; China's PIPL, article 6). Whoever looks leaves a step in the claim's history, which the owner reads. Who sees it,
and for how long, is a wall (policies.py): here it is read, or it is not there.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django_countries import countries

from apps.organizations.scope import Actor, Side

from .models import Claim, ClaimEvent, Contact

#: The sides that find claims by name and number: those whose task needs the contact at all times.
NEED_IT = (Side.OWNER, Side.DEALER, Side.SYSTEM)
VERB = "see_contact"


def contact_of(claim: Claim) -> Contact | None:
    """The contact of a claim, None where it is masked for whoever asks (a query unless it was read with the claim)."""
    found: Contact | None = getattr(claim, "contact", None)
    return found


def place_words(city: str, country: str) -> str:
    """A place as people read it: city and country, or the one of them that is given."""
    name = countries.name(country) if country else ""
    return _("%(city)s, %(country)s") % {"city": city, "country": name} if city and name else city or name


def called(event: ClaimEvent, contact: Contact | None) -> str:
    """Who acted, as somebody to whom ``contact`` is shown may read it."""
    return event.by_name or (contact.name if contact else _("The owner"))


def called_in_history(actor: Actor) -> str:
    """What the history keeps of who acted: firms by name; owners not, since all sides read the history."""
    return "" if actor.side is Side.OWNER else actor.organization_name or actor.name
