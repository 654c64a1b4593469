"""Files of an order, a return or cores, as the API takes them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser

from apps.casework.step_actions import StepData
from apps.core.api_fields import REFUSED, Number, of_form
from apps.core.json_input import CarefulJSONParser

from .models import OrderPaper
from .paper_files import MOST_AT_ONCE, read_all


class FilesField(serializers.ListField):
    """PDFs or photos, at most eight; they come with a form (multipart) only."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("child", serializers.FileField(allow_empty_file=True))
        super().__init__(**{"max_length": MOST_AT_ONCE, **options})

    def to_internal_value(self, data: Any) -> list[Any]:
        if data and not of_form(self):
            raise serializers.ValidationError(_("JSON holds no files: send them as a form."), code=REFUSED)
        return list(super().to_internal_value(data))


class WithFilesData(StepData):
    """Sent as JSON, or as a form with ``files``: PDFs or photos that show it."""

    parsers = (CarefulJSONParser, MultiPartParser)
    files = FilesField(required=False)

    def arguments(self, case: Any) -> dict[str, Any]:
        given = super().arguments(case)
        return {**given, "files": read_all(given.get("files", []), field="files")}


class FilesData(StepData):
    """Sent as a form: ``files`` are PDFs or photos, at least one."""

    parsers = (MultiPartParser, CarefulJSONParser)
    files = FilesField(min_length=1)

    def arguments(self, case: Any) -> dict[str, Any]:
        given = super().arguments(case)
        kind = given.pop("kind", "")
        return {**given, "files": read_all(given["files"], field="files", kind=kind)}


class AttachData(FilesData):
    """Sent as a form: ``files`` are PDFs or photos. A dealer names the reported ``line``, a manufacturer the
    ``consignment`` and the ``kind`` of paper.
    """

    line = Number(required=False)
    consignment = Number(required=False)
    kind = serializers.ChoiceField(choices=OrderPaper.Kind.choices, required=False)
