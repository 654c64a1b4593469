from django.urls import path

from . import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("search/photo/", views.search_by_photo, name="search-by-photo"),
    path("theme/", views.theme, name="theme"),
    path("help/", views.page, {"name": "help"}, name="help"),
    path("privacy/", views.page, {"name": "privacy"}, name="privacy"),
    path("accessibility/", views.page, {"name": "accessibility"}, name="accessibility"),
]
