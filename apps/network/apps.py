from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "apps.network"
    label = "network"

    def ready(self) -> None:
        from . import consumers, greeting  # noqa: F401 - registers them
