from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class CaseworkConfig(AppConfig):
    name = "apps.casework"
    label = "casework"

    def ready(self) -> None:
        autodiscover_modules("steps")  # each app's table registers its kind
        from .facts.apply import keep_facts
        from .imports.running import register_followers

        register_followers()

        # Once, after the walls have been raised: signals are sent app by app when all migrations are done.
        post_migrate.connect(keep_facts, sender=self, dispatch_uid="sanbao-facts")
