from django.urls import path

from .views import filing, reading, steps

app_name = "claims"
urlpatterns = [
    path("", reading.listing, name="list"),
    path("queue/", reading.queue, name="queue"),
    path("new/", filing.file, name="file"),
    path("<str:number>/", reading.detail, name="detail"),
    path("<str:number>/photos/<int:pk>/", reading.photo, name="photo"),
    path("<str:number>/<slug:verb>/", steps.take, name="step"),
]
