from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "apps.claims"
    label = "claims"

    def ready(self) -> None:
        from . import consumers  # noqa: F401 - registers them
