"""Production refuses to start with what suits a laptop, and says which."""

import inspect
import os
import re
import subprocess
import sys

import environ
import pytest
from django.conf import settings

from config import safety

GOOD = {
    "MAILLAGE_ENV": "production",
    "SECRET_KEY": "k3y-of-fifty-characters-or-more-with-some-variety-0123456789",
    "ALLOWED_HOSTS": "maillage.example",
    "BASE_URL": "https://maillage.example",
    "DATABASE_URL": "postgres://postgres@127.0.0.1:5432/maillage",
    "CELERY_BROKER_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "DEFAULT_FROM_EMAIL": "Maillage <desk@maillage.example>",
}
BAD = [
    ("SECRET_KEY", safety.DEVELOPMENT_SECRET, "SECRET_KEY is the development key"),
    ("SECRET_KEY", "short", "SECRET_KEY is shorter"),
    ("SECRET_KEY", "a" * 60, "SECRET_KEY is shorter than 50 characters or too uniform"),
    ("DEBUG", "1", "DEBUG must be off"),
    ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS is empty"),
    ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS must name the hosts"),
    ("ALLOWED_HOSTS", ".", "ALLOWED_HOSTS must name the hosts"),
    ("CSRF_TRUSTED_ORIGINS", "http://maillage.example", "CSRF_TRUSTED_ORIGINS must be https"),
    ("CSRF_TRUSTED_ORIGINS", "https://*.fr", "CSRF_TRUSTED_ORIGINS must be https"),
    ("OIDC_SERVER_URL", "http://connexion.example", "OIDC_SERVER_URL must begin with https"),
    ("EMAIL_URL", "smtp://desk:secret@mail.example:25", "EMAIL_URL sends its password in clear"),
    ("DATABASE_URL", None, "DATABASE_URL is missing"),
    ("CELERY_BROKER_URL", None, "CELERY_BROKER_URL is missing"),
    ("EMAIL_URL", None, "EMAIL_URL is missing"),
    ("DATABASE_URL", "sqlite:////srv/maillage.sqlite3", "DATABASE_URL must be one of postgres://"),
    ("CELERY_BROKER_URL", "filesystem://", "CELERY_BROKER_URL must be one of redis://"),
    ("CELERY_BROKER_URL", "memory://", "CELERY_BROKER_URL must be one of redis://"),
    ("EMAIL_URL", "consolemail://", "EMAIL_URL must be one of smtp://"),
    ("EMAIL_URL", "dummymail://", "EMAIL_URL must be one of smtp://"),
    ("HTTPS", "0", "HTTPS must stay on"),
    ("DEFAULT_FROM_EMAIL", None, "DEFAULT_FROM_EMAIL is the demo address"),
    ("BASE_URL", "http://maillage.example", "BASE_URL must begin with https"),
    ("MEDIA_ROOT", None, "MEDIA_ROOT is missing"),
    ("MAILLAGE_TODAY", "2026-01-01", "MAILLAGE_TODAY moves the clock"),
    ("MAILLAGE_DEMO", "1", "MAILLAGE_DEMO opens demo sign-ins"),
    ("SECOND_FACTOR_REQUIRED", "0", "SECOND_FACTOR_REQUIRED must stay on"),
]


def start(tmp_path, **changes: str | None) -> subprocess.CompletedProcess:
    """Load the settings in a process of their own, as a start does."""
    wanted = {**GOOD, "MEDIA_ROOT": str(tmp_path / "media"), "MAILLAGE_VAR": str(tmp_path), **changes}
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        env=keep | {name: value for name, value in wanted.items() if value is not None},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_good_values(tmp_path):
    result = start(tmp_path)
    assert result.returncode == 0, result.stderr


def test_every_unsafe_value_is_named_at_once(tmp_path):
    result = start(tmp_path, DEBUG="1", DATABASE_URL=None)
    assert result.returncode != 0
    assert "DEBUG must be off" in result.stderr
    assert "DATABASE_URL is missing" in result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://maillage@db:5432/maillage"),
        ("CELERY_BROKER_URL", "amqps://maillage@mq:5671//"),
        ("EMAIL_URL", "smtp+tls://desk@mail.example:587"),
    ],
)
def test_every_service_of_a_production_is_accepted(tmp_path, name, value):
    result = start(tmp_path, **{name: value})
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(("name", "value", "message"), BAD)
def test_each_unsafe_value_is_refused_and_no_other(tmp_path, name, value, message):
    result = start(tmp_path, **{name: value})

    told = [line.removeprefix("  - ") for line in result.stderr.splitlines() if line.startswith("  - ")]
    assert result.returncode != 0
    assert any(one.startswith(message) for one in told), result.stderr
    assert {one.split()[0] for one in told} == {name}


@pytest.mark.parametrize("name", ["Production", "prod", "", "production "])
def test_a_place_that_is_not_known_does_not_start_as_a_laptop(tmp_path, name):
    result = start(tmp_path, MAILLAGE_ENV=name)
    assert result.returncode != 0
    assert f"MAILLAGE_ENV is {name!r}: it must be one of development, production." in result.stderr


def test_every_check_has_a_value_that_it_refuses(tmp_path):
    source = inspect.getsource(safety.unsafe)
    checked = set(re.findall(r'^        \("([A-Z_]+)",', source, re.MULTILINE))
    assert checked == {name for name, _, _ in BAD}


def test_openid_connect_is_off_until_configured():
    env = environ.Env()
    env.ENVIRON = {}
    assert safety.openid_connect(env) == {}


def test_openid_connect_takes_the_provider_of_the_environment():
    env = environ.Env()
    env.ENVIRON = {
        "OIDC_CLIENT_ID": "maillage",
        "OIDC_CLIENT_SECRET": "secret",
        "OIDC_SERVER_URL": "https://sso.example/.well-known/openid-configuration",
    }
    (app,) = safety.openid_connect(env)["openid_connect"]["APPS"]
    assert app["settings"]["server_url"].startswith("https://sso.example")
    assert app["client_id"] == "maillage"
