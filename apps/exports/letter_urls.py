"""Addresses that anybody may open, below /letters/: what became of a letter. Its QR code leads there."""

from django.urls import path

from .views import letter_checks

app_name = "letters"
urlpatterns = [
    path("", letter_checks.check, name="check"),
    path("<slug:number>/", letter_checks.letter, name="letter"),
]
