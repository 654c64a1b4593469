"""How much of the time of requests stood still because the owner was waited for; the rest of the pauses are named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import (
    Avg,
    Count,
    DateTimeField,
    DurationField,
    F,
    FloatField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Extract, Greatest, Least
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from apps.claims.models import Claim
from apps.duties.models import Clock, ClockInterval, Party

from .conduct import SOURCE, Conduct, Counted, say_counted
from .definition import Direction, Found, Measure, Reading, Unit
from .span import Span


@dataclass(frozen=True)
class Paused:
    """Requests' clocks with the share of their time that waited for the owner, and the mean that waited for parts."""

    owner: Counted
    parts: float


def cases(start: datetime, end: datetime) -> QuerySet[Clock]:
    """Clocks on requests that began in the time, with ``hit``: the share of their time that waited for the owner."""
    rows = Clock.objects.filter(
        subject_kind=Clock.Subject.CLAIM, counts=True, started_at__gte=start, started_at__lt=end
    )
    return rows.annotate(hit=_share(Party.OWNER, end))


def _share(party: str, end: datetime) -> Least:
    """Paused time that waited for a party ÷ time since the clock began, both up to ``end``."""
    until = Value(end, output_field=DateTimeField())
    waits = ClockInterval.objects.filter(clock=OuterRef("pk"), kind="paused", party=party, started_at__lt=end)
    length = Sum(Least(Coalesce("ended_at", until), until) - F("started_at"), output_field=DurationField())
    waited = Subquery(waits.order_by().values("clock").annotate(time=length).values("time"))
    whole = Extract(Least(Coalesce("stopped_at", until), until) - F("started_at"), "epoch")
    # What is unknown is nought before it is compared: the smaller of nothing and one would be one.
    share = Coalesce(Extract(waited, "epoch"), Value(0.0), output_field=FloatField()) / Greatest(whole, Value(1.0))
    return Least(share, Value(1.0), output_field=FloatField())


CONDUCT = Conduct(cases)


def paused_claims(span: Span) -> QuerySet[Claim]:
    """The requests that waited for their owner."""
    return Claim.objects.filter(pk__in=CONDUCT.hits(span).values("subject_id"))


def find(span: Span, own_view: bool = False) -> Paused:
    """Mean share of a clock's time paused for the owner, and for parts (1 query)."""
    rows = CONDUCT.of(span).annotate(parts=_share(Party.MANUFACTURER, span.end))
    found = rows.aggregate(hits=Sum("hit"), cases=Count("pk"), for_parts=Avg("parts"))
    return Paused(Counted(found["hits"] or 0.0, found["cases"]), found["for_parts"] or 0.0)


def say(found: Found) -> Reading:
    paused = found[find]
    cases = paused.owner.cases
    counted = ngettext("%(n)d clock of requests", "%(n)d clocks of requests", cases) % {"n": cases}
    counted += "; " + _("for parts: %(share)s") % {"share": f"{100 * paused.parts:.1f} %"}
    return say_counted(MEASURE, paused.owner, counted)


MEASURE = Measure(
    code="paused_share",
    name=gettext_noop("Time paused for the owner"),
    unit=Unit.SHARE,
    direction=Direction.NEAR_PEERS,
    formula=gettext_noop(
        "Share of a clock's time that it was paused for the owner, as the mean over clocks of requests; "
        "waits for parts are told beside it."
    ),
    source=SOURCE,
    find=find,
    say=say,
    claims=paused_claims,
    conduct=CONDUCT,
)
