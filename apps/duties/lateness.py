"""How late a happening of the past may be recorded with its own time: the rule ``late_record``, by country and day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.core.wording import moment_text

from . import names
from .services import allowed_until


def check(case: Any, happened_at: datetime, at: datetime) -> None:
    """Raise Refused (field ``happened_at``) for what happened too long before ``at``, or where no rule is in force."""
    until = allowed_until(names.LATE_RECORD, country=str(case.country), at=happened_at)
    if until is None or at > until:
        raise Refused(
            _("%(moment)s is too long ago to be recorded with its own time: leave it empty, and write when it was.")
            % {"moment": moment_text(happened_at)},
            field="happened_at",
            code="too_late",
        )
