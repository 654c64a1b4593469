"""A person's own pages."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from apps.core.clients import masked

from . import sessions as where
from .forms import ProfileForm
from .models import User


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Name, phone, country, language and time zone; the language holds from the answer on."""
    # A fresh row: what the form refuses must not show up in the header of the page.
    user = get_object_or_404(User.objects.defer("password"), pk=request.user.pk or 0)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save(commit=False).save(update_fields=form.Meta.fields)
        with translation.override(user.language):
            messages.success(request, _("Saved."))
        response = redirect("accounts:profile")
        remember_language(response, user.language)
        return response
    return render(request, "accounts/profile.html", {"form": form}, status=422 if form.errors else 200)


@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in: device, place, since when, last seen."""
    found = where.of_person(request.user.pk or 0, at=timezone.now())
    rows = [
        {
            "session": row,
            "device": where.device_name(row.user_agent) or _("Unknown device"),
            "place": masked(row.ip),
            "current": row.session_key == request.session.session_key,
        }
        for row in found
    ]
    return render(request, "accounts/sessions.html", {"rows": rows})


@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions; one that is over already stays over."""
    where.end(request.user.pk or 0, only=pk)
    messages.success(request, _("That browser is signed out."))
    return redirect("account_sessions")


@require_POST
@login_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all of one's sessions but this one."""
    count = where.end(request.user.pk or 0, but=request.session.session_key)
    messages.success(
        request,
        ngettext("%(count)d other browser is signed out.", "%(count)d other browsers are signed out.", count)
        % {"count": count},
    )
    return redirect("account_sessions")


def remember_language(response: HttpResponse, language: str) -> None:
    """Set the cookie that decides the language of every page, signed in or not."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
