"""The operators' pages: one way in for everybody, a second factor, and from addresses of the list alone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from apps.core.clients import client_address, within

from . import second_factor


def from_listed_address(request: HttpRequest) -> bool:
    """Whether a request comes from where operators may work; an empty list admits every address."""
    listed = settings.OPERATOR_ADDRESSES
    return not listed or within(client_address(request), listed)


def admitted(request: HttpRequest) -> bool:
    """Whether the operators' pages open for this request. There are no days of grace: everything lies behind them."""
    user = request.user
    return user.is_active and user.is_staff and from_listed_address(request) and second_factor.holds(request)


class OperatorsSite(admin.AdminSite):
    """Django's pages of tables, without a sign-in of their own: that one knew neither limits nor second factors."""

    def has_permission(self, request: HttpRequest) -> bool:
        return admitted(request)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Send whoever may not in yet to where they can; 403 for whoever never may."""
        wanted = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
            wanted = reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(wanted)
        if not request.user.is_staff:
            raise PermissionDenied
        if not from_listed_address(request):
            words = _("%(address)s is none of the addresses from which operators work.")
            told = {"reason": words % {"address": client_address(request)}}
            return render(request, "403.html", told, status=403)
        if not second_factor.holds(request):
            return redirect(second_factor.setup_url())
        return redirect(wanted)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """On the page that everybody uses: it tells the owner of the account."""
        return redirect("account_change_password")
