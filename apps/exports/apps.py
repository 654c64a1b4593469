from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "apps.exports"
    label = "exports"

    def ready(self) -> None:
        from apps.casework.imports import register_importer
        from apps.casework.jobs import register

        from . import consumers, recall_consumers  # noqa: F401
        from .services.certificate_imports import CERTIFICATES
        from .services.imports import MANIFEST
        from .services.letter_imports import LETTERS
        from .services.recall_files import RECALL_LIST, RULE_JOB
        from .services.sealing import SEALING

        for importer in (MANIFEST, CERTIFICATES, LETTERS, RECALL_LIST):
            register_importer(importer)
        for kind in (SEALING, RULE_JOB):
            register(kind)
