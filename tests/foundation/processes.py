"""Other processes on the test’s own database: the only way to kill a worker and see what it leaves."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

from django.conf import settings
from django.db import connection


def database_url() -> str:
    """The test database, as another process names it."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    return f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


def environment(var: Path, **changes: str) -> dict[str, str]:
    """What another process needs to be this product, with this test’s database and files of its own."""
    own = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database_url(),
        "MAILLAGE_VAR": str(var),
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    return {**os.environ, **own, **changes}


def start_python(code: str, env: dict[str, str]) -> subprocess.Popen[str]:
    """Begin a process that sets Django up and runs these lines."""
    lines = "import django; django.setup()\n" + textwrap.dedent(code)
    return subprocess.Popen(
        [sys.executable, "-c", lines], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def run_python(code: str, env: dict[str, str], *, code_of_exit: int = 0) -> str:
    """Run these lines in a process to its end, which must be the one expected; what it printed."""
    process = start_python(code, env)
    printed, errors = process.communicate(timeout=60)
    assert process.returncode == code_of_exit, errors
    return printed.strip()
