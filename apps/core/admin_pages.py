"""The operators' pages: tables that they keep, and tables that change by services alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

if TYPE_CHECKING:
    Kept = admin.ModelAdmin[Any]
    KeptInline = admin.TabularInline[Any, Any]
else:  # Django's own classes take no type
    Kept, KeptInline = admin.ModelAdmin, admin.TabularInline


class LookOnly(Kept):
    """No adding, changing or deleting: a hand in these tables would leave clocks and ledgers behind."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
