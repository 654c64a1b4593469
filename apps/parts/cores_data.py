"""What the API takes with a step on cores."""

from __future__ import annotations

from rest_framework import serializers

from apps.core.api_fields import Text, WholeNumber

from .models import MOST_IN_A_LINE, Core
from .papers_data import WithFilesData


class SendCoreData(WithFilesData):
    """How many, and who carries them."""

    quantity = WholeNumber(min_value=1, max_value=MOST_IN_A_LINE)
    tracking = Text(max_length=60)


class CreditCoreData(WithFilesData):
    """How many are accepted; ``refusal`` and ``note``: why the others are not."""

    accepted = WholeNumber(min_value=1, max_value=MOST_IN_A_LINE)
    refusal = serializers.ChoiceField(Core.Refusal.choices, required=False, allow_blank=True, default="")


class RefuseCoreData(WithFilesData):
    """Why none is accepted; ``note``: in words."""

    refusal = serializers.ChoiceField(Core.Refusal.choices)
