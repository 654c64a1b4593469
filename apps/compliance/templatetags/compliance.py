"""Words of the compliance pages: where a flag holds, what happened to it, how a share changed."""

from __future__ import annotations

import math

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_countries import countries

from apps.compliance.models import Flag, FlagEvent, Judgement, ScopeKind
from apps.compliance.regions import NAMES

register = template.Library()

_EVENTS = {
    "opened": gettext_lazy("Flag raised by the judgement"),
    "severity_changed": gettext_lazy("Severity changed"),
    "cleared": gettext_lazy("Cleared: the share is back at the target"),
    "acknowledge": gettext_lazy("Acknowledged"),
    "ask_statement": gettext_lazy("Statement asked of the manufacturer"),
    "answer": gettext_lazy("The manufacturer's statement"),
    "dismiss": gettext_lazy("Dismissed"),
    "comment": gettext_lazy("Comment"),
    "dispute": gettext_lazy("A case was disputed"),
    "decide_dispute": gettext_lazy("A dispute was decided"),
}


@register.simple_tag
def flag_scope(row: Flag | Judgement) -> str:
    """``{% flag_scope flag %}``: the country, the region, or all countries."""
    if row.scope_kind == ScopeKind.COUNTRY:
        return str(countries.name(row.scope_code))
    return str(NAMES.get(row.scope_code, row.scope_code)) if row.scope_kind == ScopeKind.REGION else _("All countries")


@register.simple_tag
def flag_event(event: FlagEvent) -> str:
    """``{% flag_event event %}``: what happened, in the reader's language."""
    return str(_EVENTS.get(event.kind, event.kind))


@register.simple_tag
def points(change: float | None) -> str:
    """``{% points row.change %}``: better or worse than the period before, in percentage points and words."""
    if change is None:
        return _("too few cases to compare")
    if abs(change) < 0.05:
        return _("unchanged")
    words = _("%(points)s points better") if change > 0 else _("%(points)s points worse")
    return words % {"points": f"{abs(change):.1f}"}


@register.simple_tag
def short_of_target(flag: Flag) -> str:
    """``{% short_of_target flag %}``: how many of the counted cases more had to be kept in time."""
    missing = max(0, math.ceil(float(flag.target) * flag.due) - flag.met)
    return ngettext(
        "%(missed)d of %(due)d cases were missed; %(missing)d more kept in time would have met the target.",
        "%(missed)d of %(due)d cases were missed; %(missing)d more kept in time would have met the target.",
        missing,
    ) % {"missed": flag.due - flag.met, "due": flag.due, "missing": missing}
