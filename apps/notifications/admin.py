"""The operators' view of letters that wait or were refused; never of their text, which opens accounts."""

from __future__ import annotations

from django.contrib import admin

from apps.core.admin_pages import LookOnly

from .models import Letter


@admin.register(Letter)
class LetterAdmin(LookOnly):
    list_display = ["subject", "to", "written_at", "refused_at", "refusal"]
    list_filter = [("refused_at", admin.EmptyFieldListFilter)]
    fields = ["to", "sender", "subject", "written_at", "refused_at", "refusal"]
