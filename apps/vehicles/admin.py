"""The operators' view of vehicles; facts are seen, not edited."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from .models import MakerCode, OdometerReading, Registration, Vehicle, Wmi


class ReadOnlyAdmin(admin.ModelAdmin):
    """Facts come from the sides that know them."""

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(Wmi)
class WmiAdmin(ReadOnlyAdmin):
    list_display = ["code", "maker", "country", "source", "confidence"]
    search_fields = ["code", "maker"]


@admin.register(MakerCode)
class MakerCodeAdmin(admin.ModelAdmin):
    list_display = ["code", "manufacturer"]
    list_select_related = ["manufacturer"]
    search_fields = ["code", "manufacturer__name"]
    autocomplete_fields = ["manufacturer"]


@admin.register(Vehicle)
class VehicleAdmin(ReadOnlyAdmin):
    list_display = ["vin", "maker_name", "model_name", "country", "exported_on", "delivered_on"]
    search_fields = ["vin"]
    list_filter = ["powertrain"]


@admin.register(Registration)
class RegistrationAdmin(ReadOnlyAdmin):
    list_display = ["vehicle", "delivered_on", "odometer_km", "registered_at", "ended_at"]
    list_select_related = ["vehicle"]
    search_fields = ["vehicle__vin"]


@admin.register(OdometerReading)
class OdometerReadingAdmin(ReadOnlyAdmin):
    list_display = ["vehicle", "read_on", "km", "source"]
    list_select_related = ["vehicle"]
    search_fields = ["vehicle__vin"]
