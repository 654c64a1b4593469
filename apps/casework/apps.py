from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CaseworkConfig(AppConfig):
    name = "apps.casework"
    label = "casework"

    def ready(self) -> None:
        autodiscover_modules("steps")  # each app's table registers its kind
