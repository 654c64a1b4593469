"""The VIN of a photo over the API, for programs of workshops and ports: the same reading as on pages."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.organizations.limits import count_address
from apps.organizations.models import ApiKey

from .vin_photos import Seen, vin_in_photo
from .vin_reading import Reading, read_vin


class VinPhoto(serializers.Serializer[Any]):
    """JPEG, PNG, WebP, HEIC or AVIF with the barcode of a car (Code 39, Code 128, DataMatrix, QR, PDF417)."""

    photo = serializers.FileField(max_length=200)


class VinNote(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()


class VinOfPhoto(serializers.Serializer[Any]):
    """``notes``: what is odd about the VIN; ``others``: what other barcodes of the photo say, cut to 40 signs."""

    vin = serializers.CharField()
    maker = serializers.CharField(allow_blank=True)
    country = serializers.CharField(allow_blank=True)
    model_years = serializers.ListField(child=serializers.IntegerField())
    check_digit = serializers.ChoiceField(choices=["ok", "bad", "not-required"])
    notes = VinNote(source="warnings", many=True)
    others = serializers.ListField(child=serializers.CharField())


class VinPhotoViewSet(viewsets.GenericViewSet[Any]):
    """A VIN out of a photo of its barcode. The photo is not kept."""

    room = ApiKey.Room.VEHICLES
    serializer_class = VinPhoto
    parser_classes = (MultiPartParser,)
    pagination_class = None

    @extend_schema(request={"multipart/form-data": VinPhoto}, responses={200: VinOfPhoto})
    def create(self, request: Request) -> Response:
        """Read one photo; 400 says what was wrong with it (``no_barcode``, ``other_barcode``, ``photo``)."""
        data = VinPhoto(data=request.data)
        data.is_valid(raise_exception=True)
        count_address("vin-photos", request)
        seen = vin_in_photo(data.validated_data["photo"])
        return Response(VinOfPhoto(_told(seen, read_vin(seen.vin))).data)


def _told(seen: Seen, reading: Reading) -> dict[str, Any]:
    names = ("vin", "maker", "country", "model_years", "check_digit", "warnings")
    return {**{name: getattr(reading, name) for name in names}, "others": seen.others}
