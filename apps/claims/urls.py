from django.urls import path

from .views import advice, drafts, filing, lists, papers, recalls, status, steps, workshops

app_name = "claims"
urlpatterns = [
    path("", lists.listing, name="list"),
    path("new/", filing.file, name="file"),
    path("new/recall/", recalls.file, name="file-recall"),
    path("new/advice/", advice.advice, name="advice"),
    path("new/workshops/", workshops.workshops, name="workshops"),
    path("new/photos/<slug:key>/<slug:digest>/", drafts.kept_photo, name="kept-photo"),
    path("new/papers/<slug:key>/", drafts.kept_paper, name="kept-paper"),
    path("drafts/<slug:key>/", drafts.draft, name="draft"),
    path("drafts/<slug:key>/delete/", drafts.drop, name="drop-draft"),
    path("status/<str:token>/", status.status, name="status"),
    path("<slug:number>/", lists.detail, name="detail"),
    path("<slug:number>/photos/<int:pk>/", lists.photo, name="photo"),
    path("<slug:number>/paper/", papers.paper, name="paper"),
    path("<slug:number>/<slug:verb>/", steps.take, name="step"),
]
