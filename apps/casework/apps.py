from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "apps.casework"
    label = "casework"

    def ready(self) -> None:
        from .imports.running import register_followers

        register_followers()
