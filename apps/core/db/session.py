"""What a database transaction is told about who is acting, and nothing more.

The current session settings live in a context variable. The database backend applies them as the first
statement of each transaction (``set_config(..., is_local => true)``), so they end with it: a pooled
connection can never carry one tenant's scope into another's request.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus

RUNTIME_ROLE = "sanbao_app"


@dataclass(frozen=True)
class SessionSettings:
    """One database role and the values its policies compare with.

    ``side`` is the role of whoever acts; it differs from ``role`` behind a door (apps/organizations/door.py).
    ``vin`` is the one car that the public asks about.
    """

    role: str = RUNTIME_ROLE
    user_id: int | None = None
    organization_id: int | None = None
    countries: tuple[str, ...] = ()
    side: str = ""
    vin: str = ""

    def as_parameters(self) -> list[str]:
        return [
            self.role,
            "" if self.user_id is None else str(self.user_id),
            "" if self.organization_id is None else str(self.organization_id),
            ",".join(filter(None, self.countries)),
            self.side or self.role,
            self.vin,
        ]


NOBODY = SessionSettings()
_current: ContextVar[SessionSettings] = ContextVar("sanbao_session_settings", default=NOBODY)

_APPLY = (
    "SELECT set_config('role', %s, true), set_config('app.user_id', %s, true), "
    "set_config('app.organization_id', %s, true), set_config('app.countries', %s, true), "
    "set_config('app.side', %s, true), set_config('app.vin', %s, true)"
)


def current() -> SessionSettings:
    """Return the settings in force in this context."""
    return _current.get()


def apply(connection: BaseDatabaseWrapper) -> None:
    """Send the current settings to ``connection``, inside its open transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_APPLY, current().as_parameters())


def apply_at_begin(connection: BaseDatabaseWrapper) -> None:
    """Called by the backend when a transaction begins; nobody in scope costs no round trip."""
    if connection.alias == DEFAULT_DB_ALIAS and current() is not NOBODY:
        apply(connection)


@contextmanager
def use(settings: SessionSettings) -> Iterator[None]:
    """Run the block in one transaction under ``settings``; the settings around it come back after it."""
    connection = connections[DEFAULT_DB_ALIAS]
    # What a transaction was told at its beginning, or by the block around, is not told again.
    others = connection.in_atomic_block and settings != current()
    token = _current.set(settings)
    try:
        with transaction.atomic():
            if others:
                apply(connection)
            yield
    finally:
        _current.reset(token)
        if others and connection.in_atomic_block and not connection.needs_rollback:
            apply(connection)


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Run the block as another role for whoever acts, inside the open transaction: one round trip in, one out.

    No savepoint is made: what fails inside is undone by the transaction or savepoint around, which also brings the
    settings back. Raises RuntimeError when nobody acts or no transaction is open.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    before = current()
    if before.role == RUNTIME_ROLE or not connection.in_atomic_block:
        raise RuntimeError(f"role {role} is taken only inside a transaction of somebody who acts")
    if before.role == role:
        yield
        return
    token = _current.set(replace(before, role=role, side=before.role))
    try:
        apply(connection)
        yield
    finally:
        _current.reset(token)
        if connection.in_atomic_block and not connection.needs_rollback and not _failed(connection):
            apply(connection)


def _failed(connection: BaseDatabaseWrapper) -> bool:
    """Whether a statement failed, so that nothing but a rollback is understood any more."""
    return bool(connection.connection.info.transaction_status == TransactionStatus.INERROR)
