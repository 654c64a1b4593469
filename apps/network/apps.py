from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "apps.network"
    label = "network"

    def ready(self) -> None:
        from . import consumers, greeting, key_ends  # noqa: F401 - registers them
