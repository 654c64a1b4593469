"""All addresses of the site."""

from __future__ import annotations

import os

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularSwaggerSplitView

from apps.accounts import views as accounts
from apps.core import views as core
from apps.core.api_description import ApiDescription
from config.api import router

#: Errors that nobody caught: 503 when the database is away, else 500.
handler400 = "apps.core.api_errors.bad_request"
handler404 = "apps.core.api_errors.not_found"
handler500 = "apps.core.away.failed"

urlpatterns = [
    path("healthz", core.healthz, name="healthz"),
    path("readyz", core.readyz, name="readyz"),
    path("i18n/", include("django.conf.urls.i18n")),
    # Before the library's own list of sessions, which ends all of them or none.
    path("accounts/sessions/", accounts.sessions, name="account_sessions"),
    path("accounts/sessions/end/", accounts.end_other_sessions, name="account_end_sessions"),
    path("accounts/sessions/<int:pk>/end/", accounts.end_session, name="account_end_session"),
    path("accounts/", include("allauth.urls")),
    path("ops/", admin.site.urls),
    path("api/v1/", include((router.urls, "api"))),
    path("api/schema/", ApiDescription.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
    path("api/redoc/", RedirectView.as_view(pattern_name="api-docs")),
    path("", include("apps.portal.urls")),
    path("check/", include("apps.exports.check_urls")),
    path("profile/", include("apps.accounts.urls")),
    path("organization/", include("apps.network.urls")),
    path("views/", include("apps.desks.urls")),
    path("notices/", include("apps.notifications.urls")),
    path("jobs/", include("apps.casework.urls")),
    path("duties/", include("apps.duties.urls")),
    path("vehicles/", include("apps.vehicles.urls")),
    path("warranty/", include("apps.warranty.urls")),
    path("parts/", include("apps.parts.urls")),
    path("exports/", include("apps.exports.urls")),
    path("letters/", include("apps.exports.letter_urls")),
    path("", include("apps.workshop.urls")),
    path("claims/", include("apps.claims.urls")),
    path("disputes/", include("apps.disputes.urls")),
    path("cars/", include("apps.claims.car_urls")),
    path("settlements/", include("apps.settlements.urls")),
    path("compliance/", include("apps.oversight.urls")),
]
if settings.DEBUG:
    from apps.lab.styleguide import styleguide

    urlpatterns.append(path("styleguide", styleguide, name="styleguide"))

if os.environ.get("SANBAO_BENCH"):
    urlpatterns.append(path("", include("apps.lab.benchmarks.floor")))
