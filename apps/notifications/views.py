"""A person's notices."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from apps.core.pagination import page_of
from apps.organizations.permissions import signed_in

from . import selectors, services
from .models import Notice


@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    page = page_of(request, selectors.newest(), ordering=("-created_at", "-id"), size=30)
    return render(request, "notifications/notices.html", {"page": page})


@signed_in
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark read and go where the notice leads."""
    notice = get_object_or_404(Notice, pk=pk)
    services.mark_read(notice=notice, at=timezone.now())
    return redirect(notice.url)


@require_POST
@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    services.mark_all_read(at=timezone.now())
    return redirect("notifications:notices")
