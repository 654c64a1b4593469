"""Reads of flags, cases and evaluations for pages and API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Case, Count, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, TextChoices, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from apps.duties.models import Clock
from apps.duties.outcomes import counted
from apps.organizations.scope import Side

from .frozen.keeping import cases_of as frozen_in
from .models import Dispute, Evaluation, Flag, FrozenCase, Head, Judgement, State


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


class Counting(TextChoices):
    """What a case of a flag was counted as."""

    IN_WINDOW = "in_window", _("In the window")
    YEAR_BEFORE = "year_before", _("In the year before")
    UNPROVEN = "unproven", _("No: car not verified")
    TAKEN_OUT = "taken_out", _("No: taken out by a decision")


@dataclass(frozen=True)
class CaseOfFlag:
    """A case as evidence froze it, the clock that it is, and what it was counted as."""

    clock: Clock
    frozen: FrozenCase
    counting: Counting


def cases_behind(flag: Flag) -> QuerySet[FrozenCase]:
    """Every case that the newest evidence of a flag rests on, for pages by due time (index frozencase_due).

    None for evidence from before cases were frozen.
    """
    newest = flag.evidence.defer("cases", "clock_ids").order_by("-sequence").first()
    return frozen_in(newest) if newest else FrozenCase.objects.none()


def with_clocks(flag: Flag, rows: Sequence[FrozenCase]) -> list[CaseOfFlag]:
    """Some cases behind a flag with their clocks, and what each was counted as by the newest evidence (2 queries)."""
    ids = [row.clock_id for row in rows]
    clocks = Clock.objects.select_related("obligation", "manufacturer", "dealer").in_bulk(ids)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [ids, flag.pk])
        window = {pk for (pk,) in cursor.fetchall()}
    return [CaseOfFlag(clocks[row.clock_id], row, _counting(row, row.clock_id in window)) for row in rows]


_COUNTED = """
    SELECT id FROM unnest(%s::bigint[]) id WHERE id = ANY (
        (SELECT clock_ids FROM compliance_flagevidence WHERE flag_id = %s ORDER BY sequence DESC LIMIT 1)::bigint[])
"""


def _counting(row: FrozenCase, in_window: bool) -> Counting:
    if in_window:
        return Counting.IN_WINDOW
    if any(end is None for _start, end, _decision in row.taken_out or []):
        return Counting.TAKEN_OUT
    return Counting.UNPROVEN if row.unproven else Counting.YEAR_BEFORE


def rests_on(flag: Flag, clock_id: int) -> bool:
    """Whether any evidence of a flag rests on a case: in its window, or in the year before it."""
    frozen = FrozenCase.objects.filter(flag=flag, clock_id=clock_id, gone=False)
    return frozen.exists() or flag.evidence.filter(clock_ids__contains=[clock_id]).exists()


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
