"""Which management commands work without PostgreSQL and Redis, and therefore start neither."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

WITHOUT = frozenset(
    {
        "bootstrap_roles",
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "down",
        "help",
        "makemessages",
        "makemigrations",
        "spectacular",
        "version",
        "vin_decode",
        "wmi_registry",
    }
)


#: Tools that load the settings to read code, and touch no data.
READERS = frozenset({"mypy", "dmypy", "stubtest"})


def command_needs_services(argv: Sequence[str]) -> bool:
    """Whether the process started as ``argv`` needs the servers; what is not known to do without does."""
    if argv and Path(argv[0]).name in READERS:
        return False
    if not argv or Path(argv[0]).name not in {"manage.py", "django-admin"}:
        return True
    if len(argv) < 2 or {"--help", "-h", "--version"} & set(argv[1:]):
        return False
    return argv[1] not in WITHOUT
