"""The operators' view of organisations."""

from __future__ import annotations

from django.contrib import admin

from apps.core.admin_pages import Kept, KeptInline, LookOnly

from .models import ApiKey, Jurisdiction, Organization, ServicePoint


class JurisdictionInline(KeptInline):
    model = Jurisdiction
    extra = 0


@admin.register(Organization)
class OrganizationAdmin(Kept):
    list_display = ["name", "kind", "country", "worldwide"]
    list_filter = ["kind", "worldwide"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [JurisdictionInline]


@admin.register(ServicePoint)
class ServicePointAdmin(Kept):
    list_display = ["name", "dealer", "city", "country", "closed_on"]
    list_select_related = ["dealer"]
    autocomplete_fields = ["dealer"]


@admin.register(ApiKey)
class ApiKeyAdmin(LookOnly):
    """Keys are made and revoked by their organisation; here they are only seen."""

    list_display = [
        "name",
        "prefix",
        "organization",
        "may_write",
        "expires_on",
        "created_at",
        "revoked_at",
        "last_used_on",
    ]
    list_select_related = ["organization"]
    exclude = ["digest"]
