"""The columns of lists of claims."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from apps.casework.templatetags.casework import case_badge
from apps.core.lists import ListColumn, link
from apps.core.markup import format_html
from apps.core.templatetags.face import clock_badge, status_badge
from apps.core.templatetags.formats import country_name, local_time, mono, vin
from apps.core.wording import NOTHING
from apps.organizations.scope import Actor
from apps.vehicles.masked_vins import seen_by

from .models import NOTHING_DUE, Claim


def columns(actor: Actor, *, at: datetime, owner: bool = False) -> list[ListColumn]:
    """What a list says of a claim, as of ``at``; to its owner also for whom it waits."""
    car = ListColumn(_("VIN"), lambda claim: vin(seen_by(claim.vin, actor)), "w-vin")
    if owner:
        return [number(_("Request")), vehicle(), car, component(), status(), *waiting(at), filed()]
    return [number(_("Claim")), vehicle(), car, component(), status(), _country(), due(at), filed()]


def number(called: str, *, sort: str = "") -> ListColumn:
    return ListColumn(called, lambda claim: link(claim.get_absolute_url(), mono(claim.number)), "w-code", sort=sort)


def vehicle() -> ListColumn:
    return ListColumn(
        _("Vehicle"),
        lambda claim: format_html('<span dir="auto">{}</span>', claim.vehicle_title),
        whole=lambda claim: claim.vehicle_title,
    )


def component() -> ListColumn:
    return ListColumn(_("Component"), _component, whole=_what_about)


def status() -> ListColumn:
    return ListColumn(_("Status"), case_badge, "w-word")


def waiting(at: datetime) -> list[ListColumn]:
    """For whom a claim waits, and until when, as of ``at``."""
    return [
        ListColumn(_("Waiting for"), lambda claim: claim.get_waiting_for_display() or NOTHING, "w-day"),
        due(at),
    ]


def due(at: datetime) -> ListColumn:
    """Until when whoever is next must act, as of ``at``."""
    return ListColumn(_("Due"), lambda claim: _due(claim, at), "w-late", sort="due")


def filed() -> ListColumn:
    return ListColumn(_("Filed"), lambda claim: local_time(claim.filed_at, "SHORT_DATE_FORMAT"), "w-day", sort="filed")


def _country() -> ListColumn:
    return ListColumn(_("Country"), lambda claim: country_name(claim.country), "w-due")


def _component(claim: Claim) -> SafeString:
    """What is broken, after the signs that it is dangerous or that the car stands still."""
    signs = []
    if claim.safety_critical:
        signs.append(status_badge("bad", _("Safety"), symbol="alert"))
    if claim.immobilised:
        signs.append(status_badge("warn", _("Cannot be driven"), symbol="car"))
    before = mark_safe("".join(f"{sign} " for sign in signs))  # noqa: S308  (badges are escaped)
    return format_html("<span>{}{}</span>", before, _what_about(claim))


def _what_about(claim: Claim) -> Any:
    """The part, or that it books the remedy of a recall."""
    return _("Recall") if claim.recall else claim.get_component_display()


def _due(claim: Claim, at: datetime) -> str:
    if claim.next_due_at.year < NOTHING_DUE.year:
        return clock_badge(claim.next_due_at, at=at)
    return _("Paused") if claim.is_paused else NOTHING
