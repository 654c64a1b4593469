"""A VIN in an address, as ``<vin:vin>``: folded as everywhere, so a link in small letters finds its car."""

from __future__ import annotations

from django.urls import register_converter

from .vin import decode


class VinConverter:
    """Takes what :func:`apps.vehicles.vin.decode` calls valid; anything else is no address of ours (404)."""

    regex = "[^/]{17,100}"

    def to_python(self, value: str) -> str:
        found = decode(value)
        if not found.valid:
            raise ValueError(value)
        return found.vin

    def to_url(self, value: str) -> str:
        return value


register_converter(VinConverter, "vin")
