"""Steps by API: one action for each verb of a table, at ``POST …/<number>/<verb>/``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.api_fields import Number, Text
from apps.core.json_input import CarefulJSONParser
from apps.organizations.requests import actor_of

from . import engine
from .kinds import CaseKind
from .moments import WHY, told_in
from .steps import Grounds, Step, resolved

View = TypeVar("View", bound=type)
EVENT_FIELDS = ["kind", "happened_at", "recorded_at", "by_side", "by_name", "note", "values"]


_NO_ARGUMENTS = ("version", "key", "happened_at", "why_late")


class StepData(serializers.Serializer[Any]):
    """``version`` is the case as last read: somebody else's step since then is answered with 409. ``key``, of your
    own making, makes the same step, sent twice, one step.
    """

    #: In which forms it may be sent; pictures are no JSON.
    parsers: tuple[type[BaseParser], ...] = (CarefulJSONParser,)

    version = Number(required=False)
    key = Text(max_length=64, required=False, allow_blank=True, default="")

    def arguments(self, case: Any) -> dict[str, Any]:
        """What the step is taken with, beside who, when, version and key."""
        data = self.validated_data
        return {**{name: value for name, value in data.items() if name not in _NO_ARGUMENTS}, **told_in(data)}


def step_actions(kind: CaseKind, detail: type[serializers.BaseSerializer[Any]]) -> Callable[[View], View]:
    """Class decorator: give a viewset an action for each step that the API has.

    The viewset says in ``shown(case)`` how a case is answered.
    """

    def decorate(viewset: View) -> View:
        for verb in kind.verbs:
            step = kind.step(verb)
            if step.api:
                setattr(viewset, f"take_{verb}", _action(kind, step, detail))
        return viewset

    return decorate


def _action(kind: CaseKind, step: Step, detail: type[serializers.BaseSerializer[Any]]) -> Any:
    given_as = _data_class(kind, step)

    def take(self: Any, request: Request, number: str) -> Response:
        actor = actor_of(request)
        kind.taken_by(step.verb, actor)
        case = self.get_object()
        data = given_as(data=request.data)
        data.is_valid(raise_exception=True)
        engine.perform(
            case,
            step.verb,
            by=actor,
            at=timezone.now(),
            given=data.arguments(case),
            version=data.validated_data.get("version"),
            key=data.validated_data["key"],
        )
        answer: Response = self.shown(case)
        return answer

    take.__name__ = f"take_{step.verb}"
    take.__doc__ = f"{step.label}."
    where = {"url_path": step.address, "url_name": step.address}
    routed = action(detail=True, methods=["post"], parser_classes=list(given_as.parsers), **where)(take)
    return extend_schema(request=given_as, responses=detail)(routed)


def _text(grounds: Grounds) -> serializers.CharField:
    if grounds.least:
        return Text(max_length=grounds.most)
    return Text(max_length=grounds.most, required=False, allow_blank=True, default="")


def _data_class(kind: CaseKind, step: Step) -> type[StepData]:
    """The step's own serializer, or the plain one, with the grounds that its row asks for."""
    base: type[StepData] = resolved(step.data) if step.data else StepData
    fields: dict[str, Any] = {"__doc__": base.__doc__}
    if step.grounds:
        fields[step.grounds.field] = _text(step.grounds)
    if step.told_later:
        fields["happened_at"] = serializers.DateTimeField(
            required=False, help_text="Only if it happened earlier than now; recorded with its own time."
        )
        fields[WHY.field] = Text(max_length=WHY.most, required=False, allow_blank=True, default="")
    name = "".join(word.title() for word in (kind.name, *step.verb.split("_")))
    return type(name, (base,), fields)
