from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "apps.desks"
    label = "desks"
