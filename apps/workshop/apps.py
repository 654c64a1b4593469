from django.apps import AppConfig


class WorkshopConfig(AppConfig):
    name = "apps.workshop"
    label = "workshop"

    def ready(self) -> None:
        from . import consumers, steps  # noqa: F401 - registers them
