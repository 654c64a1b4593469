"""Filters of the repair queue: those of claims, and who sees to them."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.claims.filters import ClaimFilter
from apps.claims.models import Claim
from apps.organizations.requests import organization_of

from .models import Assignment
from .selectors import colleagues

MINE, NOBODY = "me", "nobody"


class QueueFilter(ClaimFilter):
    """Claims of a workshop's queue; ``in_charge`` is me, nobody, or the number of a member."""

    in_charge = django_filters.ChoiceFilter(label=_("Seen to by"), method="by_person")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.filters["country"]  # a workshop stands in one
        self.form.fields["in_charge"].choices = [
            ("", _("Anybody")), (MINE, _("Me")), (NOBODY, _("Nobody")), *self._people()
        ]  # fmt: skip

    def _people(self) -> list[tuple[str, str]]:
        found = colleagues(organization_of(self.request.actor))
        return [(str(pk), name) for pk, name in found.values_list("pk", "person_name")]

    def by_person(self, rows: QuerySet[Claim], name: str, value: str) -> QuerySet[Claim]:
        now = Assignment.objects.filter(claim_id=OuterRef("pk"), ended_at=None)
        if value == NOBODY:
            return rows.filter(~Exists(now))
        person = {"member__user_id": self.request.actor.user_id} if value == MINE else {"member_id": value}
        return rows.filter(Exists(now.filter(**person)))
