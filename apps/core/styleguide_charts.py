"""Sample figures for the style page."""

from __future__ import annotations

from typing import Any


def charts() -> dict[str, Any]:
    """Give the same figures on every run."""
    return {}
