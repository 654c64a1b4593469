"""Runs of the evaluation over many manufacturers: begun once, done part by part, resumed after any accident."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Func, Value

from apps.notifications.alarms import sound
from apps.organizations.scope import system_scope

from .evaluation import Outcome, evaluate_manufacturer, manufacturers_to_judge, take_turn
from .models import Evaluation, TouchedCell
from .ruling import rule_in_force
from .seals.making import seal

logger = logging.getLogger("sanbao.compliance")
#: A run not finished after this long has lost a message somewhere and is handed out again.
STALE = timedelta(minutes=10)


def begin_nightly(*, at: datetime) -> tuple[Evaluation, bool]:
    """Begin the evaluation of all manufacturers as of the last midnight (UTC); once, however often it is called."""
    as_of = at.replace(hour=0, minute=0, second=0, microsecond=0)
    with system_scope("nightly evaluation"):
        makers = manufacturers_to_judge()
        return Evaluation.objects.get_or_create(
            kind=Evaluation.Kind.NIGHTLY, as_of=as_of, defaults=_new(makers, as_of=as_of, at=at)
        )


def begin_manual(makers: list[int], *, as_of: datetime, at: datetime) -> Evaluation:
    """Record a run by hand over some manufacturers."""
    return Evaluation.objects.create(kind=Evaluation.Kind.MANUAL, as_of=as_of, **_new(makers, as_of=as_of, at=at))


def _new(makers: list[int], *, as_of: datetime, at: datetime) -> dict[str, object]:
    return {
        "rule_version": rule_in_force(as_of).id,
        "started_at": at,
        "manufacturers": len(makers),
        "waiting": makers,
        "status": Evaluation.Status.RUNNING if makers else Evaluation.Status.DONE,
        "finished_at": None if makers else at,
    }


def do_part(evaluation_id: int, manufacturer_id: int, *, at: datetime) -> Outcome | None:
    """Judge one manufacturer of a run; None when that part is done already.

    The judgement, the flags and the mark that the part is done are one transaction: killed in the middle, nothing
    of it happened and the part is done again.
    """
    with system_scope(f"evaluation {evaluation_id} of manufacturer {manufacturer_id}"):
        take_turn(manufacturer_id)  # first, so that a part handed out twice is found done and not done again
        run = Evaluation.objects.get(pk=evaluation_id)
        if manufacturer_id not in run.waiting:
            return None
        outcome = evaluate_manufacturer(manufacturer_id, as_of=run.as_of, at=at)
        if outcome.known_at is not None:
            seal(manufacturer_id, known_at=outcome.known_at)
        changes = outcome.changes
        if not _take_off(
            run, manufacturer_id, opened=F("opened") + changes.opened, cleared=F("cleared") + changes.cleared
        ):
            raise RuntimeError(f"part {manufacturer_id} of evaluation {evaluation_id} was done meanwhile")
        _finish(run, at=at)
        return outcome


def fail_part(evaluation_id: int, manufacturer_id: int, error: str, *, at: datetime) -> None:
    """Record that a manufacturer could not be judged; the others go on."""
    logger.error("evaluation %s: manufacturer %s failed: %s", evaluation_id, manufacturer_id, error)
    with system_scope(f"evaluation {evaluation_id}: report a failure"):
        run = Evaluation.objects.select_for_update().get(pk=evaluation_id)
        if _take_off(run, manufacturer_id):
            run.errors.append({"manufacturer": manufacturer_id, "error": error[:500]})
            Evaluation.objects.filter(pk=run.pk).update(errors=run.errors)
            sound("evaluation", f"manufacturer {manufacturer_id}", f"could not be judged: {error[:500]}", at=at)
            _finish(run, at=at)


def _take_off(run: Evaluation, manufacturer_id: int, **updates: object) -> bool:
    """Take a manufacturer off the waiting list; False when another worker did."""
    rows = Evaluation.objects.filter(pk=run.pk, waiting__contains=[manufacturer_id])
    remove = Func(F("waiting"), Value(manufacturer_id), function="array_remove")
    return rows.update(waiting=remove, **updates) == 1


def _finish(run: Evaluation, *, at: datetime) -> None:
    run.refresh_from_db()
    if not run.waiting and run.finished_at is None:
        run.finished_at = at
        run.status = Evaluation.Status.FAILED if run.errors else Evaluation.Status.DONE
        run.save(update_fields=["finished_at", "status"])


def stale_parts(*, at: datetime) -> list[tuple[int, int]]:
    """Parts of runs that should have been finished: (evaluation, manufacturer), to be handed out again."""
    with system_scope("look for interrupted evaluations"):
        runs = Evaluation.objects.filter(status=Evaluation.Status.RUNNING, started_at__lt=at - STALE)
        return [(run.pk, maker) for run in runs for maker in run.waiting]


def take_touched(*, at: datetime) -> list[int]:
    """Manufacturers whose tallies changed since they were judged.

    Their marks go only in the transaction that judges them (``evaluate_touched``).
    """
    with system_scope("look for touched cells"):
        makers = TouchedCell.objects.filter(touched_at__lte=at).values_list("manufacturer_id", flat=True)
        return sorted(set(makers))


def evaluate_touched(manufacturer_id: int, *, at: datetime) -> Outcome:
    """Judge a touched manufacturer as of now and take its marks off, in one transaction.

    When a later moment was judged meanwhile the marks stay: what they stand for may have come after that look.
    """
    with system_scope(f"touched cells of manufacturer {manufacturer_id}"), transaction.atomic():
        take_turn(manufacturer_id)
        marks = TouchedCell.objects.select_for_update(skip_locked=True).filter(manufacturer_id=manufacturer_id)
        taken = [mark.pk for mark in marks]
        outcome = evaluate_manufacturer(manufacturer_id, as_of=at, at=at)
        if outcome.recorded:
            TouchedCell.objects.filter(pk__in=taken).delete()
        return outcome
