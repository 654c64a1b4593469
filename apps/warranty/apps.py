from django.apps import AppConfig


class WarrantyConfig(AppConfig):
    name = "apps.warranty"
    label = "warranty"

    def ready(self) -> None:
        from . import consumers  # noqa: F401
