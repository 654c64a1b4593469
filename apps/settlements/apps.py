from django.apps import AppConfig


class SettlementsConfig(AppConfig):
    name = "apps.settlements"
    label = "settlements"

    def ready(self) -> None:
        from apps.claims.sections import register

        from . import notices  # noqa: F401 - registers them
        from .claim_sections import COSTS, SHARE_ASKED

        for section in (COSTS, SHARE_ASKED):
            register(section)
