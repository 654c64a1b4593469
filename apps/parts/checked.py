"""What people name or choose, looked at before it is kept: the same words for the same slip, wherever it is made."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.organizations.models import ServicePoint

#: Of a number in a form, a file or the API, as ``part``.
UNKNOWN_PART = _("%(part)s is not in your catalogue. Check the number, or add the part first.")


def checked_code(codes: Any, value: str, field: str) -> str:
    """A value of a list of codes; Refused names the field and what may be chosen."""
    if value not in codes.values:
        raise Refused(
            _("%(value)s is not to be chosen here. Choose one of: %(choices)s.")
            % {"value": str(value)[:20], "choices": ", ".join(codes.values)},
            field=field,
        )
    return value


def checked_tracking(tracking: str) -> str:
    """Who carries it, or under which number; Refused (field ``tracking``) for nothing."""
    number = tracking.strip()[:60]
    if not number:
        raise Refused(_("Write the number, or who carries the parts."), field="tracking")
    return number


def own_point(point: ServicePoint | None, dealer_id: int) -> ServicePoint | None:
    """A dealer's own service point, or none. Refused (field ``point``) for another firm's."""
    if point is not None and point.dealer_id != dealer_id:
        raise Refused(_("This is no service point of your workshop."), field="point")
    return point
