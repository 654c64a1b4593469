"""For which exporters somebody may declare cars, and whose maker they act for; looked up once a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.organizations.scope import Actor, Side, system_scope
from apps.vehicles.services.exports import maker_codes

from ..models import Authorisation, Exporter, Licence
from ..names import alike, folded


@dataclass(frozen=True)
class Senders:
    """``firms``: every exporter by its exact name, with its kind and the maker on the portal that it is.

    ``makers``: of traders, for which makers of the portal each was ever authorised. ``licences``: for which maker of
    the portal each is. ``own``: the maker who sends; None: the authority, which sends for all.
    """

    firms: dict[str, tuple[str, int | None]]
    makers: dict[str, set[int]]
    licences: dict[str, int | None]
    codes: dict[str, int]
    own: int | None

    def acting(self, name: str, *, licence_number: str) -> tuple[str, int | None]:
        """Kind of the exporter, and the maker of the portal it acts for in this export (None: none).

        Raises Refused (field ``exporter``) for a name that is not on record exactly so, or that the sender has no
        business with.
        """
        if name not in self.firms:
            raise Refused(_unknown(name, self.firms), field="exporter", code="unknown_exporter")
        kind, maker = self.firms[name]
        if kind == Exporter.Kind.TRADER:
            maker = self.licences.get(licence_number) or self._only_maker(name)
        if self.own is None:
            return kind, maker
        if kind == Exporter.Kind.TRADER and self.own in self.makers.get(name, ()):
            return kind, self.own
        if maker != self.own:
            raise Refused(
                _("“%(name)s” is neither your firm nor a trader that you authorised: it declares its own cars.")
                % {"name": name},
                field="exporter",
                code="foreign_exporter",
            )
        return kind, maker

    def _only_maker(self, name: str) -> int | None:
        found = self.makers.get(name, set())
        return next(iter(found)) if len(found) == 1 else None


def senders_of(by: Actor) -> Senders:
    """What is on record of exporters, for whoever sends (4 queries)."""
    with system_scope("for whom exporters act, to check a manifest"):
        firms = Exporter.objects.values_list("name", "kind", "manufacturer_id")
        makers: dict[str, set[int]] = {}
        given = Authorisation.objects.filter(manufacturer__isnull=False)
        for name, maker in given.values_list("trader__name", "manufacturer_id"):
            makers.setdefault(name, set()).add(maker or 0)
        return Senders(
            firms={name: (kind, maker) for name, kind, maker in firms},
            makers=makers,
            licences=dict(Licence.objects.values_list("licence_number", "manufacturer_id")),
            codes=maker_codes(),
            own=by.organization_id if by.side is Side.MANUFACTURER else None,
        )


def _unknown(name: str, firms: dict[str, tuple[str, int | None]]) -> Any:
    """An unknown name, with the one that was probably meant: another width, or one sign away."""
    mine = folded(name)
    meant = next((known for known in firms if folded(known) == mine), "") or alike(name, firms)
    if meant:
        return _("“%(name)s” is on record as “%(known)s”: write it exactly so, sign by sign.") % {
            "name": name,
            "known": meant,
        }
    return _("No exporter is on record as “%(name)s”: the authority enters exporters as announced.") % {"name": name}
