"""Addresses of long work, below /jobs/."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "casework"
urlpatterns = [
    path("", views.listing, name="jobs"),
    path("<int:pk>/", views.job, name="job"),
    path("<int:pk>/cancel/", views.cancel, name="job-cancel"),
    path("<int:pk>/take-over/", views.take_over, name="job-take-over"),
    path("<int:pk>/undo/", views.undo, name="job-undo"),
    path("<int:pk>/files/<slug:which>/", views.job_file, name="job-file"),
]
