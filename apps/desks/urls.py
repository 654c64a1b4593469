"""Addresses of kept views, for all lists."""

from django.urls import path

from . import views

app_name = "desks"
urlpatterns = [
    path("keep/", views.keep, name="keep-view"),
    path("<int:pk>/remove/", views.release, name="release-view"),
]
