"""The test database: migrated once, then copied for each process that runs tests.

Migrating takes half a minute, copying none. What was migrated is kept in build/ (SQLite) or on the server (PostgreSQL)
and made anew when a migration, what a migration imports, a test app or a pinned library has changed.
"""

import fcntl
import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.tree import APPS, ROOT

KEPT = ROOT / "build" / "test-database"
IMPORTED = re.compile(r"^(?:import|from) ((?:" + "|".join(APPS) + r")(?:\.\w+)+)", re.MULTILINE)


def fingerprint() -> str:
    """Changes with all that decides what the migrated database looks like."""
    migrations = [path for app in APPS for path in sorted((ROOT / app).glob("migrations/*.py"))]
    names = {name for path in migrations for name in IMPORTED.findall(path.read_text(encoding="utf-8"))}
    imported = [ROOT / f"{name.replace('.', '/')}.py" for name in sorted(names)]
    others = [*sorted(ROOT.glob("tests/*_app/models.py")), *sorted(ROOT.glob("requirements/*.txt"))]
    whole = hashlib.sha256(str(ROOT).encode())
    for path in [*migrations, *imported, *others]:
        if path.exists():
            whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:16]


def copy_for_this_process() -> bool:
    """Put a copy where Django will look for its test database; true where Django must keep it instead of making one."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until the file is closed
        return _copy_of_file() if connection.vendor == "sqlite" else _copy_on_server()


def _copy_of_file() -> bool:
    kept = KEPT / f"{fingerprint()}.sqlite3"
    if not kept.exists():
        for former in KEPT.glob("*.sqlite3*"):
            former.unlink()
        making = kept.with_suffix(".sqlite3.making")
        _migrate(str(making))
        making.rename(kept)
    target = Path(connection.settings_dict["TEST"]["NAME"])
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(kept, target)
    return True


def _copy_on_server() -> bool:
    prefix = f"maillage_kept_{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}_"
    kept = prefix + fingerprint()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        found = {name for (name,) in cursor.fetchall()}
        for former in found - {kept}:
            cursor.execute(f'DROP DATABASE "{former}"')
    if kept not in found:
        _migrate(f"{kept}_making")
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{kept}_making" RENAME TO "{kept}"')
    connection.settings_dict["TEST"]["TEMPLATE"] = kept
    return False


def _migrate(name: str) -> None:
    with _named(name):
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()


@contextmanager
def _named(name: str) -> Iterator[None]:
    """The test database under another name, and afterwards all as it was."""
    facts = connection.settings_dict
    before, test_before = facts["NAME"], facts["TEST"]["NAME"]
    facts["TEST"]["NAME"] = name
    try:
        yield
    finally:
        facts["TEST"]["NAME"] = test_before
        facts["NAME"] = settings.DATABASES["default"]["NAME"] = before
