from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "apps.notifications"
    label = "notifications"

    def ready(self) -> None:
        from . import letters, passwords  # noqa: F401  (they deal with letters and with asking for new passwords)
