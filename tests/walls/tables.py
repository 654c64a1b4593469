"""Which tables there are, and the rights on them as they are written by hand in rights.csv."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps

from apps.core.db.session import RUNTIME_ROLE
from apps.organizations.scope import Side

RIGHTS = Path(__file__).with_name("rights.csv")
MODELS = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True) if model._meta.managed}
#: The words of rights.csv for the roles of the database; ``app`` is the role that everything connects as.
ROLES = {**{side.name.lower(): side.value for side in Side}, "app": RUNTIME_ROLE}
#: Tables without tenants, which no row is made for: libraries' and reference tables.
SHARED_TABLES = {
    *("account_emailaddress", "account_emailconfirmation", "accounts_user_groups", "accounts_user_user_permissions"),
    *("auth_group", "auth_group_permissions", "auth_permission", "django_admin_log", "django_content_type"),
    *("django_migrations", "django_session", "mfa_authenticator"),
    "usersessions_usersession",
    *(
        "duties_obligation",
        "duties_obligationversion",
        "duties_shifts",
        "vehicles_makercode",
        "vehicles_modelname",
        "vehicles_wmi",
    ),
    *("duties_calendarrule", "duties_closure", "duties_closurelimit", "duties_holidayyear"),
    *("casework_closing", "compliance_head"),
    "warranty_marketright",
    "exports_disclosurerule",
    "exports_findingrule",
    "exports_tradertier",
}
TENANT_TABLES = sorted(set(MODELS) - SHARED_TABLES)


@dataclass(frozen=True)
class Right:
    """What one side may do with one table.

    ``select``, ``insert`` and ``delete`` are none, own or all; ``reach`` is that of updates, ``columns`` those it may
    change, ``hidden`` those it may not read. ``*`` stands for every column.
    """

    select: str
    insert: str
    reach: str
    columns: tuple[str, ...]
    delete: str
    hidden: tuple[str, ...] = ()


def _read() -> Iterator[tuple[tuple[str, str], Right]]:
    with RIGHTS.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            select, _but, hidden = row["select"].partition(" but ")
            reach, _colon, columns = row["update"].partition(": ")
            yield (
                (row["table"], row["side"]),
                Right(
                    select, row["insert"], reach, tuple(sorted(columns.split())), row["delete"], tuple(hidden.split())
                ),
            )


WRITTEN = list(_read())
#: By table and side.
BY_HAND = dict(WRITTEN)
