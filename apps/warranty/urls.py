"""Addresses of warranty, below /warranty/."""

from django.urls import path

from apps.vehicles import vin_converter as vin_converter

from .views import drafts, plans, registration, rights

app_name = "warranty"
urlpatterns = [
    path("register/", registration.start, name="register"),
    path("register/details/", registration.details, name="register-details"),
    path("registered/<vin:vin>/", registration.registered, name="registered"),
    path("cars/<vin:vin>/dealer/", registration.change_dealer, name="change-dealer"),
    path("cars/<vin:vin>/let-go/", registration.let_go, name="let-go"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<str:number>/", plans.plan, name="plan"),
    path("plans/<str:number>/compare/", plans.compare, name="compare"),
    path("drafts/new/", drafts.new, name="new-draft"),
    path("drafts/<str:number>/", drafts.draft, name="draft"),
    path("drafts/<str:number>/edit/", drafts.edit, name="edit-draft"),
    path("drafts/<str:number>/<str:verb>/", drafts.step, name="draft-step"),
    path("rights/", rights.rights, name="rights"),
    path("rights/<str:country>/", rights.rights_of_country, name="rights-of-country"),
]
