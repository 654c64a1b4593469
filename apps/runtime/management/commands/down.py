"""``manage.py down``: stop a site that runs from this folder."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Stop the site that runs from this folder, with its PostgreSQL and Valkey."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.VAR_DIR) / "up.pid"
        try:
            pid = int(path.read_text())
            os.kill(pid, signal.SIGTERM)
        except (OSError, ValueError):
            self.stdout.write("Nothing runs from this folder.")
            return
        for _ in range(600):
            if not path.exists():
                self.stdout.write("Stopped.")
                return
            time.sleep(0.1)
        raise CommandError(f"process {pid} does not stop: end it with kill -9 {pid}")
