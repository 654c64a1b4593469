from django.urls import path
app_name = "settlements"
urlpatterns: list = []
