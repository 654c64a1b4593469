"""Drafts of warranty plans as cases (steps.py): what is published becomes a plan that is never changed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.casework.models import CaseEvent

from ..content import PlanContent
from .plans import WarrantyPlan


class PlanDraft(models.Model):
    """What a manufacturer means to promise; its own until it is published."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("warranty plan", "Draft")
        PUBLISHED = "published", pgettext_lazy("warranty plan", "Published")
        WITHDRAWN = "withdrawn", pgettext_lazy("warranty plan", "Withdrawn")

    number = models.CharField(_("number"), max_length=12, unique=True)
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    #: A :class:`~apps.warranty.content.PlanContent` as JSON.
    kept = models.JSONField(_("content"))
    #: The plan that its publication made.
    made = models.OneToOneField(WarrantyPlan, models.PROTECT, null=True, related_name="draft", verbose_name=_("made"))
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("drafted at"))
    updated_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("draft of a warranty plan")
        verbose_name_plural = _("drafts of warranty plans")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["manufacturer", "-created_at", "-id"], name="plandraft_maker_newest")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("warranty:draft", args=[self.number])

    @property
    def content(self) -> PlanContent:
        return PlanContent.from_json(self.kept)

    @property
    def country(self) -> str:
        """Of the market it is for; empty: all."""
        return str(self.kept.get("country", ""))

    def sides(self) -> dict[str, Any]:
        """The side columns that its events share."""
        return {"manufacturer_id": self.manufacturer_id}


class PlanDraftEvent(CaseEvent):
    """One line of a draft's timeline."""

    plan = models.ForeignKey(PlanDraft, models.PROTECT, related_name="events")
    manufacturer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
