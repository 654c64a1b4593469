from django.apps import AppConfig


class VehiclesConfig(AppConfig):
    name = "apps.vehicles"
    label = "vehicles"

    def ready(self) -> None:
        from . import consumers  # noqa: F401
