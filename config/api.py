"""The router of ``/api/v1/``: each app registers its viewsets here."""

from __future__ import annotations

from rest_framework.routers import DefaultRouter

router = DefaultRouter()
router.include_root_view = False
