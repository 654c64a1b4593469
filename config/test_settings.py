"""Settings of the test run: throw-away services, quick password hashing, mail kept in memory."""

import os
import sys

os.environ["SANBAO_MODE"] = "test"

from config.services import start_for

start_for(sys.argv)
from config.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# What tests put into tables by hand was always known; steps say themselves when they are recorded (casework/books.py).
DATABASES["default"]["OPTIONS"]["options"] = "-c app.recorded_at=-infinity"  # noqa: F405
