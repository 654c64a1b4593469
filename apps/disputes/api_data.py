"""What steps on cases at the authority are given by API beyond their grounds."""

from __future__ import annotations

from apps.casework.step_actions import StepData
from apps.core.api_fields import Text


class AnswerData(StepData):
    """The authority reads it, and no other side."""

    message = Text(max_length=4000)
