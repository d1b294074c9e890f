"""Celery: messages are wake-ups, rows are the truth (docs/adr/0003-worker.md)."""

import os
import warnings

from celery import Celery
from celery.platforms import SecurityWarning  # type: ignore[attr-defined]  # its stubs leave it out

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Celery warns a worker that runs as root of messages that execute code (pickle); ours are JSON, nothing else is read.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("maillage")
app.set_default()  # in every thread: a web server’s threads would otherwise send to an app without settings
app.config_from_object("config.celery_settings")
app.autodiscover_tasks()
