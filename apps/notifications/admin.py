"""Operators' pages: alarms, events that were given up, and letters (never their text, which opens accounts)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.core.admin_pages import LookOnly

from . import alarms, relay, tasks
from .models import Alarm, Letter, UndoneEvent


@admin.register(Alarm)
class AlarmAdmin(LookOnly):
    list_display = ["kind", "about", "said", "times", "first_at", "last_at", "settled_at", "settled_by"]
    list_filter = [("settled_at", admin.EmptyFieldListFilter), "kind"]
    actions = ["settle"]

    @admin.action(description=_("Seen to"))
    def settle(self, request: HttpRequest, chosen: QuerySet[Alarm]) -> None:
        """Settle the chosen alarms in the operator's name."""
        number = alarms.settle(list(chosen), by=getattr(request.user, "email", ""), at=timezone.now())
        self.message_user(request, ngettext("%(n)d alarm settled", "%(n)d alarms settled", number) % {"n": number})


@admin.register(UndoneEvent)
class UndoneEventAdmin(LookOnly):
    list_display = ["topic", "occurred_at", "relayed_at", "waits_for"]
    fields = ["id", "topic", "payload", "occurred_at", "relayed_at", "waits_for"]
    actions = ["again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(relay.given_up(at=timezone.now()))

    @admin.display(description=_("consumers that failed"))
    def waits_for(self, event: UndoneEvent) -> str:
        return ", ".join(relay.undone_consumers(event))

    @admin.action(description=_("Hand out again"))
    def again(self, request: HttpRequest, chosen: QuerySet[UndoneEvent]) -> None:
        """Let the consumers that failed try once more."""
        number = tasks.hand_out_again(list(chosen))
        self.message_user(request, ngettext("%(n)d task handed out", "%(n)d tasks handed out", number) % {"n": number})


@admin.register(Letter)
class LetterAdmin(LookOnly):
    list_display = ["subject", "to", "written_at", "refused_at", "refusal"]
    list_filter = [("refused_at", admin.EmptyFieldListFilter)]
    fields = ["to", "sender", "subject", "written_at", "refused_at", "refusal"]
