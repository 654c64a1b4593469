"""Django's PostgreSQL backend, telling each transaction who acts (see session.py)."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base

from . import session


class DatabaseWrapper(base.DatabaseWrapper):
    #: What was read in this transaction and stays true until it ends (see once.py).
    known: dict[Any, Any]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = {}

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # Django has it, the stubs do not
        self.known = {}
        if not autocommit:
            session.apply_at_begin(self)

    def _savepoint_rollback(self, sid: str) -> None:
        # Rows that were made since are no more.
        self.known = {}
        super()._savepoint_rollback(sid)  # type: ignore[misc]
