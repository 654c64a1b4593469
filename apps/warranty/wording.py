"""Terms and covers in words, as owners, workshops and buyers read them: numbers beside every reason."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.vehicles.wording import said_day, said_km

from .cover import Cover
from .coverage import Span, Term, Verdict
from .groups import Group
from .legal import Guarantee


def group_name(group: str) -> str:
    """A group of parts as people read it."""
    return str(Group(group).label) if group in Group.values else group


def said_term(term: Term) -> str:
    """``36 months or 100,000 km, whichever comes first``; of a battery with the capacity that it keeps."""
    limits = said_limits(term)
    if term.capacity_percent is None:
        return limits
    return _("%(limits)s, at least %(percent)d %% of its capacity") % {
        "limits": limits,
        "percent": term.capacity_percent,
    }


def said_limits(term: Term) -> str:
    """The months and kilometres of a term."""
    months = (
        ngettext("%(count)d month", "%(count)d months", term.months) % {"count": term.months} if term.months else ""
    )
    if term.kilometres is None:
        return _("%(months)s, whatever the distance") % {"months": months}
    km = said_km(term.kilometres)
    if not months:
        return _("%(km)s km, whatever the time") % {"km": km}
    return _("%(months)s or %(km)s km, whichever comes first") % {"months": months, "km": km}


def said_until(span: Span) -> str:
    """Until when and how far it lasts."""
    day = said_day(span.last_day) if span.last_day else ""
    km = "" if span.last_km is None else said_km(span.last_km)
    if day and km:
        return _("until %(day)s or %(km)s km, whichever comes first") % {"day": day, "km": km}
    if day:
        return _("until %(day)s, whatever the distance") % {"day": day}
    return _("up to %(km)s km, whatever the time") % {"km": km}


def said_cover(cover: Cover) -> str:
    """Whether it is covered, by which plan, until when; or the one reason why not."""
    span, plan = cover.span, cover.plan
    values = {
        "group": group_name(cover.group),
        "plan": plan.name if plan else "",
        "until": said_until(span) if span else "",
        "day": said_day(span.last_day) if span and span.last_day else "",
        "first": said_day(span.first_day) if span else "",
        "most": said_km(span.last_km) if span and span.last_km is not None else "",
        "km": said_km(cover.odometer_km),
    }
    sentence = _OF_A_REPAIR if cover.covered and cover.decision.by_repair else _SENTENCES[cover.verdict]
    return str(sentence) % values


_OF_A_REPAIR = gettext_lazy("By “%(plan)s”, as a part that was fitted in a repair: %(until)s.")
_SENTENCES = {
    Verdict.COVERED: gettext_lazy("By “%(plan)s”, %(group)s: %(until)s."),
    Verdict.NOT_BEGUN: gettext_lazy("Not begun: the warranty begins on %(first)s."),
    Verdict.ENDED_BY_DAY: gettext_lazy("Ended by date: “%(plan)s” covered “%(group)s” until %(day)s."),
    Verdict.ENDED_BY_DISTANCE: gettext_lazy(
        "Ended by distance: “%(plan)s” covers “%(group)s” up to %(most)s km, and the car shows %(km)s km."
    ),
    Verdict.EXCLUDED: gettext_lazy("Not covered: “%(plan)s” leaves “%(group)s” out."),
    Verdict.NOT_IN_PLAN: gettext_lazy("Not covered by this plan: “%(plan)s” has no term for “%(group)s”."),
    Verdict.NOT_TRANSFERRED: gettext_lazy("Not covered: “%(plan)s” does not go to the next owner of a car."),
    Verdict.NO_TERM: gettext_lazy("No warranty term is on record for this car."),
}


def said_law(law: Guarantee) -> str:
    """Until when the legal guarantee of the destination lasts, with its instrument."""
    cited = ", ".join(filter(None, [law.right.instrument, law.right.article]))
    span = Span(law.starts_on, law.ends_on, law.kilometres)
    return _("The law covers it %(until)s (%(law)s).") % {"until": said_until(span), "law": cited}


def said_time_left(cover: Cover) -> str:
    """What is left by date: months, or days in the last two; empty where there is no limit by date."""
    if cover.days_left is None or cover.months_left is None:
        return ""
    if cover.months_left >= 2:
        months = cover.months_left
        return ngettext("%(count)d month left", "%(count)d months left", months) % {"count": months}
    return ngettext("%(count)d day left", "%(count)d days left", cover.days_left) % {"count": cover.days_left}


def said_km_left(cover: Cover) -> str:
    """What is left by distance; empty where there is no limit by distance."""
    return "" if cover.km_left is None else _("%(km)s km left") % {"km": said_km(cover.km_left)}


def said_sale(first: date, last: date | None) -> str:
    """The days on which cars are delivered that a plan is for."""
    if last is None:
        return _("from %(day)s") % {"day": said_day(first)}
    return _("%(first)s to %(last)s") % {"first": said_day(first), "last": said_day(last)}
