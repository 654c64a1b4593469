from django.apps import AppConfig


class PartsConfig(AppConfig):
    name = "apps.parts"
    label = "parts"

    def ready(self) -> None:
        from apps.casework.imports import register_importer

        from . import (  # noqa: F401 - registers them
            steps_asking,
            steps_cores,
            steps_counts,
            steps_returns,
            steps_transfers,
        )
        from .selectors import recalls  # noqa: F401 - tells recalls where parts lie
        from .services.count_imports import COUNTS
        from .services.desk_files import DESK
        from .services.imports import CATALOGUE
        from .services.order_files import ORDERS
        from .services.price_imports import PRICES
        from .services.said_files import FITTINGS, INTERCHANGES
        from .services.supersession_files import SUPERSESSIONS

        for importer in (CATALOGUE, COUNTS, PRICES, FITTINGS, INTERCHANGES, SUPERSESSIONS, ORDERS, DESK):
            register_importer(importer)
