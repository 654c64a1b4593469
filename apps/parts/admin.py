"""Operators look on; parts, stock and orders change through services only."""

from __future__ import annotations

from django.contrib import admin

from apps.core.admin_pages import LookOnly

from .models import OrderLine, Part, PartsOrder, StockBalance, StockMovement


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
