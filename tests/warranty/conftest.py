"""What warranty tests start from."""

from tests.vehicles.conftest import makers

__all__ = ["makers"]
