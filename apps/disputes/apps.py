from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "apps.disputes"
    label = "disputes"

    def ready(self) -> None:
        from . import consumers  # noqa: F401
