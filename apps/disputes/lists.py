"""The columns of the lists of objections and of cases at the authority."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.casework.templatetags.casework import case_badge
from apps.core.lists import ListColumn, isolated, link
from apps.core.templatetags.formats import country_name, local_time, mono


def objection_columns() -> list[ListColumn]:
    """What the list says of an objection."""
    return [
        ListColumn(_("Objection"), lambda row: link(row.get_absolute_url(), mono(row.number)), "w-code"),
        ListColumn(_("Request"), lambda row: link(row.claim.get_absolute_url(), mono(row.claim.number)), "w-code"),
        ListColumn(
            _("Vehicle"),
            lambda row: isolated(row.claim.vehicle_title),
            whole=lambda row: row.claim.vehicle_title,
        ),
        ListColumn(_("Country"), lambda row: country_name(row.country.code)),
        ListColumn(_("Filed"), lambda row: local_time(row.filed_at, "SHORT_DATE_FORMAT"), "w-day", sort="filed"),
        ListColumn(_("Status"), case_badge, "w-state", whole=lambda row: row.get_status_display()),
    ]


def escalation_columns() -> list[ListColumn]:
    """What the list says of a case at the authority."""
    return [
        ListColumn(_("Case"), lambda row: link(row.get_absolute_url(), mono(row.number)), "w-code"),
        ListColumn(_("Request"), lambda row: link(row.claim.get_absolute_url(), mono(row.claim.number)), "w-code"),
        ListColumn(
            _("Manufacturer"),
            lambda row: isolated(row.manufacturer.name if row.manufacturer else ""),
            whole=lambda row: row.manufacturer.name if row.manufacturer else "",
        ),
        ListColumn(
            _("Why it is brought"), lambda row: row.get_cause_display(), whole=lambda row: row.get_cause_display()
        ),
        ListColumn(_("Country"), lambda row: country_name(row.country.code)),
        ListColumn(_("Brought"), lambda row: local_time(row.filed_at, "SHORT_DATE_FORMAT"), "w-day", sort="brought"),
        ListColumn(_("Due"), lambda row: local_time(row.due_at, "SHORT_DATE_FORMAT"), "w-day"),
        ListColumn(_("Status"), case_badge, "w-state", whole=lambda row: row.get_status_display()),
    ]
