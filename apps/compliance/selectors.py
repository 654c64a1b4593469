"""Reads of flags, cases and evaluations for pages and API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from apps.duties.models import Clock
from apps.organizations.scope import Side

from .models import Dispute, Evaluation, Flag, Judgement, State, Tally


def seen_countries() -> list[str]:
    """Countries with tallies behind the reader's walls."""
    return sorted(str(code) for code in Tally.objects.values_list("country", flat=True).distinct())


def flags() -> QuerySet[Flag]:
    """All flags in sight, newest first (indexes flag_country_newest, flag_maker_newest)."""
    return Flag.objects.select_related("manufacturer", "obligation").order_by("-opened_at", "-id")


def worklist(side: Side) -> QuerySet[Flag]:
    """Flags that wait for the reader's side: unseen, answered or disputed for watchers; asked for the manufacturer."""
    rows = flags().filter(ended_at=None)
    if side is Side.MANUFACTURER:
        return rows.filter(status=Flag.Status.STATEMENT_ASKED)
    disputed = Exists(Dispute.objects.filter(flag=OuterRef("pk"), status=Dispute.Status.OPEN))
    return rows.filter(Q(status__in=[Flag.Status.OPEN, Flag.Status.ANSWERED]) | disputed)


def cases(*, at: datetime) -> QuerySet[Clock]:
    """Counting clocks due by ``at``, latest due first: what any share is made of."""
    return (
        Clock.objects.filter(counts=True, obligation__judged=True, due_at__lte=at, manufacturer__isnull=False)
        .exclude(ending=Clock.Ending.FELL_AWAY, stopped_at__lte=F("due_at"))
        .select_related("obligation", "manufacturer", "dealer")
        .order_by("-due_at", "-id")
    )


def cases_of(flag: Flag) -> QuerySet[Clock]:
    """The clocks that the newest evidence of a flag counted, latest due first."""
    newest = flag.evidence.order_by("-sequence").values_list("clock_ids", flat=True).first() or []
    rows = Clock.objects.filter(pk__in=newest).select_related("obligation", "manufacturer", "dealer")
    return rows.order_by("-due_at", "-id")


@dataclass(frozen=True)
class Headline:
    """How many manufacturers stand where, by the gravest of their cells, and how many flags are open."""

    lagging: int
    watch: int
    compliant: int
    not_enough_data: int
    open_flags: int


def headline(states: dict[int, str]) -> Headline:
    """Count manufacturers by state and open flags (1 query)."""
    counts = {state: sum(1 for s in states.values() if s == state) for state in State}
    return Headline(
        lagging=counts[State.LAGGING],
        watch=counts[State.WATCH],
        compliant=counts[State.COMPLIANT],
        not_enough_data=counts[State.NOT_ENOUGH_DATA],
        open_flags=Flag.objects.filter(ended_at=None).count(),
    )


def judgements(manufacturer_id: int) -> QuerySet[Judgement]:
    """The newest judgement of each cell of a manufacturer in sight."""
    return (
        Judgement.objects.filter(manufacturer_id=manufacturer_id)
        .select_related("obligation")
        .order_by("obligation_id", "scope_kind", "scope_code")
    )


def evaluations() -> QuerySet[Evaluation]:
    """Runs, newest first (index evaluation_newest)."""
    return Evaluation.objects.order_by("-started_at", "-id")
