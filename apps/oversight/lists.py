"""The columns of the list of cases behind the figures."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from apps.core.lists import ListColumn, isolated
from apps.core.templatetags.face import clock_badge
from apps.core.templatetags.formats import country_name, local_time

from .templatetags.subjects import subject_link


def case_columns(at: datetime) -> list[ListColumn]:
    """What the list says of a duty that fell due: whose it was, and what came of it as of ``at``."""
    return [
        ListColumn(_("Case"), subject_link),
        ListColumn(_("Duty"), lambda clock: clock.obligation, whole=lambda clock: clock.obligation),
        ListColumn(
            _("Manufacturer"), lambda clock: isolated(clock.manufacturer), whole=lambda clock: clock.manufacturer
        ),
        ListColumn(_("Dealer"), lambda clock: isolated(clock.dealer), whole=lambda clock: clock.dealer),
        ListColumn(_("Country"), lambda clock: country_name(clock.country)),
        ListColumn(_("Due"), lambda clock: local_time(clock.due_at, "SHORT_DATETIME_FORMAT"), "w-due"),
        ListColumn(
            _("Outcome"),
            lambda clock: clock_badge(clock.due_at, stopped_at=clock.stopped_at, at=at, ending=clock.ending),
            "w-due",
        ),
    ]
