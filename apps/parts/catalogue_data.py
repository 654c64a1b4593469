"""The shapes that the API takes and gives of the catalogue."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.casework.step_actions import StepData
from apps.core.api_amounts import Amount
from apps.core.api_fields import MODEL_FIELDS, Day, Number, Text, Truth, WholeNumber
from apps.organizations.models import Organization
from apps.vehicles.components import Component

from .details import DEFAULTS, HEAVIEST_G, LONGEST_LIFE, MOST_AT_LEAST, MOST_IN_A_PACK, Transport, Unit
from .models import Fitting, Interchange, Part, PartPrice, Supersession
from .services.order_catalogue import Superseded


class SubmitData(StepData):
    """``superseded``: what is wanted of parts that others replaced; needed only where there are such."""

    superseded = serializers.ChoiceField(Superseded.choices, required=False, allow_blank=True, default="")


class PartData(serializers.ModelSerializer[Part]):
    """``pack`` and ``least``: orders are for whole packs, and for no fewer than this."""

    manufacturer: serializers.SlugRelatedField[Organization] = serializers.SlugRelatedField(
        slug_field="slug", read_only=True
    )
    number = Text(max_length=60)
    name_zh = Text(max_length=150, required=False, allow_blank=True)
    name_ar = Text(max_length=150, required=False, allow_blank=True)
    unit = serializers.ChoiceField(Unit.choices, required=False)
    pack = WholeNumber(min_value=1, max_value=MOST_IN_A_PACK, required=False)
    least = WholeNumber(min_value=1, max_value=MOST_AT_LEAST, required=False)
    weight_g = WholeNumber(min_value=1, max_value=HEAVIEST_G, required=False, allow_null=True)
    customs_code = Text(max_length=16, required=False, allow_blank=True)
    origin = serializers.RegexField(r"^[A-Z]{2}$", required=False, allow_blank=True, help_text="ISO 3166-1 alpha-2")
    critical = Truth(required=False)
    transport = serializers.ChoiceField(Transport.choices, required=False, allow_blank=True)
    shelf_life_months = WholeNumber(min_value=1, max_value=LONGEST_LIFE, required=False, allow_null=True)
    barcode = Text(max_length=20, required=False, allow_blank=True)

    serializer_field_mapping = MODEL_FIELDS

    class Meta:
        model = Part
        fields = ["id", "manufacturer", "number", "name", "component", *DEFAULTS, "active"]


class PartChange(PartData):
    """What is left out stays."""

    name = Text(max_length=150, required=False)
    component = serializers.ChoiceField(Component.choices, required=False, allow_blank=True)
    active = Truth(required=False)

    class Meta(PartData.Meta):
        fields = ["name", "component", *DEFAULTS, "active"]


class FittingData(serializers.ModelSerializer[Fitting]):
    """Cars that a part fits; what is left out narrows nothing."""

    model_name = Text(max_length=100)
    year_from = WholeNumber(required=False, allow_null=True, default=None)
    year_to = WholeNumber(required=False, allow_null=True, default=None)
    plant = Text(max_length=1, required=False, allow_blank=True, default="")
    vin_from = Text(max_length=30, required=False, allow_blank=True, default="")
    vin_to = Text(max_length=30, required=False, allow_blank=True, default="")

    class Meta:
        model = Fitting
        fields = ["id", "model_name", "year_from", "year_to", "plant", "vin_from", "vin_to", "recorded_at"]
        read_only_fields = ["recorded_at"]


class PriceData(serializers.ModelSerializer[PartPrice]):
    """The price of one unit. ``market``: two letters; empty: all that have no price of their own."""

    market = Text(max_length=2, required=False, allow_blank=True, default="")
    currency = Text(max_length=3)
    amount = Amount()
    valid_from = Day()
    valid_until = Day(required=False, allow_null=True, default=None)

    class Meta:
        model = PartPrice
        fields = ["market", "currency", "amount", "valid_from", "valid_until", "recorded_at"]
        read_only_fields = ["recorded_at"]


class SupersessionData(serializers.ModelSerializer[Supersession]):
    old = serializers.CharField(source="old.number")
    new = serializers.CharField(source="new.number")

    class Meta:
        model = Supersession
        fields = ["id", "old", "new", "quantity", "kind", "stock", "starts_on", "recorded_at"]
        read_only_fields = fields


class Successor(serializers.Serializer[Any]):
    part = Text(max_length=60, help_text="Part number")
    quantity = WholeNumber(min_value=1, max_value=100, default=1)


class SupersedeData(serializers.Serializer[Any]):
    """``new``: several are a split. ``also_old``: numbers of other parts that a kit replaces as well."""

    new = serializers.ListField(child=Successor(), min_length=1, max_length=30)
    also_old = serializers.ListField(child=Text(max_length=60), required=False, default=list, max_length=29)
    two_way = Truth(default=False)
    stock = serializers.ChoiceField(Supersession.Stock.choices)
    starts_on = Day()


class InterchangeData(serializers.ModelSerializer[Interchange]):
    """The same part by another maker's number."""

    maker = Text(max_length=80)
    number = Text(max_length=60)

    class Meta:
        model = Interchange
        fields = ["id", "maker", "number", "recorded_at"]
        read_only_fields = ["recorded_at"]


class EndData(serializers.Serializer[Any]):
    """What is no longer said: its list and its id there."""

    what = serializers.ChoiceField(["fitting", "supersession", "interchange"])
    id = Number()


class HolderData(serializers.Serializer[Any]):
    """A dealer that has a part and shows it; ``about``: 1, 2 to 5, more than 5, in the reader's language."""

    dealer = serializers.CharField(source="dealer.slug")
    name = serializers.CharField(source="dealer.name")
    country = serializers.CharField(source="dealer.country.code")
    about = serializers.CharField()
    is_near = serializers.BooleanField()


class PartDetail(PartData):
    """A part with what its manufacturer says of it today; prices as far as the reader's markets go."""

    fittings = FittingData(many=True, read_only=True)
    interchanges = InterchangeData(many=True, read_only=True)
    prices = serializers.SerializerMethodField()
    supersessions = serializers.SerializerMethodField()

    class Meta(PartData.Meta):
        fields = [*PartData.Meta.fields, "fittings", "interchanges", "prices", "supersessions"]

    @extend_schema_field(PriceData(many=True))
    def get_prices(self, part: Part) -> Any:
        return PriceData(self.context["prices"], many=True).data

    @extend_schema_field(SupersessionData(many=True))
    def get_supersessions(self, part: Part) -> Any:
        return SupersessionData(self.context["chain"], many=True).data
