"""Confirmation letters over the API: to read, and to verify one. People give a firm's word, on pages."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError as Wrong
from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.casework import documents
from apps.casework.step_actions import EVENT_FIELDS
from apps.core.pagination import KeysetPagination
from apps.organizations.api import CountryCode
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of
from apps.vehicles.masked_vins import seen_by

from . import selectors
from .filters import LetterFilter
from .letter_forms import refuse_large
from .letters.paper import address_of
from .letters.verifying import Answer, Verdict, by_file, what_it_promises
from .models import Letter, LetterEvent, LetterLine
from .navigation import READERS, RECORD_READERS
from .services.sealing import PDF_TYPE


class LetterLineData(serializers.ModelSerializer[LetterLine]):
    """A car, its destination and who serves it there, as it was then. ``vin``: masked for authorities."""

    vin = serializers.SerializerMethodField()
    country = CountryCode(read_only=True)

    class Meta:
        model = LetterLine
        fields = [
            "vin", "model_name", "country", "service_point", "centre_name", "centre_firm", "centre_address",
            "centre_city", "centre_phone", "promised_at",
        ]  # fmt: skip

    def get_vin(self, line: LetterLine) -> str:
        return seen_by(line.vin, actor_of(self.context["request"]))


class LetterEventData(serializers.ModelSerializer[LetterEvent]):
    class Meta:
        model = LetterEvent
        fields = EVENT_FIELDS


class LetterSummary(serializers.ModelSerializer[Letter]):
    """``sha256``: the digest of the sealed PDF, null while it waits for its seal. ``address``: its public page."""

    maker = serializers.CharField(source="maker_id", read_only=True)
    cars = serializers.IntegerField(read_only=True)
    replaces: Any = serializers.SlugRelatedField(slug_field="number", read_only=True, allow_null=True)
    sha256 = serializers.SerializerMethodField()
    address = serializers.SerializerMethodField()

    class Meta:
        model = Letter
        fields = [
            "number", "status", "version", "maker", "licence_number", "language", "cars", "issued_at", "ended_at",
            "replaces", "sha256", "address",
        ]  # fmt: skip

    def get_sha256(self, letter: Letter) -> str | None:
        return letter.seal.sha256 if hasattr(letter, "seal") else None

    def get_address(self, letter: Letter) -> str:
        return address_of(letter.number)


class LetterDetail(LetterSummary):
    lines = LetterLineData(many=True, read_only=True)
    events = LetterEventData(many=True, read_only=True)

    class Meta(LetterSummary.Meta):
        fields = [*LetterSummary.Meta.fields, "lines", "events"]


class NewestLetters(KeysetPagination):
    ordering: Any = selectors.NEWEST_LETTERS


class LetterViewSet(viewsets.ReadOnlyModelViewSet[Letter]):
    """Confirmation letters in scope, newest first (1 query a page).

    Regulators read those that bind, with the cars that go to their countries, without events and PDF.
    """

    room = ApiKey.Room.VEHICLES
    sides = RECORD_READERS
    queryset = Letter.objects.none()
    lookup_field = "number"
    lookup_value_regex = "[A-Z0-9-]+"
    filterset_class = LetterFilter
    pagination_class = NewestLetters

    def get_queryset(self) -> QuerySet[Letter]:
        rows = selectors.letters().select_related("seal", "replaces")
        return rows if self.action == "list" else rows.prefetch_related("lines", "events")

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return LetterSummary if self.action == "list" else LetterDetail

    @extend_schema(responses={(200, PDF_TYPE): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def pdf(self, request: Request, number: str) -> HttpResponseBase:
        """The sealed PDF; 404 while it waits for its seal."""
        if actor_of(request).side not in READERS:
            raise PermissionDenied
        letter = self.get_object()
        if not hasattr(letter, "seal"):
            raise Http404
        return documents.answer_of(letter.seal)


class PromisedData(serializers.Serializer[Any]):
    """So many cars go to this country and are served there by this centre."""

    country = serializers.CharField()
    name = serializers.CharField()
    firm = serializers.CharField()
    address = serializers.CharField()
    city = serializers.CharField()
    cars = serializers.IntegerField()


class VerdictData(serializers.Serializer[Verdict]):
    """``same_bytes``: the file is the one that was sealed. ``elsewhere``: another site that the file names."""

    answer = serializers.ChoiceField(choices=Answer.choices)
    said = serializers.CharField()
    same_bytes = serializers.BooleanField()
    number = serializers.CharField(source="letter.number", allow_null=True, default=None)
    maker = serializers.CharField(source="letter.maker_id", allow_null=True, default=None)
    issued_at = serializers.DateTimeField(source="letter.issued_at", allow_null=True, default=None)
    ended_at = serializers.DateTimeField(source="letter.ended_at", allow_null=True, default=None)
    elsewhere = serializers.CharField(allow_blank=True)
    promises = serializers.SerializerMethodField()

    def get_promises(self, verdict: Verdict) -> list[dict[str, Any]]:
        if verdict.letter is None:
            return []
        return list(PromisedData(what_it_promises(verdict.letter)[0], many=True).data)


class CheckedFile(serializers.Serializer[Any]):
    """A PDF in hand."""

    file = serializers.FileField(max_length=200, allow_empty_file=True)

    def validate_file(self, file: Any) -> Any:
        try:
            refuse_large(file.size)
        except Wrong as wrong:
            raise serializers.ValidationError(wrong.messages) from wrong
        return file


class LetterCheckViewSet(viewsets.GenericViewSet[Letter]):
    """Whether a file is a letter that was sealed here, and what became of it. The file is not kept."""

    room = None
    queryset = Letter.objects.none()
    serializer_class = CheckedFile
    parser_classes = (MultiPartParser,)
    pagination_class = None

    @extend_schema(request={"multipart/form-data": CheckedFile}, responses={200: VerdictData})
    def create(self, request: Request) -> Response:
        """Compare a file with the register."""
        data = CheckedFile(data=request.data)
        data.is_valid(raise_exception=True)
        return Response(VerdictData(by_file(data.validated_data["file"].read())).data)
