"""What steps on estimates and settlements are given by API beyond their grounds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from apps.casework.step_actions import StepData
from apps.core.api_amounts import Amount, Percent
from apps.core.api_fields import Number, Text, Truth

from .given import LineGiven
from .models import CostLine, LineDecision, Reason
from .services.decisions import WHOLE, Ruling


class LineData(StepData):
    """A line of cost. Labour needs ``hours`` and ``rate``; a part ``source``, ``quantity`` and ``unit_price`` with its
    ``part_number`` or ``order_line``; other kinds ``amount``. ``replaces``: the line whose place it takes. ``planned``:
    the line of the estimate that it carries out.
    """

    kind = serializers.ChoiceField(choices=CostLine.Kind.choices)
    words = Text(max_length=300)
    currency = Text(max_length=3)
    code = Text(max_length=40, required=False, allow_blank=True)
    hours = Amount(required=False, allow_null=True)
    rate = Amount(required=False, allow_null=True)
    source = serializers.ChoiceField(choices=CostLine.Source.choices, required=False, allow_blank=True)  # type: ignore[assignment]  # a line's own
    part_number = Text(max_length=40, required=False, allow_blank=True)
    order_line = Number(required=False, allow_null=True)
    quantity = Amount(required=False, allow_null=True)
    unit_price = Amount(required=False, allow_null=True)
    amount = Amount(required=False, allow_null=True)
    causal = Truth(required=False)
    fate = serializers.ChoiceField(choices=CostLine.Fate.choices, required=False, allow_blank=True)
    serial_old = Text(max_length=40, required=False, allow_blank=True)
    serial_new = Text(max_length=40, required=False, allow_blank=True)
    planned = Number(required=False, allow_null=True)
    replaces = Number(required=False, allow_null=True)

    def arguments(self, case: Any) -> dict[str, Any]:
        return {"given": LineGiven.of(self.validated_data)}


class StrikeData(StepData):
    line = Number()


class SubmitData(StepData):
    """``exceeded_why``: needed where a line came to more than was authorised."""

    exceeded_why = Text(max_length=2000, required=False, allow_blank=True, default="")


class RulingData(serializers.Serializer[Any]):
    """What is decided of a line. Shares, in percent, are for ``goodwill`` and come to 100.

    ``cites``: ``term:<id>`` or ``exclusion:<code>`` of the plan of the car.
    """

    line = Number()
    verdict = serializers.ChoiceField(choices=LineDecision.Verdict.choices)
    amount = Amount(required=False, allow_null=True, default=None)
    reason = serializers.ChoiceField(choices=Reason.choices, required=False, allow_blank=True, default="")
    cites = Text(max_length=40, required=False, allow_blank=True, default="")
    clause = Text(max_length=200, required=False, allow_blank=True, default="")
    maker_percent = Percent(required=False, default=Decimal(100))
    importer_percent = Percent(required=False, default=Decimal(0))
    workshop_percent = Percent(required=False, default=Decimal(0))
    customer_percent = Percent(required=False, default=Decimal(0))


def _ruling(given: dict[str, Any]) -> Ruling:
    shares = tuple(given[f"{who}_percent"] for who in LineDecision.BEARERS)
    shared = given["verdict"] == LineDecision.Verdict.GOODWILL
    return Ruling(
        given["line"],
        given["verdict"],
        given["amount"],
        given["reason"],
        given["clause"],
        given["cites"],
        shares if shared else WHOLE,
    )


class DecideData(StepData):
    """A ruling for each line that is not approved as it stands."""

    rulings = serializers.ListField(child=RulingData(), required=False, max_length=200, default=list)

    def arguments(self, case: Any) -> dict[str, Any]:
        given = super().arguments(case)
        return {**given, "rulings": [_ruling(row) for row in given["rulings"]]}


class AuthoriseData(DecideData):
    """``up_to``: the most that all lines in ``currency`` may come to."""

    up_to = Amount(required=False, allow_null=True, default=None)
    currency = Text(max_length=3, required=False, allow_blank=True, default="")


class RefuseData(StepData):
    """``cites``: ``term:<id>`` or ``exclusion:<code>`` of the plan of the car."""

    reason = serializers.ChoiceField(choices=Reason.choices)
    cites = Text(max_length=40, required=False, allow_blank=True, default="")
    clause = Text(max_length=200, required=False, allow_blank=True, default="")
