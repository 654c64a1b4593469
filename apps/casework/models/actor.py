"""Who acted: a row, so that a leaver or a renaming leaves the record true."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ActorRecord(models.Model):
    """A person, a key or the system, as they were called and what they were when they acted; never changed.

    Events and decisions point here. Somebody who changes name, role or firm gets another row.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        KEY = "key", _("API key")
        SYSTEM = "system", _("System")

    kind = models.CharField(max_length=6, choices=Kind)
    side = models.CharField(max_length=20)
    role = models.CharField(max_length=10, blank=True)
    name = models.CharField(max_length=150)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    api_key = models.ForeignKey("organizations.ApiKey", models.PROTECT, null=True, blank=True, related_name="+")
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    organization_name = models.CharField(max_length=150, blank=True)

    class Meta:
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user", "api_key", "side", "role", "name", "organization_name"],
                nulls_distinct=False,
                name="actorrecord_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.organization_name})" if self.organization_name else self.name
