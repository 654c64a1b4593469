from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "apps.duties"
    label = "duties"

    def ready(self) -> None:
        from . import consumers  # noqa: F401
