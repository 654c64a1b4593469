"""WSGI entry point."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from apps.runtime.preflight import refuse_strong_role
from config.services import start_for

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["SANBAO_PROGRAM"] = "web"
start_for(sys.argv)

application = get_wsgi_application()
refuse_strong_role()
