from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        from . import signals  # noqa: F401  # its receivers


class OperatorsConfig(AdminConfig):
    """Django's admin with our way in."""

    default_site = "apps.accounts.operators.OperatorsSite"
