"""Which commands need PostgreSQL and Redis at all: the others must start nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

#: Subcommands of manage.py that read files and code only.
WITHOUT_SERVICES = frozenset(
    {
        "bootstrap_roles",
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "down",
        "findstatic",
        "help",
        "makemessages",
        "makemigrations",
        "spectacular",
        "startapp",
        "version",
        "vin_decode",
        "wmi_registry",
    }
)
#: Programs that load the settings to read code, not to run it.
READERS = frozenset({"mypy", "dmypy", "stubtest", "lint-imports", "djlint", "ruff", "pylsp", "sphinx-build"})


def command_needs_services(argv: Sequence[str]) -> bool:
    """Say whether the program started as ``argv`` (as ``sys.argv``) talks to PostgreSQL or Redis."""
    program, *arguments = argv or [""]
    # `python -m mypy` is seen as .../mypy/__main__.py
    if READERS & set(PurePath(program).parts[-2:]):
        return False
    if {"--help", "-h", "--version"} & set(arguments):
        return False
    # `python -m pytest` alone is a __main__.py without arguments too, and needs everything.
    is_django = PurePath(program).parts[-2:] == ("django", "__main__.py")
    if not is_django and PurePath(program).name not in {"manage.py", "django-admin"}:
        return True
    if "check" in arguments[:1] and "--database" in arguments:
        return True
    return bool(arguments) and arguments[0] not in WITHOUT_SERVICES
