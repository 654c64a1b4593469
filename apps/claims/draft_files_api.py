"""The files of a draft over the API: sent one at a time over a weak network, and there when the request is filed."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core import pdf_input
from apps.core.json_input import CarefulJSONParser
from apps.core.photos import MOST_PHOTOS, clean_all
from apps.organizations.requests import actor_of, person_of

from . import services
from .file_renderers import Paper, Picture
from .services.draft_files import Kept
from .views.papers import attached
from .views.pictures import picture

_DIGEST = "[0-9a-f]{64}"


class KeptPhoto(serializers.Serializer[Any]):
    """A photo as it will be sent: turned, made small, without place and time. ``sha256`` is its address here."""

    sha256 = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class KeptFiles(serializers.Serializer[Any]):
    """What waits with a draft."""

    photos = KeptPhoto(many=True)
    paper = serializers.CharField(source="paper.name", default=None, allow_null=True)


class NewPhotos(serializers.Serializer[Any]):
    photos = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), min_length=1, max_length=MOST_PHOTOS
    )


class NewPaper(serializers.Serializer[Any]):
    paper = serializers.FileField(allow_empty_file=True, help_text="One PDF of at most 10 MB.")


class DraftFiles:
    """Actions of a view set whose objects are drafts."""

    get_object: Any

    @extend_schema(responses=KeptFiles)
    @action(detail=True, methods=["get"], pagination_class=None)
    def files(self, request: Request, request_key: str) -> Response:
        """What waits with the draft; it goes along when a request with this ``request_key`` is filed."""
        self.get_object()
        return Response(KeptFiles(self._kept(request, request_key)).data)

    @extend_schema(request={"multipart/form-data": NewPhotos}, responses=KeptFiles)
    @action(detail=True, methods=["post"], parser_classes=[CarefulJSONParser, MultiPartParser], pagination_class=None)
    def photos(self, request: Request, request_key: str) -> Response:
        """Add photos; the same one again is still one."""
        draft = self.get_object()
        data = NewPhotos(data=request.data)
        data.is_valid(raise_exception=True)
        photos = clean_all(data.validated_data["photos"])
        services.add_draft_photos(by=actor_of(request), draft=draft, photos=photos, at=timezone.now())
        return Response(KeptFiles(self._kept(request, request_key)).data)

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    @action(
        detail=True,
        methods=["get"],
        url_path=f"photos/(?P<sha256>{_DIGEST})",
        renderer_classes=[JSONRenderer, Picture],
        pagination_class=None,
    )
    def photo(self, request: Request, request_key: str, sha256: str) -> HttpResponseBase:
        """One photo as JPEG."""
        self.get_object()
        photos = self._kept(request, request_key).photos
        found = next((photo for photo in photos if photo.sha256 == sha256), None)
        return picture(found.content if found else None, f"{sha256[:8]}.jpg")

    @extend_schema(responses={204: None})
    @photo.mapping.delete
    def leave_photo_out(self, request: Request, request_key: str, sha256: str) -> Response:
        """Drop a photo; once more finds none (404)."""
        return self._left_out(request, sha256)

    @extend_schema(responses={(200, pdf_input.MEDIA_TYPE): OpenApiTypes.BINARY})
    @action(
        detail=True,
        methods=["get"],
        parser_classes=[CarefulJSONParser, MultiPartParser],
        renderer_classes=[JSONRenderer, Paper],
        pagination_class=None,
    )
    def paper(self, request: Request, request_key: str) -> HttpResponseBase:
        """The PDF, as a file to save."""
        self.get_object()
        return attached(self._kept(request, request_key).paper)

    @extend_schema(request={"multipart/form-data": NewPaper}, responses=KeptFiles)
    @paper.mapping.put
    def set_paper(self, request: Request, request_key: str) -> Response:
        """Let a PDF go along, in the place of another."""
        draft = self.get_object()
        data = NewPaper(data=request.data)
        data.is_valid(raise_exception=True)
        paper = pdf_input.read(data.validated_data["paper"])
        services.set_draft_paper(by=actor_of(request), draft=draft, paper=paper, at=timezone.now())
        return Response(KeptFiles(self._kept(request, request_key)).data)

    @extend_schema(responses={204: None})
    @paper.mapping.delete
    def leave_paper_out(self, request: Request, request_key: str) -> Response:
        """Drop the PDF; once more finds none (404)."""
        paper = self._kept(request, request_key).paper
        return self._left_out(request, paper.sha256 if paper else "")

    def _left_out(self, request: Request, sha256: str) -> Response:
        if not services.leave_out_of_draft(by=actor_of(request), draft=self.get_object(), sha256=sha256):
            raise Http404
        return Response(status=204)

    def _kept(self, request: Request, request_key: str) -> Kept:
        return services.files_of_draft(owner_id=person_of(actor_of(request)), request_key=request_key)
