"""The operators' view of people and of their second factors."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest

from apps.core.admin_pages import Kept, LookOnly

from . import sessions
from .models import User

# The libraries' own pages show secrets, and let them be written.
admin.site.unregister([Authenticator, UserSession])


@admin.register(User)
class UserAdmin(Kept):
    list_display = ["email", "full_name", "country", "is_active", "is_staff", "date_joined"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "full_name"]
    readonly_fields = ["password", "last_login", "date_joined"]
    fields = ["email", "full_name", "phone", "country", "language", "time_zone", "is_active", "is_staff"]

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(Authenticator)
class AuthenticatorAdmin(LookOnly):
    """Taken away from whoever lost app, key and recovery codes, once they have shown who they are."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__full_name"]
    fields = ["user", "type", "created_at", "last_used_at"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def delete_model(self, request: HttpRequest, obj: Authenticator) -> None:
        """With the sessions that remember the factor."""
        obj.delete()
        sessions.end(obj.user_id)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for obj in queryset:
            self.delete_model(request, obj)
