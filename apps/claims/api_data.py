"""What steps on claims are given by API beyond their grounds."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser

from apps.casework.step_actions import StepData
from apps.core.api_fields import Number, Text, WholeNumber
from apps.core.json_input import CarefulJSONParser
from apps.core.photos import MOST_PHOTOS, clean_all
from apps.parts.services.order_catalogue import Superseded

from .models import Claim, DenialReason
from .part_numbers import chosen_point, part_lines
from .services import leftovers


class CompleteData(StepData):
    cause = Text(max_length=4000)
    open_lines = serializers.ChoiceField(
        choices=leftovers.CHOICES, required=False, help_text="Needed while parts are on order for the repair."
    )
    kept_why = Text(max_length=500, required=False, allow_blank=True, default="")


class DenyData(StepData):
    reason = serializers.ChoiceField(choices=DenialReason.choices)


class MessageData(StepData):
    """``photos``: up to 8, when it is sent as a form; JSON carries none."""

    photos = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), max_length=MOST_PHOTOS, required=False, default=list
    )
    parsers = (CarefulJSONParser, MultiPartParser)

    def arguments(self, case: Claim) -> dict[str, Any]:
        given = super().arguments(case)
        return {**given, "photos": clean_all(given["photos"])}


class RatingData(StepData):
    stars = WholeNumber(min_value=1, max_value=5)


class PartLine(serializers.Serializer[Any]):
    part_number = Text(max_length=40)
    quantity = WholeNumber()


class PartsData(StepData):
    """Parts of the vehicle's manufacturer by number. ``request_key`` makes the same order, sent twice, one order."""

    lines = serializers.ListField(child=PartLine(), min_length=1, max_length=100)
    note = Text(max_length=500, required=False, allow_blank=True, default="")
    despite = Text(
        max_length=500, required=False, allow_blank=True, default="",
        help_text="Why a part is ordered that is on your own shelf or of another component; all sides read it.",
    )  # fmt: skip
    superseded = serializers.ChoiceField(
        Superseded.choices, default="", allow_blank=True, help_text="What is wanted of parts that others replaced."
    )
    request_key = Text(min_length=8, max_length=64)

    def arguments(self, case: Claim) -> dict[str, Any]:
        given = super().arguments(case)
        wanted = [(line["part_number"], line["quantity"]) for line in given["lines"]]
        return {**given, "lines": part_lines(case, wanted)}


class ReserveData(PartsData):
    """Parts to keep for the repair; what is neither on the shelf of ``point`` nor coming is ordered."""

    point = Number(required=False, help_text="Id of the service point where the car is repaired.")

    def arguments(self, case: Claim) -> dict[str, Any]:
        given = super().arguments(case)
        return given | {"point": chosen_point(case, given.get("point"), at=timezone.now())}
