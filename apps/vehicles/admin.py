"""The operators' view of vehicles; facts are seen, not edited."""

from __future__ import annotations

from django.contrib import admin

from apps.core.admin_pages import Kept, LookOnly

from .models import MakerCode, OdometerReading, ReadingCorrection, Registration, Vehicle, Wmi


@admin.register(Wmi)
class WmiAdmin(LookOnly):
    list_display = ["code", "maker", "country", "source", "confidence"]
    search_fields = ["code", "maker"]


@admin.register(MakerCode)
class MakerCodeAdmin(Kept):
    list_display = ["code", "manufacturer"]
    list_select_related = ["manufacturer"]
    search_fields = ["code", "manufacturer__name"]
    autocomplete_fields = ["manufacturer"]


@admin.register(Vehicle)
class VehicleAdmin(LookOnly):
    list_display = ["vin", "maker_name", "model_name", "country", "exported_on", "delivered_on"]
    search_fields = ["vin"]
    list_filter = ["powertrain"]


@admin.register(Registration)
class RegistrationAdmin(LookOnly):
    list_display = ["number", "vin", "status", "verified_at", "verified_by", "registered_at", "ended_at"]
    list_filter = ["status", "verified_by"]
    search_fields = ["number", "vin"]


@admin.register(OdometerReading)
class OdometerReadingAdmin(LookOnly):
    list_display = ["vehicle", "read_on", "km", "source"]
    list_select_related = ["vehicle"]
    search_fields = ["vehicle__vin"]


@admin.register(ReadingCorrection)
class ReadingCorrectionAdmin(LookOnly):
    list_display = ["reading", "replaced_by", "reason", "by_side", "corrected_at"]
    list_select_related = ["reading", "replaced_by"]
    search_fields = ["reading__vehicle__vin"]
