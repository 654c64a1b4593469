"""What an app says of a table that can be imported."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.tables.columns import Column
from apps.core.tables.sheet import Row
from apps.organizations.scope import Actor, Side

if TYPE_CHECKING:
    from ..jobs import Run
    from ..models import Job

#: Larger files are sent in pieces.
LARGEST_FILE = 50 * 1024 * 1024


class Importer:
    """A table that files can fill. Subclasses set the attributes and write ``compare`` and ``write``.

    ``name`` is the kind of its jobs, ``key`` the column that tells rows apart; the names of ``columns`` are those of
    the table's columns, and ``typed`` are these again with their types in SQL. Rows are compared and written by
    statements over the temporary table ``import_stage`` (see :meth:`lay_out`), in the system's scope.
    """

    name: str
    label: Any
    label_new: Any = gettext_lazy("New")
    label_changed: Any = gettext_lazy("Changed")
    sides: tuple[Side, ...]
    columns: Sequence[Column]
    key: str
    typed: str
    model: type[models.Model]
    #: Columns whose empty cell leaves what stands: ``compare`` fills these cells of ``import_stage`` in from there.
    kept_when_empty: Sequence[str] = ()
    #: Whether what was changed can be put back; else an import that changed rows cannot be undone.
    may_undo_changes = True
    #: Whether what was added can be taken back; else its app has a verb of its own for that.
    may_undo = True
    most_rows = 1_000_000

    def begin(self, by: Actor, run: Run) -> Any:
        """What checking rows needs, looked up once a run."""
        return None

    def check(self, row: Row, context: Any) -> None:
        """Refuse or warn of a row for what its cells say together; ``row.record`` may be brought into shape."""

    def compare(self, by: Actor, run: Run) -> None:
        """Give each row of ``import_stage`` that has no outcome yet one, with ``target_id``; ``before`` for changes."""
        raise NotImplementedError

    def write(self, by: Actor, run: Run) -> None:
        """Write the rows of ``import_stage`` that are new or changed, and note the ``target_id`` of new ones."""
        raise NotImplementedError

    def refuse_undo(self, job: Job) -> None:
        """Raise Refused in words where what the file of ``job`` wrote may no longer be taken back."""

    def lay_out(self, job_id: int) -> None:
        """Make ``import_stage``: the rows put aside that are right so far, with their values as typed columns.

        A table of its own, with an index and fresh statistics: the statements over all rows are planned well.
        """
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS pg_temp.import_stage")
            cursor.execute(
                f"""
                CREATE TEMPORARY TABLE import_stage ON COMMIT DROP AS
                SELECT r.id AS row_id, r.line, r.key, r.record, ''::text AS outcome, r.problems, r.warnings,
                    NULL::jsonb AS before, NULL::bigint AS target_id, s.*
                FROM casework_importrow r, jsonb_to_record(r.record) AS s ({self.typed})
                WHERE r.job_id = %s AND r.outcome <> 'refused'
                """,
                [job_id],
            )
            cursor.execute("CREATE INDEX ON import_stage (key, line)")
            cursor.execute("ANALYZE import_stage")

    def settle_repeats(self) -> None:
        """Of rows with one key the first counts: later ones are as before when they say the same, else refused."""
        message = _("The same %(column)s stands in line %(line)s already, with other facts: keep one of them.")
        column = next(column for column in self.columns if column.name == self.key)
        text = message % {"column": column.label, "line": "{line}"}
        execute(_REPEATS, [self.key, text])

    def note_written(self) -> None:
        """Put what stood and was kept into the records of the rows that were written: undo compares with these.

        Only now, since a checked file is compared anew when it is taken over.
        """
        if self.kept_when_empty:
            kept = ", ".join(f"'{name}', {name}" for name in self.kept_when_empty)
            execute(
                f"UPDATE import_stage SET record = record || jsonb_build_object({kept}) "
                "WHERE outcome IN ('new', 'changed')",
                [],
            )

    def put_back(self) -> None:
        """Note with the rows put aside what became of them."""
        execute(_PUT_BACK, [])


_REPEATS = """
UPDATE import_stage s SET
    outcome = CASE WHEN s.record = f.record THEN 'same' ELSE 'refused' END,
    problems = CASE WHEN s.record = f.record THEN s.problems ELSE
        jsonb_build_array(jsonb_build_array(%s::text, replace(%s::text, '{line}', f.line::text))) END
FROM (SELECT DISTINCT ON (key) key, line, record FROM import_stage ORDER BY key, line) f
WHERE f.key = s.key AND f.line < s.line
"""
_PUT_BACK = """
UPDATE casework_importrow r SET
    outcome = s.outcome, record = s.record, problems = s.problems, warnings = s.warnings, before = s.before,
    target_id = s.target_id
FROM import_stage s WHERE s.row_id = r.id
"""


def execute(statement: str, values: Sequence[Any]) -> int:
    """Run a statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


@contextmanager
def tried() -> Iterator[None]:
    """What is done inside is taken back at its end, so that a check says what writing would say."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def refuse_row(line: int, column: str, message: Any) -> None:
    """Refuse a row of ``import_stage`` that is right by itself but does not fit what is on record."""
    execute(
        "UPDATE import_stage SET outcome = 'refused', problems = %s::jsonb WHERE line = %s",
        [json.dumps([[column, str(message)]]), line],
    )


_importers: dict[str, Importer] = {}


def remember(importer: Importer) -> None:
    """Let an importer be found by its name."""
    _importers[importer.name] = importer


def importer_of(name: str) -> Importer:
    """The importer whose jobs are called so. Raises KeyError for none."""
    return _importers[name]


def is_import(name: str) -> bool:
    """Whether jobs of that kind read a file."""
    return name in _importers
