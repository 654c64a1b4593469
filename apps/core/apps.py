from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "apps.core"
    label = "core"

    def ready(self) -> None:
        from .country_names import sort_as_readers_do

        sort_as_readers_do()
