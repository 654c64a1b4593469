from django.urls import path

from .views import changes, closures, rulebook

app_name = "duties"
urlpatterns = [
    path("", rulebook.rules, name="rules"),
    path("calendars/", rulebook.calendars, name="calendars"),
    path("calendars/<str:country>/", rulebook.calendar, name="calendar"),
    path("closures/", closures.closures, name="closures"),
    path("changes/new/<slug:kind>/", changes.draft, name="draft"),
    path("changes/<str:number>/", changes.change, name="change"),
    path("changes/<str:number>/edit/", changes.edit, name="change-edit"),
    path("changes/<str:number>/<slug:verb>/", changes.step, name="change-step"),
    path("<slug:code>/", rulebook.duty, name="duty"),
]
