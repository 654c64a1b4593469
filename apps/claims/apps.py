from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "apps.claims"
    label = "claims"

    def ready(self) -> None:
        from apps.parts.for_claims import set_way

        from . import consumers  # noqa: F401 - registers them
        from .part_sections import KEPT_PARTS
        from .sections import register
        from .services.file_orders import order_for_claim

        register(KEPT_PARTS)
        set_way(order_for_claim)
