"""The door for WSGI servers such as gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django = get_wsgi_application()

# They read the settings, which are there only now.
from config.telemetry.door import Watched  # noqa: E402
from readers.held import Door  # noqa: E402

application = Watched(Door(django))
