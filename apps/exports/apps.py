from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "apps.exports"
    label = "exports"

    def ready(self) -> None:
        from apps.casework.imports import register_importer

        from . import consumers  # noqa: F401
        from .services.imports import MANIFEST

        register_importer(MANIFEST)
