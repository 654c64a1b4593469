"""Reads of flags, cases and evaluations for pages and API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Case, Count, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from apps.duties.models import Clock
from apps.duties.outcomes import counted
from apps.organizations.scope import Side

from .frozen import Frozen
from .models import Dispute, Evaluation, Flag, Head, Judgement, State


def seen_countries() -> list[str]:
    """Countries with tallies behind the reader's walls, in order.

    From one country to the next by an index (tally_country_day, tally_once): a row is read for each, not all of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SEEN_COUNTRIES)
        return [country for (country,) in cursor.fetchall()]


_SEEN_COUNTRIES = """
    WITH RECURSIVE seen AS (
        (SELECT country FROM compliance_tally ORDER BY country LIMIT 1)
        UNION ALL
        SELECT (SELECT country FROM compliance_tally WHERE country > seen.country ORDER BY country LIMIT 1)
        FROM seen WHERE country IS NOT NULL
    ) SELECT country FROM seen WHERE country IS NOT NULL
"""


def heads() -> QuerySet[Head]:
    """The published heads; everybody sees them."""
    return Head.objects.order_by("-day")


def flags() -> QuerySet[Flag]:
    """All flags in sight, newest first (indexes flag_country_newest, flag_maker_newest)."""
    return Flag.objects.select_related("manufacturer", "obligation").order_by("-opened_at", "-id")


def worklist(side: Side, *, at: datetime) -> QuerySet[Flag]:
    """Flags that wait for the reader's side, gravest first, then oldest.

    For watchers: unseen, answered, with cases disputed, or with a statement that is late; for the manufacturer:
    those on which its statement is asked. Rows carry ``disputed`` and ``statement_due``.
    """
    rows = flags().filter(ended_at=None).annotate(disputed=_disputed(), statement_due=_statement_due(), grave=_grave())
    if side is Side.MANUFACTURER:
        mine = rows.filter(status=Flag.Status.STATEMENT_ASKED)
    else:
        late = Q(status=Flag.Status.STATEMENT_ASKED, statement_due__lt=at)
        fresh = Q(status__in=[Flag.Status.OPEN, Flag.Status.ANSWERED])
        mine = rows.filter(fresh | late | Q(disputed__gt=0))
    return mine.order_by("grave", "opened_at", "id")


def _disputed() -> Coalesce:
    rows = Dispute.objects.filter(flag=OuterRef("pk"), status=Dispute.Status.OPEN).order_by().values("flag")
    return Coalesce(Subquery(rows.annotate(n=Count("id")).values("n"), output_field=IntegerField()), 0)


def _statement_due() -> Subquery:
    clocks = Clock.objects.filter(subject_kind=Clock.Subject.FLAG, subject_id=OuterRef("pk"), stopped_at=None)
    return Subquery(clocks.values("due_at")[:1])


def _grave() -> Case:
    order = (Flag.Severity.HIGH, Flag.Severity.MEDIUM)
    return Case(
        *(When(severity=severity, then=place) for place, severity in enumerate(order)),
        default=len(order),
        output_field=IntegerField(),
    )


def cases(*, at: datetime) -> QuerySet[Clock]:
    """Counting clocks due by ``at``, latest due first: what any share is made of."""
    return (
        Clock.objects.filter(counted(), obligation__judged=True, due_at__lte=at)
        .select_related("obligation", "manufacturer", "dealer")
        .order_by("-due_at", "-id")
    )


def cases_of(flag: Flag) -> QuerySet[Clock]:
    """The clocks that the newest evidence of a flag counted, latest due first."""
    newest = flag.evidence.order_by("-sequence").values_list("clock_ids", flat=True).first() or []
    rows = Clock.objects.filter(pk__in=newest).select_related("obligation", "manufacturer", "dealer")
    return rows.order_by("-due_at", "-id")


def cases_behind(flag: Flag) -> tuple[QuerySet[Clock], list[Frozen], set[int]]:
    """Every case that the newest evidence of a flag rests on, latest due first (index clock_latest_due).

    With them: each as it was frozen, and the ids of those that were counted in the window.
    """
    newest = flag.evidence.order_by("-sequence").values_list("cases", "clock_ids").first()
    frozen, counted_ids = newest or (None, [])
    cases: list[Frozen] = frozen or []
    ids = {*counted_ids, *(case["id"] for case in cases)}
    rows = Clock.objects.filter(pk__in=ids, due_at__isnull=False).select_related("obligation", "manufacturer", "dealer")
    return rows.order_by("-due_at", "-id"), cases, set(counted_ids)


def rests_on(flag: Flag, clock_id: int) -> bool:
    """Whether any evidence of a flag rests on a case: in its window, or in the year before it."""
    counted = Q(clock_ids__contains=[clock_id]) | Q(cases__contains=[{"id": clock_id}])
    return flag.evidence.filter(counted).exists()


@dataclass(frozen=True)
class Headline:
    """How many manufacturers stand where, by the gravest of their cells, and how many flags are open."""

    lagging: int
    watch: int
    compliant: int
    not_enough_data: int
    open_flags: int


def headline(states: Iterable[str]) -> Headline:
    """Count manufacturers by state, and open flags (1 query)."""
    counts = Counter(states)
    return Headline(
        lagging=counts[State.LAGGING],
        watch=counts[State.WATCH],
        compliant=counts[State.COMPLIANT],
        not_enough_data=counts[State.NOT_ENOUGH_DATA],
        open_flags=Flag.objects.filter(ended_at=None).count(),
    )


def judgements() -> QuerySet[Judgement]:
    """The newest judgement of each cell in sight, by duty and place."""
    return Judgement.objects.select_related("obligation", "manufacturer").order_by(
        "obligation_id", "scope_kind", "scope_code", "id"
    )


def newest_judgement() -> datetime | None:
    """The latest moment as of which anything in sight was judged."""
    newest: datetime | None = Judgement.objects.aggregate(newest=Max("as_of"))["newest"]
    return newest


def evaluations() -> QuerySet[Evaluation]:
    """Runs, newest first (index evaluation_newest)."""
    return Evaluation.objects.order_by("-started_at", "-id")


def running_evaluation() -> Evaluation | None:
    """The newest run that is under way."""
    return evaluations().filter(status=Evaluation.Status.RUNNING).first()
