"""Claims for organisations' own software and for owners; the same services as the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from apps.casework import documents
from apps.casework.step_actions import EVENT_FIELDS, step_actions
from apps.core import pdf_input
from apps.core.json_input import CarefulJSONParser
from apps.core.pagination import KeysetPagination
from apps.core.photos import clean_all
from apps.organizations.limits import count_address
from apps.organizations.models import ApiKey
from apps.organizations.requests import actor_of, person_of
from apps.organizations.scope import PEOPLE_SIDES, Actor, Side
from apps.vehicles.masked_vins import seen_by
from apps.vehicles.models import Vehicle
from apps.vehicles.readings_api import ask_about_jump

from . import selectors, services
from .contact import called, contact_of
from .file_renderers import Paper, Picture
from .filing_data import NearData, NewClaim, NewClaimInJSON, NewRecallClaim, WorkshopShown
from .filters import ClaimFilter
from .models import Claim, ClaimEvent, ClaimPaper, ClaimPhoto, DenialProposal, Rating
from .safety_advice import advice_on
from .seen_vins import vin_of
from .services.filing import sent_before
from .steps import KIND
from .views.pictures import picture_of
from .workshops import workshops_near


class Newest(KeysetPagination):
    ordering: Any = selectors.NEWEST


class EventData(serializers.ModelSerializer[ClaimEvent]):
    by_name = serializers.SerializerMethodField()

    def get_by_name(self, event: ClaimEvent) -> str:
        return str(called(event, contact_of(event.claim)))

    class Meta:
        model = ClaimEvent
        fields = EVENT_FIELDS


class PhotoData(serializers.ModelSerializer[ClaimPhoto]):
    """A photo, to be fetched with the same key."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = ClaimPhoto
        fields = ["url", "width", "height", "size", "sha256", "added_at"]

    @extend_schema_field(serializers.URLField())
    def get_url(self, photo: ClaimPhoto) -> str:
        return reverse("api:claim-photo", args=[photo.claim.number, photo.pk], request=self.context["request"])


class ProposalData(serializers.ModelSerializer[DenialProposal]):
    """A denial that the workshop proposed; no ``outcome`` while the manufacturer has not decided."""

    class Meta:
        model = DenialProposal
        fields = ["reason", "explanation", "proposed_at", "outcome", "decided_at", "grounds"]


class RatingShown(serializers.ModelSerializer[Rating]):
    class Meta:
        model = Rating
        fields = ["stars", "words", "rated_at"]


class PaperShown(serializers.ModelSerializer[ClaimPaper]):
    """The PDF that came with a request, to be fetched with the same key; null for sides that do not read it."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = ClaimPaper
        fields = ["url", "name", "size", "sha256", "sent_at"]

    @extend_schema_field(serializers.URLField())
    def get_url(self, paper: ClaimPaper) -> str:
        return reverse("api:claim-paper", args=[paper.claim.number], request=self.context["request"])


class ClaimSummary(serializers.ModelSerializer[Claim]):
    """``vin`` is masked for regulators and the authority, whom a single claim shows it to after ``see-vin``.

    ``recall``: the number of the recall whose remedy it books; null for requests about a fault.
    """

    vin = serializers.SerializerMethodField()
    due_at = serializers.SerializerMethodField()

    class Meta:
        model = Claim
        fields = [
            "number", "vin", "vehicle_title", "status", "component", "country", "in_warranty", "safety_critical",
            "immobilised", "recall", "waiting_for", "due_at", "filed_at", "responded_at", "repaired_at", "closed_at",
            "version",
        ]  # fmt: skip

    def get_vin(self, claim: Claim) -> str:
        return seen_by(claim.vin, actor_of(self.context["request"]))

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_due_at(self, claim: Claim) -> Any:
        return claim.next_due_at if claim.next_due_at.year < 9999 else None


class ClaimDetail(ClaimSummary):
    events = EventData(many=True, read_only=True)
    photos = PhotoData(many=True, read_only=True)
    proposals = ProposalData(many=True, read_only=True)
    rating = serializers.SerializerMethodField()
    paper = serializers.SerializerMethodField()
    safety_advice = serializers.SerializerMethodField(
        help_text="What to do at once about a fault of this part, in the language of the request; often nothing."
    )

    def get_vin(self, claim: Claim) -> str:
        actor = actor_of(self.context["request"])
        return vin_of(claim, actor=actor, events=claim.events.all(), at=timezone.now())

    @extend_schema_field(RatingShown(allow_null=True))
    def get_rating(self, claim: Claim) -> Any:
        found = getattr(claim, "rating", None)
        return RatingShown(found).data if found else None

    def get_safety_advice(self, claim: Claim) -> list[str]:
        found = advice_on(claim.component, claim.powertrain)
        return [str(found.title), *map(str, found.lines)] if found else []

    @extend_schema_field(PaperShown(allow_null=True))
    def get_paper(self, claim: Claim) -> Any:
        found = getattr(claim, "paper", None)
        return PaperShown(found, context=self.context).data if found else None

    class Meta(ClaimSummary.Meta):
        fields = [
            *ClaimSummary.Meta.fields, "complaint", "cause", "correction", "denial_reason", "denial_note",
            "occurred_on", "how_often", "odometer_km", "vehicle_in_at", "handed_back_at", "events", "photos",
            "proposals", "rating", "paper", "safety_advice",
        ]  # fmt: skip


@step_actions(KIND, ClaimDetail)
class ClaimViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Claim]):
    """Claims that the caller's side has a part in."""

    room = ApiKey.Room.CLAIMS
    queryset = Claim.objects.none()
    lookup_field = "number"
    lookup_value_regex = "[A-Z0-9-]+"
    filterset_class = ClaimFilter
    pagination_class = Newest
    sides = PEOPLE_SIDES
    parser_classes = (CarefulJSONParser, MultiPartParser)

    def get_queryset(self) -> QuerySet[Claim]:
        rows = selectors.claims()
        return _whole(rows) if self.action == "retrieve" else rows

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return ClaimSummary if self.action == "list" else ClaimDetail

    @extend_schema(
        request={"application/json": NewClaimInJSON, "multipart/form-data": NewClaim}, responses={201: ClaimDetail}
    )
    def create(self, request: Request) -> Response:
        """File a request (owners); what waits with a draft of the same ``request_key`` goes along."""
        actor = _actor(request, Side.OWNER)
        data = _valid(NewClaim, request)
        count_address("claims", request)
        vehicle = get_object_or_404(Vehicle, vin=data.pop("vin"))
        checked = data.pop("figure_checked")
        if sent_before(vehicle, data["request_key"]) is None:
            ask_about_jump(vehicle, data["occurred_on"], data["odometer_km"], checked=checked)
        waiting = services.files_of_draft(owner_id=person_of(actor), request_key=data["request_key"])
        paper = data.pop("paper", None)
        files = waiting.beside(clean_all(data.pop("photos", [])), pdf_input.read(paper) if paper else None)
        claim = services.file_claim(
            by=actor,
            vehicle=vehicle,
            dealer_id=data.pop("dealer"),
            photos=files.photos,
            paper=files.paper,
            at=timezone.now(),
            **data,
        )
        return Response(self._detail(claim), status=201)

    @extend_schema(parameters=[NearData], responses={200: WorkshopShown(many=True)})
    @action(detail=False, methods=["get"], filterset_class=None, pagination_class=None)
    def workshops(self, request: Request) -> Response:
        """The workshops that a request about a car of one's own may go to, near ones first (owners)."""
        _actor(request, Side.OWNER)
        asked = NearData(data=request.query_params)
        asked.is_valid(raise_exception=True)
        data = dict(asked.validated_data)
        vehicle = get_object_or_404(Vehicle, vin=data.pop("vin"))
        found = workshops_near(
            vehicle, city=data.get("place_city", ""), country=data.get("place_country", ""), at=timezone.now()
        )
        return Response(WorkshopShown(found, many=True).data)

    @extend_schema(request=NewRecallClaim, responses={201: ClaimDetail})
    @action(
        detail=False, methods=["post"], parser_classes=[CarefulJSONParser], filterset_class=None, pagination_class=None
    )
    def recall(self, request: Request) -> Response:
        """Book the remedy of a recall (owners); the same twice is once."""
        actor = _actor(request, Side.OWNER)
        data = _valid(NewRecallClaim, request)
        count_address("claims", request)
        vehicle = get_object_or_404(Vehicle, vin=data.pop("vin"))
        claim = services.file_recall_claim(
            by=actor, vehicle=vehicle, dealer_id=data.pop("dealer"), at=timezone.now(), **data
        )
        return Response(self._detail(claim), status=201)

    @extend_schema(responses={(200, pdf_input.MEDIA_TYPE): OpenApiTypes.BINARY})
    @action(
        detail=True,
        methods=["get"],
        renderer_classes=[JSONRenderer, Paper],
        filterset_class=None,
        pagination_class=None,
    )
    def paper(self, request: Request, number: str) -> HttpResponseBase:
        """The PDF that came with it, as a file to save; its owner's and the workshop's."""
        return documents.answer_of(get_object_or_404(ClaimPaper, claim__number=number))

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    @action(
        detail=True,
        methods=["get"],
        url_path=r"photos/(?P<pk>[0-9]{1,18})",
        renderer_classes=[JSONRenderer, Picture],
        filterset_class=None,
        pagination_class=None,
    )
    def photo(self, request: Request, number: str, pk: str) -> HttpResponseBase:
        """One photo as JPEG."""
        return picture_of(get_object_or_404(ClaimPhoto, claim__number=number, pk=pk), number)

    def shown(self, claim: Claim) -> Response:
        """The answer to a step: the claim as it is then."""
        return Response(self._detail(claim))

    def _detail(self, claim: Claim) -> Any:
        fresh = _whole(Claim.objects.all()).get(pk=claim.pk)
        return ClaimDetail(fresh, context=self.get_serializer_context()).data


def _whole(rows: QuerySet[Claim]) -> QuerySet[Claim]:
    """Claims with everything that one of them shows (4 queries)."""
    return rows.select_related("contact", "rating", "paper").prefetch_related("events", "photos", "proposals")


def _actor(request: Request, *sides: Side) -> Actor:
    actor = actor_of(request)
    if sides and actor.side not in sides:
        raise PermissionDenied
    return actor


def _valid(data_class: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    data = data_class(data=request.data)
    data.is_valid(raise_exception=True)
    return dict(data.validated_data)
