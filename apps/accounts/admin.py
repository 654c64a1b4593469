"""The operators' view of people."""

from __future__ import annotations

from django.contrib import admin

from apps.core.admin_pages import Kept

from .models import User


@admin.register(User)
class UserAdmin(Kept):
    list_display = ["email", "full_name", "country", "is_active", "is_staff", "date_joined"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "full_name"]
    readonly_fields = ["password", "last_login", "date_joined"]
    fields = ["email", "full_name", "phone", "country", "language", "time_zone", "is_active", "is_staff"]

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False
