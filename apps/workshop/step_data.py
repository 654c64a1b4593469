"""What the API takes with the steps on an appointment; a bay is named as the workshop calls it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.casework.step_actions import StepData
from apps.core.api_fields import Text, WholeNumber
from apps.core.errors import Refused
from apps.organizations.models import ServicePoint

from .models import Bay
from .selectors import bays_of


def named_bay(point: ServicePoint, name: str) -> Bay | None:
    """The bay of a service point that is called so; None for no name. Refused (field ``bay``) for an unknown one."""
    if not name.strip():
        return None
    found = bays_of([point]).filter(name=name.strip()).first()
    if found is None:
        raise Refused(_("There is no bay “%(name)s” at this service point.") % {"name": name}, field="bay")
    return found


class ConfirmData(StepData):
    bay = Text(max_length=40, required=False, allow_blank=True, default="")

    def arguments(self, case: Any) -> dict[str, Any]:
        given = super().arguments(case)
        return {**given, "bay": named_bay(case.service_point, given["bay"])}


class MoveData(ConfirmData):
    starts_at = serializers.DateTimeField()
    minutes = WholeNumber(min_value=15, max_value=36 * 60)


class WishData(StepData):
    starts_at = serializers.DateTimeField()
