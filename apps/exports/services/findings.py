"""Records are looked at by every rule; what is found, found again or mended is written down. People decide the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.casework import books
from apps.casework.actors import record_of
from apps.casework.engine import Act
from apps.core.errors import Refused
from apps.core.ids import new_number
from apps.core.wording import moment_text
from apps.notifications.outbox import emit
from apps.organizations.scope import SYSTEM_ACTOR, Side, system_scope

from ..finding_rules import LOOKS
from ..models import ExportRecord, Finding, FindingEvent, FindingRule
from . import answers
from .people import day_of_licences, require_person

#: Cars in one transaction; the next ones are another event's.
BITE = 1_000
_LOCK = 7_302_040  # looks take turns, so that one export is found once
_S = Finding.Status
_KEY = ("vin", "exporter_id", "licence_number")


def look_later(vins: Iterable[str], *, at: datetime) -> int:
    """Let all records of these cars be looked at, in bites, after the commit; returns how many cars."""
    rest, cars = iter(vins), 0
    while bite := list(islice(rest, BITE)):
        emit("exports.look", at=at, vins=bite)
        cars += len(bite)
    return cars


@transaction.atomic
def look_at_all(*, at: datetime) -> int:
    """Let every record, and every export with an open finding, be looked at; returns how many cars. Safe twice."""
    with system_scope("cars with export records"):
        declared = ExportRecord.objects.order_by().values_list("vin")
        found = Finding.objects.filter(status__in=Finding.OPEN).order_by().values_list("vin")
        vins = declared.union(found).order_by("vin").iterator(chunk_size=BITE)
        return look_later((vin for (vin,) in vins), at=at)


@transaction.atomic
def look(vins: list[str], *, at: datetime) -> int:
    """Look at all records of these cars by every rule in force; returns how many findings changed.

    The same look again changes nothing.
    """
    with system_scope("look at export records"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        rules = FindingRule.objects.filter(in_force_to=None, code__in=LOOKS).order_by("code")
        changed = [finding for rule in rules for finding in _by_rule(rule, vins, at=at)]
        _tell(changed, at=at)
    return len(changed)


def decide(finding: Finding, act: Act) -> None:
    """What accepting and upholding ask: a person, and time to answer for whoever has not."""
    require_person(act.by, Side.AUTHORITY)
    answered = finding.events.filter(kind="explain", happened_at__gte=finding.found_at).exists()
    due = answers.due_of(finding)
    if act.step.verb == "uphold" and not answered and due is not None and act.at < due:
        raise Refused(
            _("The exporter may answer until %(day)s: it is upheld then, or once it is explained.")
            % {"day": moment_text(due)},
            code="may_still_answer",
        )


def _by_rule(rule: FindingRule, vins: list[str], *, at: datetime) -> list[Finding]:
    found = dict(_found(rule, vins, at=at))
    known = {_key(row): row for row in Finding.objects.filter(rule=rule, vin__in=vins).exclude(status=_S.MENDED)}
    fresh = [_new(rule, key, facts, at=at) for key, facts in found.items() if key not in known]
    still = [row for row in known.values() if row.status in Finding.OPEN]
    gone = [row for row in still if _key(row) not in found]
    otherwise = [row for row in still if _key(row) in found and row.seen != found[_key(row)]["seen"]]
    changed = [*fresh, *gone, *otherwise]
    if changed:
        for maker in sorted({row.manufacturer_id or 0 for row in changed}):
            books.recorded_at(maker or None, at, "exports.look")
        events = [*_begin(rule, fresh, at=at), *_mend(gone, at=at), *_see(otherwise, found, at=at)]
        actor = record_of(SYSTEM_ACTOR)
        for event in events:
            event.actor = actor
        Finding.objects.bulk_update([*gone, *otherwise], ["status", "version", "seen"], batch_size=BITE)
        FindingEvent.objects.bulk_create(events, batch_size=BITE)
    return changed


def _begin(rule: FindingRule, fresh: list[Finding], *, at: datetime) -> list[FindingEvent]:
    """Keep what is found, each with its clock."""
    vins = {row.vin for row in fresh}
    before = {_key(row) for row in Finding.objects.filter(rule=rule, vin__in=vins, status=_S.MENDED)}
    Finding.objects.bulk_create(fresh, batch_size=BITE)
    answers.start(fresh, at=at)
    return [_event("found_again" if _key(row) in before else "found", row, at=at) for row in fresh]


def _mend(gone: list[Finding], *, at: datetime) -> list[FindingEvent]:
    for row in gone:
        row.status, row.version = _S.MENDED, row.version + 1
    answers.fall_away(gone, at=at)
    return [_event("mended", row, at=at) for row in gone]


def _see(rows: list[Finding], found: Mapping[tuple[str, ...], Any], *, at: datetime) -> list[FindingEvent]:
    """Let sentences follow what is seen now; what was seen before stays in the history."""
    events = [_event("changed", row, at=at, seen=row.seen) for row in rows]
    for row in rows:
        row.seen, row.version = found[_key(row)]["seen"], row.version + 1
    return events


def _found(rule: FindingRule, vins: list[str], *, at: datetime) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Each export that the rule finds, with its sides and what was seen."""
    of_rule = LOOKS[rule.code]
    records = ExportRecord.objects.current().filter(vin__in=vins, exported_on__gte=rule.in_force_from).order_by()
    rows: QuerySet[Any, Any] = of_rule.find(records, rule, day_of_licences(at))
    for row in rows.values(*{*_KEY, "manufacturer_id", "country", *of_rule.seen}).iterator():
        seen = of_rule.tell({name: _plain(row[name]) for name in of_rule.seen})
        if seen is not None:
            yield tuple(row[name] for name in _KEY), {
                "manufacturer_id": row["manufacturer_id"], "country": row["country"], "seen": seen,
            }  # fmt: skip


def _plain(value: Any) -> Any:
    """A value as JSON keeps it: days as ISO, spans in days."""
    if isinstance(value, timedelta):
        return value.days
    return value.isoformat() if hasattr(value, "isoformat") else value


def _key(row: Finding) -> tuple[str, ...]:
    return tuple(getattr(row, name) for name in _KEY)


def _new(rule: FindingRule, key: tuple[str, ...], facts: dict[str, Any], *, at: datetime) -> Finding:
    return Finding(
        number=new_number("X"),
        rule=rule,
        found_at=at,
        **dict(zip(_KEY, key, strict=True)),
        **facts,
    )


def _event(kind: str, row: Finding, *, at: datetime, **values: Any) -> FindingEvent:
    return FindingEvent(
        finding=row, kind=kind, happened_at=at, recorded_at=at, by_side=SYSTEM_ACTOR.side.name.lower(),
        by_name=SYSTEM_ACTOR.name, values=values, **row.sides(),
    )  # fmt: skip


def _tell(changed: Iterable[Finding], *, at: datetime) -> None:
    """One fact a maker, however much was found."""
    waiting = [row.manufacturer_id for row in changed if row.status == _S.FOUND and row.manufacturer_id]
    for maker in sorted(set(waiting)):
        emit("exports.found", at=at, manufacturer=maker, count=waiting.count(maker))
