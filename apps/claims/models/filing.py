"""What an owner writes before a request is sent, and the paper that goes with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.duties.models import SidesMixin
from apps.vehicles.components import Component

from .claim import Claim

#: Counted from when a draft was last kept.
KEPT_FOR = timedelta(days=30)


class Draft(models.Model):
    """A request that its owner has not sent yet: what stands in the form, right or wrong, as it was typed.

    It names the car by VIN and title as they were: a car that is sold meanwhile is out of its old owner's sight, the
    draft is not. Photos and paper wait in the storage under the same key (photo_store.py).
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    # The form's key, and the claim's that it becomes.
    request_key = models.CharField(max_length=64)
    vin = models.CharField(_("VIN"), max_length=17)
    vehicle_title = models.CharField(max_length=250)
    # Field of the form → what was typed.
    answers = models.JSONField(default=dict)
    paper_name = models.CharField(_("file"), max_length=200, blank=True)
    kept_at = models.DateTimeField(_("kept at"))

    class Meta:
        verbose_name = _("draft of a request")
        verbose_name_plural = _("drafts of requests")
        ordering = ["-kept_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["owner", "request_key"], name="draft_once")]
        # For the task that ends old ones.
        indexes = [models.Index(fields=["kept_at"], name="draft_age")]

    def __str__(self) -> str:
        return f"{self.vin} {self.kept_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("claims:draft", args=[self.request_key])

    @property
    def kept_until(self) -> datetime:
        """When it ends by itself."""
        return self.kept_at + KEPT_FOR

    @property
    def component_words(self) -> Any:
        """What it is about, where that is chosen already."""
        return dict(Component.choices).get(self.answers.get("component", ""), "")


class ClaimPaper(SidesMixin):
    """A PDF that came with a request: what the car cost or what somebody found; its owner's and the workshop's."""

    claim = models.OneToOneField(Claim, models.PROTECT, related_name="paper")
    document = models.ForeignKey("casework.Document", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size, bytes"))
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("paper of a request")
        verbose_name_plural = _("papers of requests")

    def __str__(self) -> str:
        return self.name
