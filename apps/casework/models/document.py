"""A file that belongs to somebody: what it is, whose, and by its digest whether it is still the same."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .actor import ActorRecord


class Document(models.Model):
    """A kept file; rows are added and never changed, another version is another row.

    The file lies in the default storage under its digest: the same bytes sent twice are one file with two rows.
    """

    sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=200)
    name = models.CharField(_("file"), max_length=200)
    size = models.PositiveBigIntegerField(_("size, bytes"))
    media_type = models.CharField(max_length=100)
    kind = models.CharField(_("kind"), max_length=40)
    issuer = models.CharField(_("issued by"), max_length=150, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_by = models.ForeignKey(ActorRecord, models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-added_at", "-id"]
        indexes = [models.Index(fields=["sha256"], name="document_digest")]

    def __str__(self) -> str:
        return self.name
