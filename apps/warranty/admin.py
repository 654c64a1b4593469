"""The operators' view of warranty: rights are kept here, plans and coverages are only seen."""

from __future__ import annotations

from django.contrib import admin

from apps.core.admin_pages import Kept, LookOnly

from .models import Coverage, MarketRight, WarrantyPlan


@admin.register(MarketRight)
class MarketRightAdmin(Kept):
    list_display = ["country", "code", "value", "unit", "instrument", "confidence", "effective_from"]
    list_filter = ["code", "confidence"]
    search_fields = ["country", "instrument"]


@admin.register(WarrantyPlan)
class WarrantyPlanAdmin(LookOnly):
    list_display = ["name", "manufacturer", "country", "model_name", "effective_from"]
    list_select_related = ["manufacturer"]


@admin.register(Coverage)
class CoverageAdmin(LookOnly):
    list_display = ["vehicle", "starts_on", "ends_on", "kilometres"]
    list_select_related = ["vehicle"]
    search_fields = ["vehicle__vin"]
