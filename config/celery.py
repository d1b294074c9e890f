"""Celery: messages are wake-ups, rows are the truth (docs/adr/0003-worker.md)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("maillage")
app.set_default()  # in every thread: a web server’s threads would otherwise send to an app without settings
app.config_from_object("config.celery_settings")
app.autodiscover_tasks()
