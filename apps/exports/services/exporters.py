"""The authority enters a firm under its legal name."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.casework.actors import record_of
from apps.core.errors import Conflict, Refused
from apps.organizations.door import door
from apps.organizations.models import Organization
from apps.organizations.scope import Actor, Side

from ..models import Exporter
from ..names import alike, folded, tidied
from .people import require_person


@transaction.atomic
def register_exporter(
    *,
    kind: str,
    name: str,
    latin_name: str,
    manufacturer_id: int | None,
    source: str,
    name_checked: bool,
    by: Actor,
    at: datetime,
) -> Exporter:
    """Enter an exporter under the name that its announcement gives; the same again is the same row.

    A name in another width or with other blanks than one on record is a Conflict (field ``name``); one that is a sign
    away from another needs ``name_checked``. Raises Refused, naming the field, for what cannot be.
    """
    require_person(by, Side.AUTHORITY)
    name, latin_name = tidied(name), tidied(latin_name)
    known = _same_name(name)
    if known is not None:
        return _same_facts(known, kind=kind, latin_name=latin_name, manufacturer_id=manufacturer_id)
    _refuse_firm(kind, manufacturer_id)
    if not name_checked:
        _refuse_slip(name)
    with door("exports.register"):
        try:
            with transaction.atomic():
                return Exporter.objects.create(
                    kind=kind,
                    name=name,
                    latin_name=latin_name,
                    folded=folded(name),
                    manufacturer_id=manufacturer_id,
                    source=source.strip(),
                    registered_at=at,
                    actor=record_of(by),
                )
        except IntegrityError as error:
            raise Conflict(
                _("“%(name)s” was entered by somebody else this very moment: look it up.") % {"name": name},
                field="name",
            ) from error


def _same_name(name: str) -> Exporter | None:
    """The row of this very name; Conflict when it is on record in another width, case or with other blanks."""
    known = Exporter.objects.filter(folded=folded(name)).first()
    if known is not None and known.name != name:
        raise Conflict(
            _("“%(given)s” is on record as “%(known)s”: only width, case or blanks differ. Use the name on record.")
            % {"given": name, "known": known.name},
            field="name",
            code="other_writing",
        )
    return known


def _same_facts(known: Exporter, *, kind: str, latin_name: str, manufacturer_id: int | None) -> Exporter:
    for field, given in (("kind", kind), ("latin_name", latin_name), ("manufacturer_id", manufacturer_id)):
        if getattr(known, field) != given:
            raise Conflict(
                _("“%(name)s” is on record with other facts. Records are never changed.") % {"name": known.name},
                field=field.removesuffix("_id"),
                code="other_facts",
            )
    return known


def _refuse_firm(kind: str, manufacturer_id: int | None) -> None:
    if manufacturer_id is None:
        return
    if kind != Exporter.Kind.MAKER:
        raise Refused(_("Only a manufacturer is a firm of this portal: leave the firm empty."), field="manufacturer")
    if not Organization.objects.filter(pk=manufacturer_id, kind=Organization.Kind.MANUFACTURER).exists():
        raise Refused(_("This firm is no manufacturer: choose one from the list."), field="manufacturer")


def _refuse_slip(name: str) -> None:
    near = alike(name, Exporter.objects.order_by("name").values_list("name", flat=True).iterator())
    if near:
        raise Refused(
            _("“%(given)s” is one sign away from “%(known)s”: compare it with the announcement, then tick below.")
            % {"given": name, "known": near},
            field="name",
            code="one_sign_apart",
        )
