from django.apps import AppConfig


class PartsConfig(AppConfig):
    name = "apps.parts"
    label = "parts"

    def ready(self) -> None:
        from apps.casework.imports import register_importer

        from .services.imports import CATALOGUE

        register_importer(CATALOGUE)
