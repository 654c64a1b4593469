"""Addresses of the public check, below /check/."""

from django.urls import path

from .views import check

app_name = "check"
urlpatterns = [
    path("", check.check, name="form"),
    path("report/", check.report, name="report"),
]
