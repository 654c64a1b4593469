"""The operators' view of memberships and appointments: entered through the services, never changed by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from apps.core.admin_pages import Kept, LookOnly
from apps.organizations.models import Appointment, Membership
from apps.organizations.scope import SYSTEM_ACTOR

from . import services
from .models import Invitation


@admin.register(Membership)
class MembershipAdmin(Kept):
    """A firm's first administrator is entered here; they are told, and choose for whom they act."""

    list_display = ["person_name", "organization", "role", "created_at", "ended_at"]
    list_filter = ["role", "status"]
    search_fields = ["person_name", "organization__name"]
    fields = ["user", "organization", "role", "person_name"]
    autocomplete_fields = ["user", "organization"]
    list_select_related = ["organization"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        services.add_member(membership=obj, by=SYSTEM_ACTOR, at=timezone.now())


@admin.register(Appointment)
class AppointmentAdmin(LookOnly):
    """Manufacturers appoint and end; here it is only seen."""

    list_display = ["manufacturer", "dealer", "country", "starts_on", "ends_on"]
    list_select_related = ["manufacturer", "dealer"]


@admin.register(Invitation)
class InvitationAdmin(LookOnly):
    """Firms invite and people answer; here it is only seen."""

    list_display = ["number", "organization", "email", "role", "status", "created_at"]
    list_select_related = ["organization"]
    exclude = ["digest"]
