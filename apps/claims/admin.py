"""Claims for operators: to look at, never to change."""

from __future__ import annotations

from django.contrib import admin

from apps.core.admin_pages import LookOnly

from .models import Claim, ClaimEvent


@admin.register(Claim)
class ClaimAdmin(LookOnly):
    list_display = ["number", "vin", "status", "country", "filed_at"]
    list_filter = ["status", "country", "component"]
    search_fields = ["number", "vin"]


@admin.register(ClaimEvent)
class ClaimEventAdmin(LookOnly):
    list_display = ["claim", "kind", "happened_at", "by_name"]
