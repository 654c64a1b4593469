"""Addresses of what one car has been through, below /cars/."""

from django.urls import path

from apps.vehicles import vin_converter as vin_converter

from .views import histories

app_name = "cars"
urlpatterns = [
    path("<vin:vin>/history/", histories.history, name="history"),
    path("<vin:vin>/history/show/", histories.show, name="show-history"),
    path("<vin:vin>/history/hide/", histories.hide, name="hide-history"),
    path("history/<str:token>/", histories.shown, name="shown-history"),
]
