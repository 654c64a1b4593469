"""What steps on claims are given by API beyond their grounds."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.casework.step_actions import StepData
from apps.core.api_fields import Text, WholeNumber

from .models import Claim, DenialReason
from .part_numbers import part_lines


class CompleteData(StepData):
    cause = Text(max_length=4000)


class DenyData(StepData):
    reason = serializers.ChoiceField(choices=DenialReason.choices)


class PartLine(serializers.Serializer[Any]):
    part_number = Text(max_length=40)
    quantity = WholeNumber()


class PartsData(StepData):
    """Parts of the vehicle's manufacturer by number. ``request_key`` makes the same order, sent twice, one order."""

    lines = serializers.ListField(child=PartLine(), min_length=1, max_length=100)
    note = Text(max_length=500, required=False, allow_blank=True, default="")
    request_key = Text(min_length=8, max_length=64)

    def arguments(self, case: Claim) -> dict[str, Any]:
        given = super().arguments(case)
        wanted = [(line["part_number"], line["quantity"]) for line in given["lines"]]
        return {**given, "lines": part_lines(case, wanted)}
