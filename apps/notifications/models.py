"""The outbox through which facts leave a transaction, and the notices people read."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from .catalogue import words_of


class OutboxEvent(models.Model):
    """One fact, written in the transaction that made it true, waiting for the relay."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()
    relayed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(
                fields=["occurred_at", "id"],
                name="outbox_waiting",
                condition=models.Q(relayed_at__isnull=True),
            ),
            models.Index(fields=["relayed_at"], name="outbox_relayed", condition=models.Q(relayed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.id}"


class Consumption(models.Model):
    """That a consumer has dealt with an event: the same event twice does one thing."""

    consumer = models.CharField(max_length=60)
    event_id = models.UUIDField()
    consumed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("consumption")
        verbose_name_plural = _("consumptions")
        constraints = [models.UniqueConstraint(fields=["consumer", "event_id"], name="consumption_once")]
        indexes = [models.Index(fields=["consumed_at"], name="consumption_age")]

    def __str__(self) -> str:
        return f"{self.consumer} {self.event_id}"


class Letter(models.Model):
    """A mail that waits for the server, or that one refused for good; those that are sent are deleted."""

    to = ArrayField(models.EmailField(), verbose_name=_("to"))
    sender = models.CharField(_("sender"), max_length=320)
    subject = models.TextField(_("subject"))
    body = models.TextField()
    html = models.TextField(blank=True)
    written_at = models.DateTimeField(_("written at"))
    refused_at = models.DateTimeField(_("refused at"), null=True, blank=True)
    refusal = models.CharField(_("refusal"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-id"]
        indexes = [BrinIndex(fields=["written_at"], name="letter_age")]

    def __str__(self) -> str:
        return f"{self.subject} → {', '.join(self.to)}"


class Alarm(models.Model):
    """Something that needs a person's hand; sounded again, it is the same alarm until somebody settles it."""

    kind = models.SlugField(_("kind"), max_length=30)
    about = models.CharField(_("about"), max_length=120)
    said = models.TextField(_("what happened"))
    first_at = models.DateTimeField(_("first time"))
    last_at = models.DateTimeField(_("last time"))
    times = models.PositiveIntegerField(_("times"), default=1)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.CharField(_("settled by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about"], condition=models.Q(settled_at__isnull=True), name="alarm_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.about}"


class UndoneEvent(OutboxEvent):
    """An event that some consumer failed to deal with for as long as it is tried (operators' page)."""

    class Meta:
        proxy = True
        verbose_name = _("event that was given up")
        verbose_name_plural = _("events that were given up")


class MailLine(models.Model):
    """One thing that a person is told by mail: due with their next mail, or sent with one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    event_id = models.UUIDField()
    key = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()
    due_at = models.DateTimeField(_("due at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of a mail")
        verbose_name_plural = _("lines of mails")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "event_id", "key"], name="mailline_once")]
        indexes = [
            models.Index(fields=["user", "-sent_at"], name="mailline_last"),
            models.Index(fields=["due_at"], name="mailline_due", condition=models.Q(sent_at__isnull=True)),
            BrinIndex(fields=["occurred_at"], name="mailline_age"),
        ]

    def __str__(self) -> str:
        return f"{self.key} → {self.user_id}"


class Notice(models.Model):
    """A line in a person's in-app notices; text is made in the reader's language from key and values."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    event_id = models.UUIDField()
    key = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    url = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["user", "event_id", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="notice_user_newest"),
            # Small, and enough to find what is old.
            BrinIndex(fields=["created_at"], name="notice_age"),
            models.Index(fields=["user"], name="notice_unread", condition=models.Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.key} → {self.user_id}"

    @property
    def sentence(self) -> str:
        """The notice in the reader's language."""
        words = words_of(self.key)
        return words.say(self.values) if words else self.key
