"""For whom a person acts when they come: their own choice, kept until they choose again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused

from ..door import door
from ..identity import AS_OWNER
from ..models import Membership
from ..scope import Scope, Side, acting_as


@transaction.atomic
def choose(*, user_id: int, organization_id: int) -> None:
    """Keep that the person begins as somebody of this organisation, or as themself (``AS_OWNER``).

    Raises Refused for an organisation that the person does not act for.
    """
    with acting_as(Scope(Side.OWNER, user_id=user_id)):
        mine = Membership.objects.active().filter(user_id=user_id)
        if organization_id != AS_OWNER and not mine.filter(organization_id=organization_id).exists():
            raise Refused(_("You do not act for this organisation."), code="no_member")
        with door("organizations.choice"):
            # Two choices at once take turns: one organisation at most is preferred.
            list(mine.select_for_update().order_by("pk").values_list("pk"))
            mine.filter(~Q(organization_id=organization_id), preferred=True).update(preferred=False)
            mine.filter(organization_id=organization_id, preferred=False).update(preferred=True)
