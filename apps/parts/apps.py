from django.apps import AppConfig


class PartsConfig(AppConfig):
    name = "apps.parts"
    label = "parts"

    def ready(self) -> None:
        from . import consumers  # noqa: F401  (registers them)
