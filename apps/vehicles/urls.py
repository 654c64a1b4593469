"""Addresses of vehicles, below /vehicles/."""

from django.urls import path
from django.views.generic import RedirectView

from . import vin_converter as vin_converter
from .views import cars, exports, handovers, readings, registrations, vin_photos

app_name = "vehicles"
urlpatterns = [
    path("", cars.listing, name="list"),
    # Where the check once was: readers of a printed address find the one that there is.
    path("check/", RedirectView.as_view(pattern_name="check:form", permanent=True)),
    path("vin-photo/", vin_photos.vin_photo, name="vin-photo"),
    path("exports/new/", exports.new_export, name="new-export"),
    path("imports/", exports.imports, name="imports"),
    path("imports/template.csv", exports.import_template, name="import-template"),
    path("imports/<int:pk>/", exports.import_detail, name="import"),
    path("imports/<int:pk>/report.csv", exports.import_report, name="import-report"),
    path("registrations/", registrations.waiting, name="registrations"),
    path("registrations/contest/", registrations.contest, name="contest"),
    path("registrations/<str:number>/", registrations.detail, name="registration"),
    path("registrations/<str:number>/prove/", registrations.prove, name="prove"),
    path("registrations/<str:number>/papers/<int:pk>/", registrations.paper, name="registration-paper"),
    path("registrations/<str:number>/hand-over/", handovers.hand_over, name="hand-over"),
    path("registrations/<str:number>/hand-over/withdraw/", handovers.withdraw, name="withdraw-hand-over"),
    path("take-over/<str:token>/", handovers.take_over, name="take-over"),
    path("registrations/<str:number>/<str:verb>/", registrations.step, name="registration-step"),
    path("<vin:vin>/", cars.detail, name="detail"),
    path("<int:pk>/", cars.by_id, name="by-id"),
    path("<vin:vin>/reading/", readings.add_reading, name="add-reading"),
    path("<vin:vin>/readings/<int:pk>/correct/", readings.correct, name="correct-reading"),
]
