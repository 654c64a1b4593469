"""Large files of exported vehicles are read by a worker."""

from __future__ import annotations

from datetime import datetime

from apps.notifications.models import OutboxEvent
from apps.notifications.relay import consumer

from .models import ExportImport
from .services.imports import run


@consumer("vehicles.read_file", "vehicles.file_sent")
def read_file(event: OutboxEvent, at: datetime) -> None:
    run(ExportImport.objects.select_for_update().get(pk=event.payload["import"]), at=at)
