from django.apps import AppConfig


class PartsConfig(AppConfig):
    name = "apps.parts"
    label = "parts"

    def ready(self) -> None:
        from apps.casework.imports import register_importer

        from .selectors import recalls  # noqa: F401 - tells recalls where parts lie
        from .services.imports import CATALOGUE

        register_importer(CATALOGUE)
