"""The product’s settings, with what only tests need: an app with states, files of their own, strict templates."""

import os

from config.settings import *  # noqa: F403 - a settings module is a copy of the other with a few changes
from config.settings import DATABASES, INSTALLED_APPS, TEMPLATES, VAR_DIR
from tests.undefined import RefuseUndefined

INSTALLED_APPS = [*INSTALLED_APPS, "tests.workflow_app", "tests.worker_app"]
ROOT_URLCONF = "tests.workflow_app.urls"  # the product’s, with a few pages more
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = RefuseUndefined()
DEBUG = False
PRODUCTION = False
CELERY_BROKER_URL = "memory://"  # wake-ups go nowhere: tests do the work themselves

# Two runs at the same time do not share a database. SQLite in a file, because threads share one in memory badly.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / f"tests-{os.getpid()}.sqlite3")}
else:
    DATABASES["default"]["TEST"] = {"NAME": f"test_maillage_{os.getpid()}"}
