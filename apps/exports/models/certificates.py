"""Registration certificates of cars that were registered in China before they left: rows of fact."""

from __future__ import annotations

from typing import Any

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .exporters import Exporter


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """The one place of the rule which certificate counts."""

    def current(self) -> CertificateQuerySet:
        """Those in whose place no other one stands."""
        return self.filter(superseded_by=None)

    def of_the_authority(self) -> CertificateQuerySet:
        """Those that the authority gave by its own word."""
        return self.filter(exporter=None)


class Certificate(models.Model):
    """What a car's Motor Vehicle Registration Certificate (机动车登记证书) says, as somebody gave it.

    ``exporter`` says who showed it; empty: the authority knows it by itself, and its row wins wherever both are there.
    An exporter's row is held against this exporter's records only: no rival accuses or clears anybody with it. Never
    changed: a correction ``supersedes`` it, with its reason. ``sha256`` is the digest of the scan's bytes as sent.
    Source of the duty: 商贸函〔2025〕648号 I(2).
    """

    vin = models.CharField(_("VIN"), max_length=17, validators=[MinLengthValidator(17)])
    exporter = models.ForeignKey(
        Exporter, models.PROTECT, to_field="name", db_column="exporter", db_index=False, null=True, blank=True,
        related_name="certificates", verbose_name=_("shown by"),
    )  # fmt: skip
    # The maker on this portal for whom the exporter acts.
    manufacturer = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="+", db_index=False
    )
    certificate_number = models.CharField(_("certificate number"), max_length=30)
    brand = models.CharField(_("brand"), max_length=60)
    model_name = models.CharField(_("model"), max_length=100)
    first_registered_on = models.DateField(_("first registered on"))
    transferred_on = models.DateField(_("transfer for export registered on"), null=True, blank=True)
    document = models.ForeignKey("casework.Document", models.PROTECT, null=True, related_name="+", db_index=False)
    sha256 = models.CharField(_("digest of the scan"), max_length=64, blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("in place of")
    )
    reason = models.CharField(_("reason of the correction"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    actor = models.ForeignKey("casework.ActorRecord", models.PROTECT, related_name="+", db_index=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration certificate")
        verbose_name_plural = _("registration certificates")
        ordering = ["-recorded_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["vin", "exporter"],
                condition=Q(supersedes__isnull=True),
                name="certificate_begun_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(reason=""), name="certificate_corrected_for_a_reason"
            ),
            models.CheckConstraint(condition=Q(vin__regex=r"^[A-HJ-NPR-Z0-9]{17}$"), name="certificate_vin"),
        ]
        indexes = [
            models.Index(fields=["-recorded_at", "-id"], name="certificate_newest"),
            models.Index(fields=["manufacturer", "-recorded_at", "-id"], name="certificate_maker_newest"),
            models.Index(fields=["vin"], name="certificate_by_vin"),
        ]

    def __str__(self) -> str:
        return f"{self.vin} {self.certificate_number}"

    def get_absolute_url(self) -> str:
        return reverse("exports:certificate", args=[self.pk])

    @property
    def giver(self) -> Any:
        """Who gave it, as people read it."""
        return self.exporter_id or _("Export authority")
