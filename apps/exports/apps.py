from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "apps.exports"
    label = "exports"

    def ready(self) -> None:
        from apps.casework.imports import register_importer
        from apps.casework.jobs import register

        from . import consumers  # noqa: F401
        from .services.imports import MANIFEST
        from .services.letter_imports import LETTERS
        from .services.sealing import SEALING

        register_importer(MANIFEST)
        register_importer(LETTERS)
        register(SEALING)
