#!/usr/bin/env python
"""Django's command line for Sanbao."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from apps.runtime.errors import ServiceError
    from config.services import start_for

    try:
        start_for(sys.argv)
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, ServiceError) as error:
        sys.exit(f"sanbao: {error}")


if __name__ == "__main__":
    main()
