"""The demo network, loaded once for all the tests of this folder: each of them works on it and leaves it as it was."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from foundation import clock
from tests.reporting.demo.day import DAY


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker) -> Iterator[tuple[str, Path]]:
    """What the command printed, and the folder of its documents; undone after the last test of the folder."""
    fast = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with TemporaryDirectory() as folder, django_db_blocker.unblock(), transaction.atomic():
        printed = StringIO()
        with clock.frozen_at(DAY), override_settings(MEDIA_ROOT=Path(folder), PASSWORD_HASHERS=fast):
            call_command("demo", stdout=printed)
        yield printed.getvalue(), Path(folder)
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db, settings) -> Iterator[str]:
    """The demo on its day; what the command printed."""
    printed, settings.MEDIA_ROOT = loaded
    with clock.frozen_at(DAY):
        yield printed
