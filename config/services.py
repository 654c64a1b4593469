"""The servers that a process needs, found or started before Django's settings are read.

Importing ``config.settings`` starts nothing: manage.py, the web server's entry point and the test settings call
``start_for`` first. What it found is handed to the settings, and to child processes, by the environment.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import environ

from apps.runtime import command_needs_services, ensure_services

BASE_DIR = Path(__file__).resolve().parent.parent


def start_for(argv: Sequence[str]) -> None:
    """Have PostgreSQL and Valkey run for the program started as ``argv`` (as ``sys.argv``).

    Nothing happens where the addresses of servers are given, or where the command needs neither (decoding VINs,
    checks, translations). Raises ServiceError when they cannot be started.
    """
    if (BASE_DIR / ".env").exists():
        environ.Env.read_env(BASE_DIR / ".env")
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    if os.environ.get("SANBAO_MODE") != "production" and command_needs_services(argv):
        ensure_services(BASE_DIR, throwaway=os.environ.get("SANBAO_MODE") == "test")
