"""Claims for operators: to look at, never to change."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Claim, ClaimEvent


class LookOnly(admin.ModelAdmin):
    """Everything that happens to a claim goes through its services."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Claim)
class ClaimAdmin(LookOnly):
    list_display = ["number", "vin", "status", "country", "filed_at"]
    list_filter = ["status", "country", "component"]
    search_fields = ["number", "vin"]


@admin.register(ClaimEvent)
class ClaimEventAdmin(LookOnly):
    list_display = ["claim", "kind", "happened_at", "by_name"]
