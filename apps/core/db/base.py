"""Django's PostgreSQL backend, telling each transaction who acts (see session.py)."""

from __future__ import annotations

from django.db.backends.postgresql import base

from . import session


class DatabaseWrapper(base.DatabaseWrapper):
    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # Django has it, the stubs do not
        if not autocommit:
            session.apply_at_begin(self)
