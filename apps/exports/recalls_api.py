"""Recalls over the API: lists, one with its numbers, drafting, listing cars, telling what became of them, the report.

People order, publish and close on pages: no step of a recall is here.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from apps.casework.step_actions import EVENT_FIELDS
from apps.core.api_fields import Day, Text, Truth
from apps.core.errors import Refused
from apps.core.pagination import KeysetPagination
from apps.organizations.api import CountryCode
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of
from apps.organizations.scope import Side
from apps.vehicles.api import VinText
from apps.vehicles.masked_vins import seen_by

from . import recall_selectors as selectors
from .availability import parts_there
from .filters import RecallFilter
from .models import Recall, RecallCar, RecallEvent, RecallMark
from .navigation import RECALL_READERS, RECORD_READERS
from .recall_reports import COLUMNS, Quarter, lines_of, quarter_named, values_of
from .recall_states import Completion, by_country, by_week, completion, end_of
from .services.recall_lists import CarRule, cars_by_rule, list_by_rule, list_vins
from .services.recall_marks import MOST_AT_ONCE, mark_cars, take_back
from .services.recalls import RecallFacts, draft_recall

_STATES = [*RecallMark.Kind.values, "open", "unremedied"]


class RecallData(serializers.ModelSerializer[Recall]):
    """What a recall says. ``country``: where an order holds; empty: everywhere."""

    manufacturer = serializers.CharField(source="manufacturer.name", read_only=True)
    country = CountryCode(read_only=True)

    class Meta:
        model = Recall
        fields = [
            "number", "reference", "status", "version", "manufacturer", "country", "instrument", "kind", "title",
            "defect", "hazard", "risk", "remedy", "advice", "part_numbers", "began_at", "published_at", "closed_at",
        ]  # fmt: skip


class CompletionData(serializers.Serializer[Any]):
    """``share``: remedied of those to remedy; null where there is none. ``day``, ``country``: what it is of."""

    day = serializers.DateField(required=False)
    country = serializers.CharField(required=False)
    listed = serializers.IntegerField()
    not_applicable = serializers.IntegerField()
    remedied = serializers.IntegerField()
    booked = serializers.IntegerField()
    still_open = serializers.IntegerField(source="open")
    share = serializers.FloatField(allow_null=True)


class PartsData(serializers.Serializer[Any]):
    """Of a part number of the remedy in a country, in pieces; no ``name``: the catalogue has no such part."""

    number = serializers.CharField()
    name = serializers.CharField()
    country = serializers.CharField()
    on_hand = serializers.IntegerField()
    on_order = serializers.IntegerField()
    promised = serializers.IntegerField()


class RecallEventData(serializers.ModelSerializer[RecallEvent]):
    class Meta:
        model = RecallEvent
        fields = EVENT_FIELDS


class RecallDetail(RecallData):
    """With its numbers, as far as the reader sees its cars: by week since it was published, by country; and parts."""

    completion = CompletionData(read_only=True)
    weeks = CompletionData(many=True, read_only=True)
    countries = CompletionData(many=True, read_only=True)
    parts = PartsData(many=True, read_only=True)
    events = RecallEventData(many=True, read_only=True)

    class Meta(RecallData.Meta):
        fields = [*RecallData.Meta.fields, "completion", "weeks", "countries", "parts", "events"]


class NewRecallData(serializers.Serializer[Any]):
    """A draft of one's own. ``reference``: your number of the campaign; the same with the same facts is the same."""

    reference = Text(max_length=40)
    kind = serializers.ChoiceField(choices=Recall.Kind.choices)
    title = Text(max_length=150)
    defect = Text(max_length=2000)
    hazard = serializers.ChoiceField(choices=Recall.Hazard.choices)
    risk = Text(max_length=2000)
    remedy = Text(max_length=2000)
    advice = serializers.ChoiceField(choices=Recall.Advice.choices)
    part_numbers = serializers.ListField(child=Text(max_length=40), max_length=30, default=list)

    def facts(self) -> RecallFacts:
        given = self.validated_data
        return RecallFacts(**{**given, "part_numbers": tuple(given["part_numbers"])})


class CarData(serializers.ModelSerializer[RecallCar]):
    """A car with its state at the moment asked for. ``vin`` is masked for who only watches."""

    vin = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=_STATES[:-1], read_only=True)
    country = CountryCode(read_only=True)

    class Meta:
        model = RecallCar
        fields = ["vin", "country", "state", "added_at"]

    def get_vin(self, car: RecallCar) -> str:
        return seen_by(car.vin, actor_of(self.context["request"]))


class CarsAsked(serializers.Serializer[Any]):
    """Which cars to list. ``on``: as of the end of this day (UTC); left out: as of now."""

    state = serializers.ChoiceField(choices=_STATES, required=False)
    country = Text(max_length=2, required=False)
    on = Day(required=False)


class VinsData(serializers.Serializer[Any]):
    vins = serializers.ListField(child=VinText(), min_length=1, max_length=MOST_AT_ONCE)


class ListedData(serializers.Serializer[Any]):
    """``unknown``: VINs that the portal does not know yet; they are kept, and their owners told when they come."""

    added = serializers.IntegerField()
    unknown = serializers.ListField(child=serializers.CharField())


class RuleData(serializers.Serializer[Any]):
    """Which cars on record: what is left out chooses nothing out. ``only_count``: look how many, change nothing."""

    models = serializers.ListField(child=Text(max_length=100), max_length=100, default=list)
    plant = Text(max_length=1, required=False, allow_blank=True, default="", help_text="The eleventh sign of the VIN.")
    built_from = Day(allow_null=True, default=None)
    built_to = Day(allow_null=True, default=None)
    exported_from = Day(allow_null=True, default=None)
    exported_to = Day(allow_null=True, default=None)
    only_count = Truth(default=False)


class CountedData(serializers.Serializer[Any]):
    """``found`` by the rule, and how many of them were ``added``."""

    found = serializers.IntegerField()
    added = serializers.IntegerField()


class MarkData(VinsData):
    """What became of cars; ``take_back`` takes back what was told before."""

    kind = serializers.ChoiceField(choices=[*RecallMark.OUTCOMES, "take_back"])
    ground = serializers.ChoiceField(choices=RecallMark.Ground.choices, required=False, allow_blank=True, default="")
    note = Text(max_length=500, required=False, allow_blank=True, default="", help_text="How it is known.")
    happened_on = Day(required=False)


class ChangedData(serializers.Serializer[Any]):
    changed = serializers.IntegerField()


class ReportData(serializers.Serializer[Any]):
    """A line for each recall and country: numbers at the end of the quarter, as they were recorded then."""

    quarter = serializers.CharField()
    lines = serializers.ListField(child=serializers.DictField())


class NewestRecalls(KeysetPagination):
    ordering: Any = selectors.NEWEST_RECALLS


class CarsInOrder(KeysetPagination):
    ordering: Any = selectors.CARS_IN_ORDER


class RecallViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Recall]):
    """Recalls that concern the caller, newest on record first (1 query a page)."""

    room = ApiKey.Room.VEHICLES
    sides = RECALL_READERS
    queryset = Recall.objects.none()
    lookup_field = "number"
    lookup_value_regex = "[A-Z0-9-]+"
    filterset_class = RecallFilter
    pagination_class: Any = NewestRecalls
    serializer_class: Any = RecallData

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with selectors.recalls_seen_by(actor_of(request)) as rows:
            self.queryset = rows
            return super().list(request, *args, **kwargs)

    @extend_schema(responses=RecallDetail)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One recall; its numbers for whom its cars concern."""
        return Response(_detail(self._found(), request))

    @extend_schema(request=NewRecallData, responses={201: RecallData})
    def create(self, request: Request) -> Response:
        """Draft a recall of one's own (manufacturers); people publish it on its page. The same twice is once."""
        data = NewRecallData(data=request.data)
        self._only(request, Side.MANUFACTURER)
        data.is_valid(raise_exception=True)
        made = draft_recall(facts=data.facts(), by=actor_of(request), at=timezone.now())
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=CarData(many=True), parameters=[CarsAsked])
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=CarsInOrder)
    def cars(self, request: Request, number: str) -> Response:
        """The cars on its list, each with its state, as of any day."""
        self._only(request, *RECORD_READERS)
        asked = CarsAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        chosen = asked.validated_data
        at = end_of(chosen["on"]) if "on" in chosen else timezone.now()
        country = chosen.get("country", "").upper()
        rows: Any = selectors.cars_of(self._found(), at=at, state=chosen.get("state", ""), country=country)
        page: Any = self.paginate_queryset(rows)
        return self.get_paginated_response(CarData(page, many=True, context=self.get_serializer_context()).data)

    @extend_schema(request=VinsData, responses=ListedData)
    @cars.mapping.post
    def add_cars(self, request: Request, number: str) -> Response:
        """Put VINs on its list, all or none; those that are there already change nothing. Long lists come as files."""
        self._only(request, *RECORD_READERS)
        recall = self._found()
        vins = _valid(VinsData, request)["vins"]
        added, unknown = list_vins(recall=recall, vins=vins, by=actor_of(request), at=timezone.now())
        return Response({"added": added, "unknown": unknown})

    @extend_schema(request=RuleData, responses=CountedData)
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def rule(self, request: Request, number: str) -> Response:
        """Put the cars on its list that a rule finds among those on record, or only count them."""
        self._only(request, *RECORD_READERS)
        recall = self._found()
        given = _valid(RuleData, request)
        only_count = given.pop("only_count")
        rule = CarRule(**{**given, "models": tuple(given["models"]), "plant": given["plant"].upper()})
        count = cars_by_rule(recall, rule).count()
        added = 0
        if not only_count:
            added = list_by_rule(recall=recall, rule=rule, by=actor_of(request), at=timezone.now())
        return Response({"found": count, "added": added})

    @extend_schema(request=MarkData, responses=ChangedData)
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def mark(self, request: Request, number: str) -> Response:
        """Tell what became of cars (its manufacturer), all or none; the same twice changes nothing."""
        self._only(request, Side.MANUFACTURER)
        recall = self._found()
        given = _valid(MarkData, request)
        who: dict[str, Any] = {"recall": recall, "vins": given["vins"], "by": actor_of(request), "at": timezone.now()}
        if given["kind"] == "take_back":
            return Response({"changed": take_back(**who)})
        told = {name: given[name] for name in ("kind", "ground", "note")}
        day = given.get("happened_on") or timezone.localdate()
        return Response({"changed": mark_cars(**who, **told, happened_on=day)})

    @extend_schema(
        responses=ReportData, parameters=[OpenApiParameter("quarter", str, description="As 2026-Q3; else the last.")]
    )
    @action(detail=False, methods=["get"], filterset_class=None, pagination_class=None)
    def report(self, request: Request) -> Response:
        """The quarterly report: the same columns as its CSV file."""
        self._only(request, *RECORD_READERS)
        text = request.query_params.get("quarter", "")
        quarter = quarter_named(text) if text else Quarter.before(timezone.now())
        if quarter is None:
            raise Refused(f"“{text}” is no quarter: write it as 2026-Q3.", field="quarter")
        names = [name for name, _label in COLUMNS]
        lines = [dict(zip(names, values_of(line), strict=True)) for line in lines_of(actor_of(request), quarter)]
        return Response({"quarter": str(quarter), "lines": lines})

    def get_queryset(self) -> QuerySet[Recall]:
        return self.queryset

    def _found(self) -> Recall:
        recall = selectors.recall_named(self.kwargs["number"])
        if recall is None:
            raise Http404
        return recall

    def _only(self, request: Request, *sides: Side) -> None:
        if actor_of(request).side not in sides:
            raise PermissionDenied


def _valid(data_class: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    data = data_class(data=request.data)
    data.is_valid(raise_exception=True)
    return dict(data.validated_data)


def _detail(recall: Recall, request: Request) -> dict[str, Any]:
    """What it says, and its numbers where the reader's side sees cars at all."""
    at, sees_cars = timezone.now(), actor_of(request).side in RECORD_READERS
    weeks = by_week(recall, at=at) if sees_cars else []
    countries = by_country(recall, at=at) if sees_cars else []
    parts = parts_there(recall.manufacturer_id, recall.part_numbers) if sees_cars else []
    return {
        **RecallData(recall).data,
        "completion": _numbers(completion(recall, at=at)) if sees_cars else None,
        "weeks": [{"day": day, **_numbers(row)} for day, row in weeks],
        "countries": [{"country": code, **_numbers(row)} for code, row in countries],
        "parts": PartsData(parts, many=True).data,
        "events": RecallEventData(recall.events.all(), many=True).data,
    }


def _numbers(row: Completion) -> dict[str, Any]:
    return {name: value for name, value in CompletionData(row).data.items() if name not in ("day", "country")}
