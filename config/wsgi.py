"""The door for WSGI servers such as gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django = get_wsgi_application()

# They read the settings, which are there only now.
from config.telemetry.door import Watched  # noqa: E402
from readers.held import Door  # noqa: E402

application = Watched(Door(django))

if connection.vendor == "postgresql":  # whose answers no reader waits for without end
    from articles.postgresql import PATIENCE, Patient

    Patient.patience = PATIENCE

# All views are read now, not while the first reader waits. What was read stays for life: the collector need not look
# through a hundred thousand objects for what can go, which doubled the time of a process's first hundred pages.
resolve("/")
gc.collect()
gc.freeze()
