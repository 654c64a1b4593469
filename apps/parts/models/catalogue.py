"""A manufacturer's parts."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from apps.core.db.pieces import Pieces
from apps.core.db.words import words_of
from apps.vehicles.components import Component

from ..details import HEAVIEST_G, MOST_AT_LEAST, MOST_IN_A_PACK, Transport, Unit


class Part(models.Model):
    """A manufacturer's part number; the catalogue is public to those who order from it."""

    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="parts", db_index=False)
    number = models.CharField(_("part number"), max_length=40)
    name = models.CharField(_("name"), max_length=150)
    active = models.BooleanField(_("can be ordered"), default=True)
    # What of a car it belongs to, as requests name it; empty: its manufacturer did not say.
    component = models.CharField(_("component"), max_length=40, choices=Component, blank=True, db_default="")
    # What it is called elsewhere; empty: as ``name``.
    name_zh = models.CharField(_("name in Chinese"), max_length=150, blank=True, db_default="")
    name_ar = models.CharField(_("name in Arabic"), max_length=150, blank=True, db_default="")
    unit = models.CharField(_("unit"), max_length=5, choices=Unit, db_default=Unit.PIECE.value)
    # Orders are for whole packs, and for no fewer than this.
    pack = models.PositiveIntegerField(_("sold in packs of"), db_default=1)
    least = models.PositiveIntegerField(_("smallest order"), db_default=1)
    weight_g = models.PositiveIntegerField(_("weight, g"), null=True, blank=True)
    customs_code = models.CharField(_("customs code"), max_length=10, blank=True, db_default="")
    origin = CountryField(_("country of origin"), blank=True, default="", db_default="")
    # A car without it does not move.
    critical = models.BooleanField(_("a car stands without it"), db_default=False)
    transport = models.CharField(_("dangerous goods"), max_length=6, choices=Transport, blank=True, db_default="")
    shelf_life_months = models.PositiveSmallIntegerField(_("shelf life, months"), null=True, blank=True)
    barcode = models.CharField(_("barcode"), max_length=14, blank=True, db_default="")
    # The number without what parts it: people look for B50012 and mean B500-12.
    bare = models.GeneratedField(
        expression=Func(F("number"), Value("[^0-9A-Z]"), Value(""), Value("g"), function="regexp_replace"),
        output_field=models.CharField(max_length=40, db_collation="C"),
        db_persist=True,
    )
    # All its names, to be searched at once.
    names = models.GeneratedField(
        expression=Concat("name", Value("|"), "name_zh", Value("|"), "name_ar"),
        output_field=models.CharField(max_length=460),
        db_persist=True,
    )

    get_unit_display = words_of("unit", Unit)

    class Meta:
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["manufacturer", "number"], name="part_once_per_maker"),
            models.CheckConstraint(
                condition=Q(pack__gte=1, pack__lte=MOST_IN_A_PACK, least__gte=1, least__lte=MOST_AT_LEAST),
                name="part_sold_sanely",
            ),
            models.CheckConstraint(
                condition=Q(weight_g=None) | Q(weight_g__gte=1, weight_g__lte=HEAVIEST_G), name="part_weighs_something"
            ),
        ]
        indexes = [
            models.Index(fields=["number", "id"], name="part_number"),
            models.Index(fields=["manufacturer", "number", "id"], name="part_maker_number"),
            models.Index(fields=["name", "id"], name="part_name"),
            models.Index(fields=["manufacturer", "name", "id"], name="part_maker_name"),
            models.Index(fields=["bare"], name="part_bare"),
            # What people type, scan or remember (docs/decisions/0052-a-part-and-what-replaces-it.md).
            GinIndex(Pieces("names"), name="part_names_pieces"),
            GinIndex(Pieces("bare"), name="part_bare_pieces"),
            models.Index(fields=["barcode"], name="part_barcode", condition=~Q(barcode="")),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("parts:part", args=[self.pk])

    @property
    def called(self) -> str:
        """Its name in the reader's language, where its manufacturer gave one."""
        return {"zh-hans": self.name_zh, "ar": self.name_ar}.get(get_language() or "", "") or self.name

    @property
    def weight_kg(self) -> Decimal | None:
        """Its weight in kilograms."""
        return None if self.weight_g is None else Decimal(self.weight_g) / 1000

    def next_quantity(self, wanted: int) -> int:
        """The smallest quantity that can be ordered and is no less than ``wanted``: whole packs, the least at least."""
        return -(-max(wanted, self.least) // self.pack) * self.pack
