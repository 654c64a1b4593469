from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OrganizationsConfig(AppConfig):
    name = "apps.organizations"
    label = "organizations"

    def ready(self) -> None:
        from .walls.apply import raise_walls

        post_migrate.connect(raise_walls, dispatch_uid="sanbao-walls")
