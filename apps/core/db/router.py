"""Only the owner's connection migrates; everything else runs on the unprivileged one."""

from __future__ import annotations

from typing import Any


class OwnerRouter:
    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"
