"""Addresses of objections and of cases at the authority, below /disputes/."""

from django.urls import path

from .views import beginning, escalations, objections

app_name = "disputes"
urlpatterns = [
    path("objections/", objections.listing, name="objections"),
    path("objections/new/<slug:number>/", beginning.object_to, name="object"),
    path("objections/<slug:number>/", objections.detail, name="objection"),
    path("objections/<slug:number>/<slug:verb>/", objections.step, name="objection-step"),
    path("cases/", escalations.listing, name="escalations"),
    path("cases/new/<slug:number>/", beginning.bring, name="escalate"),
    path("cases/<slug:number>/", escalations.detail, name="escalation"),
    path("cases/<slug:number>/pack.pdf", escalations.pack, name="escalation-pack"),
    path("cases/<slug:number>/<slug:verb>/", escalations.step, name="escalation-step"),
]
