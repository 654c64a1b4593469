"""That a firm asks somebody, by e-mail address, to act for it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.organizations.models import Membership


class Invitation(models.Model):
    """Open until it is accepted, declined, withdrawn or past its last moment.

    Of the link in the mail only a digest is kept. ``invitee`` is filled as soon as somebody has proven that the
    address is theirs; the firm is never told whether that happened.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("invitation", "Open")
        ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
        DECLINED = "declined", pgettext_lazy("invitation", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "Withdrawn")
        EXPIRED = "expired", pgettext_lazy("invitation", "Expired")

    number = models.CharField(_("number"), max_length=12, unique=True)
    organization = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="+", db_index=False)
    # In the one form of apps/accounts/addresses.py.
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=12, choices=Membership.Role)
    language = models.CharField(_("language"), max_length=12)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.OPEN)
    version = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64, unique=True)
    by_name = models.CharField(_("invited by"), max_length=150)
    invitee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(_("invited at"))
    expires_at = models.DateTimeField(_("open until"))

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email"], condition=models.Q(status="open"), name="invitation_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="invitation_forward"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-created_at", "-id"], name="invitation_newest"),
            models.Index(fields=["invitee", "-created_at", "-id"], name="invitation_invitee"),
            models.Index(fields=["email"], name="invitation_address", condition=models.Q(status="open")),
            models.Index(fields=["expires_at"], name="invitation_age", condition=models.Q(status="open")),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("organizations:invitation", args=[self.number])

    #: Who acts for whom is in no manufacturer's books, and happens in no country.
    manufacturer_id = None
    country = ""
