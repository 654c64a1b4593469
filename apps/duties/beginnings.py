"""From which day a rule holds that comes with a migration: no clock of the past may change by it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

#: As the first settings of a new house.
EVER: Final = date(1990, 1, 1)


def first_day(schema_editor: Any) -> date:
    """The day after tomorrow where there are clocks, wherever on earth they run; else as the first settings."""
    return datetime.now(UTC).date() + timedelta(days=2) if has_clocks(schema_editor) else EVER


def has_clocks(schema_editor: Any) -> bool:
    """Whether any duty ever ran here. The owner of the tables sees no rows behind the walls, so they stand aside."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT relforcerowsecurity FROM pg_class WHERE oid = 'duties_clock'::regclass")
        walled = bool(cursor.fetchone()[0])
        if walled:
            cursor.execute("ALTER TABLE duties_clock NO FORCE ROW LEVEL SECURITY")
        cursor.execute("SELECT EXISTS (SELECT FROM duties_clock)")
        found = bool(cursor.fetchone()[0])
        if walled:
            cursor.execute("ALTER TABLE duties_clock FORCE ROW LEVEL SECURITY")
    return found
