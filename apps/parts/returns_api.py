"""Returns of parts for dealers' and manufacturers' own software; the same services as the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.casework.case_views import CaseViews
from apps.casework.step_actions import EVENT_FIELDS, step_actions
from apps.core.api_fields import Number, Text, WholeNumber
from apps.core.errors import Refused
from apps.core.json_input import CarefulJSONParser
from apps.core.pagination import KeysetPagination
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of
from apps.organizations.scope import Side

from . import services
from .filters_returns import ReturnFilter
from .models import MOST_IN_A_LINE, PartReturn, PartReturnEvent
from .paper_files import read_all
from .papers_data import FilesField
from .price_data import CasePaperData
from .selectors.returns import line_to_return, returns_seen
from .sides import READERS
from .steps_returns import KIND


class Newest(KeysetPagination):
    ordering: Any = ("-asked_at", "-id")


class ReturnEventData(serializers.ModelSerializer[PartReturnEvent]):
    class Meta:
        model = PartReturnEvent
        fields = EVENT_FIELDS
        read_only_fields = fields


class ReturnSummary(serializers.ModelSerializer[PartReturn]):
    part = serializers.CharField(source="part.number")
    order = serializers.CharField(source="line.order.number")
    dealer = serializers.CharField(source="dealer.slug")
    manufacturer = serializers.CharField(source="manufacturer.slug")
    country = serializers.CharField(source="country.code")

    class Meta:
        model = PartReturn
        fields = [
            *("number", "status", "version", "order", "line", "part", "quantity", "reason", "asked_at"),
            *("dealer", "manufacturer", "country", "return_number", "payer", "send_by", "refusal", "sent", "sent_at"),
            *("tracking", "found", "finding", "credit", "currency", "in_full", "back"),
        ]
        read_only_fields = fields


class ReturnDetail(ReturnSummary):
    papers = CasePaperData(many=True)
    events = ReturnEventData(many=True)

    class Meta(ReturnSummary.Meta):
        fields = [*ReturnSummary.Meta.fields, "papers", "events"]
        read_only_fields = fields


class NewReturn(serializers.Serializer[Any]):
    """Pieces of a received order line (its id, as orders name it) that are to go back; sent as JSON, or as a form with
    ``files``: PDFs or photos.
    """

    line = Number(min_value=1)
    quantity = WholeNumber(min_value=1, max_value=MOST_IN_A_LINE)
    reason = serializers.ChoiceField(PartReturn.Reason.choices)
    note = Text(max_length=500, required=False, allow_blank=True, default="")
    request_key = Text(min_length=8, max_length=64)
    files = FilesField(required=False)


@step_actions(KIND, ReturnDetail)
class ReturnViewSet(CaseViews[PartReturn]):
    """Returns of parts, newest first: asked for by dealers, answered by manufacturers."""

    room = ApiKey.Room.PARTS
    sides = READERS
    queryset = PartReturn.objects.none()
    in_lists, alone = ReturnSummary, ReturnDetail
    whole = ("events", "papers")
    parser_classes = (CarefulJSONParser, MultiPartParser)
    filterset_class = ReturnFilter
    pagination_class = Newest

    def rows(self) -> QuerySet[PartReturn]:
        return returns_seen()

    @extend_schema(request=NewReturn, responses={201: ReturnDetail})
    def create(self, request: Request) -> Response:
        """Ask to return parts; the same ``request_key`` again is the same return."""
        actor = actor_of(request)
        if actor.side is not Side.DEALER:
            raise PermissionDenied
        data = NewReturn(data=request.data)
        data.is_valid(raise_exception=True)
        given = dict(data.validated_data)
        given["files"] = read_all(given.pop("files", []), field="files")
        line = line_to_return(actor, given.pop("line"))
        if line is None:
            raise Refused(_("This is no line that you received. Name a received line of your orders."), field="line")
        made = services.ask_return(line=line, by=actor, at=timezone.now(), **given)
        return self.shown(made, 201)
