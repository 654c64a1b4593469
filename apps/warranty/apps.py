from django.apps import AppConfig


class WarrantyConfig(AppConfig):
    name = "apps.warranty"
    label = "warranty"
