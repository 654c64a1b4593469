"""Words of the compliance pages: where a flag holds, what happened to it, how a share changed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries import countries

from apps.compliance.models import Flag, Judgement, ScopeKind, State
from apps.compliance.standing import Without
from apps.core.lists import ListColumn, isolated
from apps.core.markup import format_html
from apps.core.regions import NAMES
from apps.core.templatetags.face import status_badge
from apps.core.templatetags.formats import number, percent
from apps.core.wording import NOTHING, number_text, percent_text
from apps.oversight.measures.definition import Reading

register = template.Library()

_TONES = {State.LAGGING: "bad", State.WATCH: "warn", State.COMPLIANT: "ok", State.NOT_ENOUGH_DATA: "neutral"}


@register.simple_tag
def flag_scope(row: Flag | Judgement) -> str:
    """``{% flag_scope flag %}``: the country, the region, or all countries."""
    if row.scope_kind == ScopeKind.COUNTRY:
        return str(countries.name(row.scope_code))
    return str(NAMES.get(row.scope_code, row.scope_code)) if row.scope_kind == ScopeKind.REGION else _("All countries")


@register.simple_tag
def judgement_columns(with_maker: bool = False) -> list[ListColumn]:
    """``{% judgement_columns as columns %}``: what a list says of judged cells."""
    maker = [ListColumn(_("Manufacturer"), lambda cell: isolated(cell.manufacturer))] if with_maker else []
    return [
        *maker,
        ListColumn(_("Duty"), lambda cell: cell.obligation),
        ListColumn(_("Where"), flag_scope),
        ListColumn(_("State"), lambda cell: judged_badge(cell.state)),
        ListColumn(_("Window, days"), lambda cell: cell.window_days, figures=True),
        ListColumn(_("Due"), lambda cell: number(cell.due), figures=True),
        ListColumn(_("Kept in time"), _kept, figures=True),
        ListColumn(_("Target"), lambda cell: percent(cell.target, 0), figures=True),
    ]


def _kept(cell: Judgement) -> SafeString:
    if cell.share is None:
        return SafeString(NOTHING)
    between = format_html('<span class="meta">({}–{})</span>', percent(cell.lower), percent(cell.upper))
    return format_html("{} {}", percent(cell.share), between)


@register.simple_tag
def judged_badge(state: str) -> SafeString:
    """``{% judged_badge cell.state %}``: the state of a judged cell, icon and word, never colour alone."""
    known = State(state) if state else State.NOT_ENOUGH_DATA
    return status_badge(_TONES[known], str(known.label))


@register.simple_tag
def points(change: float | None) -> str:
    """``{% points row.change %}``: better or worse than the period before, in percentage points and words."""
    if change is None:
        return _("too few cases to compare")
    if abs(change) < 0.05:
        return _("unchanged")
    words = _("%(points)s points better") if change > 0 else _("%(points)s points worse")
    return words % {"points": number_text(abs(change), 1)}


@register.simple_tag
def short_of_target(flag: Flag) -> str:
    """``{% short_of_target flag %}``: how many of the counted cases more had to be kept in time."""
    missing = max(0, math.ceil(Decimal(str(flag.target)) * flag.due) - flag.met)
    return ngettext(
        "%(missed)d of %(due)d cases were missed; %(missing)d more kept in time would have met the target.",
        "%(missed)d of %(due)d cases were missed; %(missing)d more kept in time would have met the target.",
        missing,
    ) % {"missed": flag.due - flag.met, "due": flag.due, "missing": missing}


@register.simple_tag
def without_one(code: str) -> str:
    """``{% without_one behind.without_owner %}``: what the judgement says without the largest one."""
    if code == Without.NOT_APPLICABLE:
        return _("without them too little is left to judge")
    return _("the flag stands without them") if code == Without.HOLDS else _("the flag falls without them")


@register.simple_tag
def waiting_words(flag: Flag, at: datetime) -> str:
    """``{% waiting_words flag at=present %}``: why a flag of the worklist waits for the reader."""
    if flag.status == Flag.Status.OPEN:
        return _("New: nobody has looked at it yet")
    if flag.status == Flag.Status.ANSWERED:
        return _("The manufacturer has answered")
    disputed = getattr(flag, "disputed", 0)
    if disputed:
        return ngettext("%(n)d disputed case to decide", "%(n)d disputed cases to decide", disputed) % {"n": disputed}
    due = getattr(flag, "statement_due", None)
    return _("The statement is late") if due and due < at else _("A statement is asked")


@register.simple_tag
def measure_figure(reading: Reading) -> SafeString:
    """``{% measure_figure reading %}``: the figure with its unit; "not reached" where too few claims are repaired."""
    if not reading.reached:
        return format_html("{}", _("not reached"))
    if reading.value is None:
        return SafeString(NOTHING)
    if reading.is_share:
        return format_html('<bdi dir="ltr" class="num nowrap">{}</bdi>', percent_text(reading.value))
    return format_html('<bdi class="num">{} {}</bdi>', number_text(reading.value), reading.unit)


@register.simple_tag
def measure_limits(reading: Reading) -> SafeString:
    """``{% measure_limits reading %}``: lower and upper limit; an upper one that is not reached is said so."""
    if reading.low is None and reading.high is None:
        return SafeString(NOTHING)
    write = percent_text if reading.is_share else number_text
    low = write(reading.low) if reading.low is not None else NOTHING
    high = write(reading.high) if reading.high is not None else _("not reached")
    return format_html('<bdi class="num nowrap">{}–{}</bdi>', low, high)


@register.simple_tag
def failed_maker(error: Mapping[str, Any], names: Mapping[int, str]) -> SafeString:
    """``{% failed_maker error names %}``: who could not be judged, for those who may know."""
    name = names.get(error["manufacturer"])
    return format_html(" <bdi>{}</bdi>", name) if name else SafeString("")
