"""Addresses of warranty, below /warranty/."""

from django.urls import path

from apps.vehicles import vin_converter as vin_converter

from .views import registration, terms

app_name = "warranty"
urlpatterns = [
    path("register/", registration.start, name="register"),
    path("register/details/", registration.details, name="register-details"),
    path("registered/<vin:vin>/", registration.registered, name="registered"),
    path("cars/<vin:vin>/dealer/", registration.change_dealer, name="change-dealer"),
    path("cars/<vin:vin>/let-go/", registration.let_go, name="let-go"),
    path("plans/", terms.plans, name="plans"),
    path("rights/", terms.rights, name="rights"),
    path("rights/<str:country>/", terms.rights_of_country, name="rights-of-country"),
]
