"""What the description of the API says of every operation: its errors, its key for sending again, its headers."""

from __future__ import annotations

from typing import Any

from django_countries import countries
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer

from .api_components import ALWAYS, WRITING
from .filters import CountryFilter

_SENT_AGAIN = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="Of your own making: the same request, sent again with it, is done once and answered alike.",
)


class ApiSchema(AutoSchema):
    """Every operation answers with the same problems."""

    def get_tags(self) -> list[str]:
        """What an operation is about: the part of its address after the version."""
        return [self.path.strip("/").split("/")[2]]

    def get_override_parameters(self) -> list[Any]:
        return [_SENT_AGAIN] if self.method in ("POST", "PATCH") else []

    def _get_filter_parameters(self) -> list[dict[str, Any]]:
        """As described by the framework, with the lengths that filters bear."""
        found: list[dict[str, Any]] = super()._get_filter_parameters()  # type: ignore[no-untyped-call]
        filters = getattr(getattr(self.view, "filterset_class", None), "base_filters", {})
        for parameter in found:
            schema, known = parameter["schema"], filters.get(parameter["name"])
            if isinstance(known, CountryFilter):  # its choices are made when they are needed
                schema["enum"] = sorted(code for code, _name in countries)
            if "enum" in schema:
                schema["enum"] = [*schema["enum"], ""]  # an empty one asks for nothing, as a form's does
            elif "format" in schema or schema.get("type") in ("boolean", "integer", "number"):
                parameter["schema"] = {"anyOf": [schema, {"type": "string", "maxLength": 0}]}
            if schema.get("type") == "string" and "enum" not in schema and "format" not in schema:
                schema["pattern"] = r"^[^\u0000]*$"
                if known is not None and known.extra.get("max_length"):
                    schema["maxLength"] = known.extra["max_length"]
        return found

    def _get_request_body(self, direction: Any = "request") -> Any:
        body = super()._get_request_body(direction)  # type: ignore[no-untyped-call]
        if body and isinstance(self.get_request_serializer(), PolymorphicProxySerializer):
            body["required"] = True  # one of several, and none of them is nothing
        return body

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        statuses = ALWAYS if self.method == "GET" else ALWAYS + WRITING
        return {**bodies, **{str(n): {"$ref": f"#/components/responses/Problem{n}"} for n in statuses}}


class _TextExtension(OpenApiSerializerFieldExtension):
    """A text holds something besides blanks, unless it may be empty, and never a zero byte."""

    target_class = "apps.core.api_fields.Text"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "string"}
        if direction == "request":
            least = 0 if self.target.allow_blank else max(1, self.target.min_length or 1)
            schema["pattern"] = _at_least(least)
            if least:
                schema["minLength"] = least
        if self.target.max_length:
            schema["maxLength"] = self.target.max_length
        return schema


def _at_least(signs: int) -> str:
    """The pattern of texts without zero bytes that have so many signs between the blanks round them."""
    if not signs:
        return r"^[^\u0000]*$"
    said = r"[^\s\u0000]" if signs == 1 else rf"[^\s\u0000][^\u0000]{{{signs - 2},}}[^\s\u0000]"
    return rf"^[^\u0000]*{said}[^\u0000]*$"


class _WholeNumberExtension(OpenApiSerializerFieldExtension):
    """A number, or a text that says one."""

    target_class = "apps.core.api_fields.WholeNumber"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        number: dict[str, Any] = {"type": "integer"}
        for name, value in (("minimum", self.target.min_value), ("maximum", self.target.max_value)):
            if value is not None:
                number[name] = value
        if direction == "response":
            return number
        text = {
            "type": "string",
            "minLength": 1,
            "maxLength": 100,
            "description": "A number as people write it: 14,500 km, ١٤٬٥٠٠",
        }
        return {"oneOf": [number, text]}


class _DayExtension(OpenApiSerializerFieldExtension):
    """A day, best in ISO form; other spellings are texts."""

    target_class = "apps.core.api_fields.Day"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        if direction == "response":
            return {"type": "string", "format": "date"}
        words = "Best as 2026-03-31; other spellings are read when they have one reading."
        return {"type": "string", "minLength": 1, "description": words}
