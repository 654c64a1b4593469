"""What the API takes with a step on a return of parts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.casework.step_actions import StepData
from apps.core.api_amounts import Amount
from apps.core.api_fields import Day, Number, Text, Truth, WholeNumber
from apps.core.errors import Refused

from .models import MOST_IN_A_LINE, Bin, BinBalance, PartReturn
from .papers_data import FilesData, WithFilesData


class GrantData(StepData):
    """Under which number it is granted, at whose cost, by when."""

    return_number = Text(max_length=40)
    payer = serializers.ChoiceField(PartReturn.Payer.choices)
    send_by = Day()


class RefuseData(StepData):
    """Why it is not taken back; ``note``: in words."""

    refusal = serializers.ChoiceField(PartReturn.Refusal.choices)


class SendData(StepData):
    """How many leave which bin (its id), and who carries them."""

    quantity = WholeNumber(min_value=1, max_value=MOST_IN_A_LINE)
    bin = Number(min_value=1)
    tracking = Text(max_length=60)

    def arguments(self, case: PartReturn) -> dict[str, Any]:
        given = super().arguments(case)
        source = _bin(case, given.pop("bin"))
        return {**given, "source": source}


class FoundData(WithFilesData):
    """How many came, and as what."""

    found = WholeNumber(min_value=0, max_value=MOST_IN_A_LINE)
    finding = serializers.ChoiceField(PartReturn.Finding.choices)


class AttachToReturnData(FilesData):
    """Sent as a form: PDFs or photos, the dealer's until the parts came, the manufacturer's of what it found."""


class CreditData(StepData):
    """How much is credited; ``in_full`` false asks for a ``note``."""

    amount = Amount()
    currency = Text(max_length=3)
    in_full = Truth()


class BackData(StepData):
    """How many are on the dealer's shelf again."""

    quantity = WholeNumber(min_value=1, max_value=MOST_IN_A_LINE)


def _bin(case: PartReturn, pk: int) -> Bin:
    lying = BinBalance.objects.filter(dealer_id=case.dealer_id, part_id=case.part_id, bin_id=pk)
    found = lying.select_related("bin").first()
    if found is None:
        raise Refused(_("The part does not lie in this bin. Choose another one."), field="bin")
    return found.bin
