from django.apps import AppConfig


class VehiclesConfig(AppConfig):
    name = "apps.vehicles"
    label = "vehicles"

    def ready(self) -> None:
        from apps.casework.imports import register_importer

        from .services.imports import EXPORTS

        register_importer(EXPORTS)
