"""What somebody keeps of a list, to come back to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """Filters and order of a list that somebody keeps under a name, for the firm or office they act for."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    organization = models.ForeignKey("organizations.Organization", models.CASCADE, related_name="+", db_index=False)
    # The list's route, as ``parts:stock``; which there are stands in each app's desk_lists.py.
    list = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=500)

    class Meta:
        verbose_name = _("kept view")
        verbose_name_plural = _("kept views")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organization", "list", "name"], name="savedview_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
