"""JSON that the API takes: what no answer could repeat, or no parser follow, is refused as bad JSON (400)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class CarefulJSONParser(JSONParser):
    """JSON nested too deep, and texts with half a character (a surrogate on its own), are bad JSON."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        length = int((parser_context or {})["request"].META.get("CONTENT_LENGTH") or 0) if parser_context else 0
        if length > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or length):
            raise RequestDataTooBig
        try:
            data = super().parse(stream, media_type, parser_context)
            json.dumps(data, ensure_ascii=False).encode()
        except RecursionError:
            raise ParseError("JSON parse error - it is nested too deep.") from None
        except UnicodeEncodeError:
            raise ParseError("JSON parse error - a text holds half a character (a surrogate on its own).") from None
        return data
