"""Operators look on; parts, stock and orders change through services only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import OrderLine, Part, PartsOrder, StockBalance, StockMovement


class LookOnly(admin.ModelAdmin):
    """No adding, changing or deleting: a hand in these tables would leave clocks and ledgers behind."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Part)
class PartAdmin(LookOnly):
    list_display = ["number", "name", "manufacturer", "active"]
    list_select_related = ["manufacturer"]
    search_fields = ["number", "name"]


@admin.register(PartsOrder)
class PartsOrderAdmin(LookOnly):
    list_display = ["number", "dealer", "manufacturer", "country", "priority", "status", "created_at"]
    list_select_related = ["dealer", "manufacturer"]
    list_filter = ["status", "priority"]
    search_fields = ["number"]


@admin.register(OrderLine)
class OrderLineAdmin(LookOnly):
    list_display = ["order", "part", "quantity", "status", "promised_on", "dispatched_on"]
    list_select_related = ["order", "part"]


@admin.register(StockBalance)
class StockBalanceAdmin(LookOnly):
    list_display = ["part_number", "dealer", "on_hand", "reorder_level"]
    list_select_related = ["dealer"]
    search_fields = ["part_number"]


@admin.register(StockMovement)
class StockMovementAdmin(LookOnly):
    list_display = ["moved_at", "dealer", "part", "kind", "quantity", "balance", "by_name"]
    list_select_related = ["dealer", "part"]
