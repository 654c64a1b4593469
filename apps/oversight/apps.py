from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "apps.oversight"
    label = "oversight"

    def ready(self) -> None:
        from . import safety_mail  # noqa: F401 - lists its notices
