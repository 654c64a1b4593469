from django.urls import path

from .views import filing, reading, steps

app_name = "claims"
urlpatterns = [
    path("", reading.listing, name="list"),
    path("queue/", reading.queue, name="queue"),
    path("new/", filing.file, name="file"),
    path("new/photos/<slug:key>/<slug:digest>/", filing.kept_photo, name="kept-photo"),
    path("<slug:number>/", reading.detail, name="detail"),
    path("<slug:number>/photos/<int:pk>/", reading.photo, name="photo"),
    path("<slug:number>/<slug:verb>/", steps.take, name="step"),
]
