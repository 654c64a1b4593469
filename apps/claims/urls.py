from django.urls import path

from .views import filing, lists, recalls, status, steps

app_name = "claims"
urlpatterns = [
    path("", lists.listing, name="list"),
    path("new/", filing.file, name="file"),
    path("new/recall/", recalls.file, name="file-recall"),
    path("new/photos/<slug:key>/<slug:digest>/", filing.kept_photo, name="kept-photo"),
    path("status/<str:token>/", status.status, name="status"),
    path("<slug:number>/", lists.detail, name="detail"),
    path("<slug:number>/photos/<int:pk>/", lists.photo, name="photo"),
    path("<slug:number>/<slug:verb>/", steps.take, name="step"),
]
