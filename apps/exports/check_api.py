"""The check of a car for registries of destination countries: the same answer as the page, as data."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.errors import Refused, TooMany
from apps.core.limits import count
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of
from apps.organizations.scope import Actor
from apps.vehicles.vin_reading import read_vin

from .check import Answer, answer_of
from .check.section import Tone
from .navigation import ORPHAN_READERS


class SectionData(serializers.Serializer[Any]):
    """One question with its answer: ``ok`` is good news, ``warn`` asks for care. ``lines`` stand behind the answer."""

    code = serializers.CharField()
    title = serializers.CharField()
    tone = serializers.ChoiceField(choices=[tone.value for tone in Tone])
    answer = serializers.CharField()
    lines = serializers.ListField(child=serializers.CharField())


class AnswerData(serializers.Serializer[Answer]):
    """``on_record``: a maker or an exporter on record exported the car. Never who owns it, or whether somebody does."""

    vin = serializers.CharField()
    on_record = serializers.BooleanField()
    as_of = serializers.DateTimeField()
    sections = SectionData(many=True)


class VinCheckViewSet(viewsets.GenericViewSet[Any]):
    """What anybody may learn of one car, in the words of the public page; one VIN a request."""

    room = ApiKey.Room.VEHICLES
    sides = ORPHAN_READERS
    serializer_class = AnswerData
    pagination_class = None
    lookup_field = "vin"
    lookup_value_regex = "[^/]+"

    @extend_schema(responses={200: AnswerData})
    def retrieve(self, request: Request, vin: str) -> Response:
        """Look one car up; 400 names what is wrong with a VIN, 429 when it is asked too often."""
        reading = read_vin(vin)
        for note in reading.errors:
            raise Refused(note.message, field="vin", code=note.code)
        _count(actor_of(request))
        return Response(AnswerData(answer_of(reading, at=timezone.now())).data)


def _count(actor: Actor) -> None:
    """Registries ask once for each car that they enter; who asks for more walks through numbers."""
    who = f"key {actor.key_id}" if actor.key_id is not None else f"person {actor.user_id}"
    counted = count("registry-checks", who)
    if counted is not None and counted.over:
        raise TooMany(counted.words, wait=counted.left)
