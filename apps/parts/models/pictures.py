"""What a part looks like."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .catalogue import Part
from .dated import Said


class PartPhoto(Said):
    """A clean JPEG of a part; the newest that stands is shown."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="photos", db_index=False)
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("photo of a part")
        verbose_name_plural = _("photos of parts")
        ordering = ["-id"]
        indexes = [models.Index(fields=["part", "-id"], name="partphoto_newest")]

    def __str__(self) -> str:
        return self.file
