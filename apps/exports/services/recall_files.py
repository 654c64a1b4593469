"""The list of a recall from a file of VINs, or from a rule that finds many cars: work that a job does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.casework import books
from apps.casework.imports import Importer
from apps.casework.imports.importer import execute
from apps.casework.jobs import JobKind, Run, start_job
from apps.casework.models import Job
from apps.core.errors import Refused
from apps.core.tables.sheet import Row
from apps.organizations.door import door
from apps.organizations.scope import Actor, Side
from apps.vehicles.services.exports import maker_codes
from apps.vehicles.vin_reading import read_vin

from ..columns import RECALL_COLUMNS
from ..models import Recall, RecallCar
from .recall_lists import CarRule, cars_by_rule, list_by_rule, refuse_listing, was_listed

RULE_KIND = "exports.recall_rule"
#: So many cars are put on a list while the person waits; more by a worker.
_AT_ONCE = 20_000
_CARS = RecallCar._meta.db_table


@dataclass(frozen=True)
class _Context:
    recall: Recall
    codes: dict[str, int]


class RecallImporter(Importer):
    """A VIN that is on the list already changes nothing; one that the portal does not know is kept, and told about."""

    name = "exports.recall"
    label = gettext_lazy("Import of the VINs of a recall")
    label_new = gettext_lazy("Put on the list")
    sides = (Side.MANUFACTURER, Side.REGULATOR, Side.AUTHORITY)
    columns = RECALL_COLUMNS
    key = "vin"
    typed = "vin text, recall_id bigint"
    model = RecallCar
    may_undo_changes = False

    def begin(self, by: Actor, run: Run) -> _Context:
        found = Recall.objects.filter(number=run.job.arguments.get("recall", "")).first()
        if found is None:
            raise Refused(_("There is no such recall: send the file from the page of one."))
        refuse_listing(found, by)
        return _Context(found, maker_codes())

    def check(self, row: Row, context: _Context) -> None:
        reading, maker = read_vin(row.record["vin"]), context.recall.manufacturer_id
        if context.codes.get(reading.wmi, maker) != maker:
            row.refuse("vin", _("VINs that begin with %(wmi)s are another maker's.") % {"wmi": reading.wmi})
        for note in reading.warnings:
            if note.strong:
                row.warn("vin", note.message)
        row.record["recall_id"] = context.recall.pk

    def compare(self, by: Actor, run: Run) -> None:
        recall = _recall_of_stage()
        if recall is None:
            return
        refuse_listing(recall, by)
        execute(
            f"UPDATE import_stage s SET outcome = 'same', target_id = c.id FROM {_CARS} c "
            "WHERE s.outcome = '' AND c.recall_id = s.recall_id AND c.vin = s.vin",
            [],
        )
        _refuse(
            "v.manufacturer_id IS NOT NULL AND v.manufacturer_id <> %s",
            _("It is on record as another maker's car."),
            recall.manufacturer_id,
        )
        if recall.country:
            _refuse(
                "v.country <> %s", _("It was exported to another country than the order is for."), str(recall.country)
            )
        execute(
            "UPDATE import_stage s SET outcome = 'new', warnings = s.warnings || CASE WHEN EXISTS "
            "(SELECT FROM vehicles_vehicle v WHERE v.vin = s.vin) THEN '[]'::jsonb ELSE %s::jsonb END "
            "WHERE s.outcome = ''",
            [json.dumps([["vin", _unknown()]])],
        )

    def write(self, by: Actor, run: Run) -> None:
        recall = _recall_of_stage()
        if recall is None:
            return
        books.recorded_at(recall.manufacturer_id, run.now(), self.name)
        execute(
            f"""
            WITH written AS (
                INSERT INTO {_CARS} (recall_id, vin, manufacturer_id, country, added_at)
                SELECT s.recall_id, s.vin, %s, coalesce(v.country, ''), %s
                FROM import_stage s LEFT JOIN vehicles_vehicle v ON v.vin = s.vin
                WHERE s.outcome = 'new' ORDER BY s.line
                ON CONFLICT DO NOTHING
                RETURNING id, vin
            )
            UPDATE import_stage s SET target_id = written.id FROM written
            WHERE s.outcome = 'new' AND s.vin = written.vin
            """,
            [recall.manufacturer_id, run.now()],
        )
        # Put there by somebody else this very moment: it is on the list all the same.
        execute("UPDATE import_stage SET outcome = 'same' WHERE outcome = 'new' AND target_id IS NULL", [])
        count = _count("new")
        with door("exports.recall"):
            was_listed(recall, count, how=run.job.title, by=by, at=run.now())

    def refuse_undo(self, job: Job) -> None:
        recall = Recall.objects.filter(number=job.arguments.get("recall", "")).first()
        if recall is not None and recall.published_at is not None:
            raise Refused(
                _("Cannot be undone: %(number)s is published. Say of each car why nothing is to be done with it.")
                % {"number": recall.number}
            )


def _unknown() -> str:
    return _("The portal does not know this car yet: it is kept on the list, and its owner is told when it comes.")


def _recall_of_stage() -> Recall | None:
    """The recall that the rows are for; None when no row was right."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(recall_id) FROM import_stage")
        return Recall.objects.filter(pk=cursor.fetchone()[0]).first()


def _count(outcome: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM import_stage WHERE outcome = %s", [outcome])
        return int(cursor.fetchone()[0])


def _refuse(condition: str, message: str, value: Any) -> None:
    execute(
        "UPDATE import_stage s SET outcome = 'refused', "
        "problems = jsonb_build_array(jsonb_build_array('vin', %s::text)) "
        f"FROM vehicles_vehicle v WHERE s.outcome = '' AND v.vin = s.vin AND {condition}",
        [message, value],
    )


RECALL_LIST = RecallImporter()


def put_by_rule(*, recall: Recall, rule: CarRule, by: Actor, at: datetime) -> tuple[int, Job | None]:
    """Put the cars on the list that a rule finds: how many, or the job that does it where there are many.

    Raises what ``cars_by_rule`` and ``list_by_rule`` do.
    """
    if cars_by_rule(recall, rule).count() <= _AT_ONCE:
        return list_by_rule(recall=recall, rule=rule, by=by, at=at), None
    arguments = {"recall": recall.number, "rule": rule_as_json(rule)}
    title = f"{recall.number}: {rule.said()}"
    return 0, start_job(kind=RULE_KIND, title=title, arguments=arguments, by=by, at=at)


def run_rule(run: Run) -> None:
    """Put the cars on the list that a rule finds: one statement, so that it is done whole or not at all."""
    with run.batch():
        recall = Recall.objects.get(number=run.job.arguments["recall"])
        rule = rule_from(run.job.arguments["rule"])
        run.done = run.total = list_by_rule(recall=recall, rule=rule, by=run.actor, at=run.now())
        run.result = {"new": run.done}


def rule_as_json(rule: CarRule) -> dict[str, Any]:
    """A rule as the arguments of a job keep it."""
    values = {name: getattr(rule, name) for name in CarRule.__dataclass_fields__}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items() if value}


def rule_from(kept: dict[str, Any]) -> CarRule:
    """The rule again."""
    days = {name: date.fromisoformat(text) for name, text in kept.items() if name not in ("models", "plant")}
    return CarRule(models=tuple(kept.get("models", ())), plant=kept.get("plant", ""), **days)


RULE_JOB = JobKind(RULE_KIND, gettext_lazy("Cars of a recall by rule"), run_rule)
