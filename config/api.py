"""The router of ``/api/v1/``: each app registers its viewsets here."""

from __future__ import annotations

from rest_framework.routers import DefaultRouter

from apps.parts.api import OrderViewSet, PartViewSet, StockViewSet

router = DefaultRouter()
router.include_root_view = False
router.register("parts", PartViewSet, basename="part")
router.register("stock", StockViewSet, basename="stock")
router.register("orders", OrderViewSet, basename="order")
