"""Registration certificates from a file, each good line as :func:`record_certificate` or a correction would take it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.casework.actors import record_of
from apps.casework.imports import Importer
from apps.casework.imports.importer import execute, refuse_row
from apps.casework.jobs import Run
from apps.core.errors import Refused
from apps.core.tables.sheet import Row
from apps.organizations.scope import Actor, Side

from ..certificate_columns import CERTIFICATE_COLUMNS
from ..certified import FACTS, Certified, problems_of
from ..models import Certificate
from .acting import Senders, senders_of
from .certificates import maker_of
from .findings import look_later
from .imports import overtaken, refuse_where, written
from .people import day_of_licences

_TABLE = Certificate._meta.db_table
_FACTS = ", ".join(FACTS)
_SAME_GIVER = "r.vin = s.vin AND r.exporter IS NOT DISTINCT FROM s.exporter"
_CURRENT = f"NOT EXISTS (SELECT FROM {_TABLE} later WHERE later.supersedes_id = r.id)"


@dataclass(frozen=True)
class _Context:
    today: date
    senders: Senders


class CertificateImporter(Importer):
    """A line that repeats one on record changes nothing; with a reason it takes the place of one of the same giver."""

    name = "exports.certificates"
    label = gettext_lazy("Import of registration certificates")
    label_new = gettext_lazy("Added")
    sides = (Side.MANUFACTURER, Side.AUTHORITY)
    columns = CERTIFICATE_COLUMNS
    key = "vin"
    typed = (
        "vin text, exporter text, certificate_number text, brand text, model_name text, first_registered_on date, "
        "transferred_on date, reason text, manufacturer_id bigint, supersedes_id bigint"
    )
    model = Certificate
    may_undo_changes = False
    # What was shown stays shown: it is put right by another row.
    may_undo = False

    def begin(self, by: Actor, run: Run) -> _Context:
        return _Context(day_of_licences(run.now()), senders_of(by))

    def check(self, row: Row, context: _Context) -> None:
        told = Certified.as_told(row.record)
        row.record |= {name: getattr(told, name) for name in ("exporter", "certificate_number", "brand", "model_name")}
        for problem in problems_of(told, today=context.today):
            row.refuse(problem.field, problem.message)
        try:
            row.record["manufacturer_id"] = maker_of(told, context.senders)
        except Refused as refused:
            row.refuse(refused.field, refused.message)

    def compare(self, by: Actor, run: Run) -> None:
        staged, stored = (", ".join(f"{side}.{name}" for name in FACTS) for side in ("s", "r"))
        execute(
            f"UPDATE import_stage s SET outcome = 'same', target_id = r.id FROM {_TABLE} r "
            f"WHERE s.outcome = '' AND {_SAME_GIVER} AND ({staged}) IS NOT DISTINCT FROM ({stored})",
            [],
        )
        execute(
            f"UPDATE import_stage s SET outcome = 'new', supersedes_id = r.id FROM {_TABLE} r "
            f"WHERE s.outcome = '' AND s.reason <> '' AND {_SAME_GIVER} AND {_CURRENT}",
            [],
        )
        refuse_where(
            "s.reason <> ''",
            "reason",
            _("Nothing is on record to be corrected: leave the reason of a correction empty."),
        )
        refuse_where(
            f"EXISTS (SELECT FROM {_TABLE} r WHERE {_SAME_GIVER})",
            "vin",
            _("Another certificate of this car is on record from the same giver: give the reason of the correction."),
        )
        execute("UPDATE import_stage SET outcome = 'new' WHERE outcome = ''", [])

    def write(self, by: Actor, run: Run) -> None:
        execute(
            f"""
            WITH written AS (
                INSERT INTO {_TABLE} ({_FACTS}, sha256, reason, manufacturer_id, supersedes_id, recorded_at, actor_id)
                SELECT {_FACTS}, '', reason, manufacturer_id, supersedes_id, %s, %s
                FROM import_stage WHERE outcome = 'new' ORDER BY line
                ON CONFLICT DO NOTHING
                RETURNING id, vin, exporter
            )
            UPDATE import_stage s SET target_id = r.id FROM written r WHERE s.outcome = 'new' AND {_SAME_GIVER}
            """,
            [run.now(), record_of(by).pk],
        )
        for line in overtaken():
            refuse_row(line, "vin", _("It was recorded by somebody else this very moment: send it again."))
        look_later(written(), at=run.now())


CERTIFICATES = CertificateImporter()
