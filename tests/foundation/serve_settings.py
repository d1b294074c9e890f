"""The tests’ settings with a real broker: files of the test’s own, or the one that the environment names."""

import os

from tests.settings import *  # noqa: F403 - a settings module is a copy of the other with a few changes

CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "filesystem://")
