"""What production refuses to start with (issue: production settings), each refusal naming its variable."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

DEVELOPMENT_SECRET = "development-only-secret-never-use-it-anywhere-else"  # noqa: S105 - refused in production

DATABASES = ("postgres", "postgresql", "psql", "pgsql")
BROKERS = ("redis", "rediss", "amqp", "amqps")
PLACES = ("development", "production")
MAILS = ("smtp", "smtps", "smtp+tls", "smtp+ssl")


def is_production(env: Any) -> bool:
    """Whether this place is production. Raises ImproperlyConfigured for a name that is not known: a slip of one letter
    would start with the demo and the key that everybody has."""
    place = env.str("MAILLAGE_ENV", "development")
    if place not in PLACES:
        raise ImproperlyConfigured(f"MAILLAGE_ENV is {place!r}: it must be one of {', '.join(PLACES)}.")
    return place == "production"


def openid_connect(env: Any) -> dict[str, Any]:
    """The OpenID Connect provider of the Communauté, when its three variables are given."""
    if not env.str("OIDC_CLIENT_ID", ""):
        return {}
    return {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": env.str("OIDC_NAME", "Compte de la collectivité"),
                    "client_id": env.str("OIDC_CLIENT_ID"),
                    "secret": env.str("OIDC_CLIENT_SECRET"),
                    "settings": {"server_url": env.str("OIDC_SERVER_URL")},
                }
            ],
        }
    }


def _scheme(env: Any, name: str) -> str:
    return env.str(name, "").partition(":")[0].lower()


def _has_password(env: Any, name: str) -> bool:
    return urlsplit(env.str(name, "")).password is not None


def _is_safe_origin(origin: str) -> bool:
    return origin.startswith("https://") and "*" not in origin


def _listed(schemes: tuple[str, ...]) -> str:
    return ", ".join(f"{scheme}://" for scheme in schemes)


def unsafe(values: dict[str, Any], env: Any) -> list[str]:
    """The variables whose value would make this production unsafe, each with the reason; none when all is well."""
    secret, hosts, origins = (values[name] for name in ("SECRET_KEY", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS"))
    database, broker, mail = (_scheme(env, name) for name in ("DATABASE_URL", "CELERY_BROKER_URL", "EMAIL_URL"))
    checks = [
        ("SECRET_KEY", secret == DEVELOPMENT_SECRET, "is the development key"),
        ("SECRET_KEY", len(secret) < 50 or len(set(secret)) < 10, "is shorter than 50 characters or too uniform"),
        ("DEBUG", values["DEBUG"], "must be off"),
        ("ALLOWED_HOSTS", not values["ALLOWED_HOSTS"], "is empty"),
        ("ALLOWED_HOSTS", any(set(host) <= set("*.") for host in hosts), "must name the hosts, not *"),
        ("CSRF_TRUSTED_ORIGINS", not all(map(_is_safe_origin, origins)), "must be https:// hosts"),
        ("DATABASE_URL", not database, "is missing"),
        ("DATABASE_URL", database not in {"", *DATABASES}, f"must be one of {_listed(DATABASES)}"),
        ("CELERY_BROKER_URL", not broker, "is missing"),
        ("CELERY_BROKER_URL", broker not in {"", *BROKERS}, f"must be one of {_listed(BROKERS)}"),
        ("EMAIL_URL", not mail, "is missing"),
        ("EMAIL_URL", mail not in {"", *MAILS}, f"must be one of {_listed(MAILS)}: others lose mail"),
        ("EMAIL_URL", mail == "smtp" and _has_password(env, "EMAIL_URL"), "sends its password in clear"),
        ("OIDC_SERVER_URL", _scheme(env, "OIDC_SERVER_URL") not in {"", "https"}, "must begin with https://"),
        ("HTTPS", not env.bool("HTTPS", True), "must stay on: without it the session travels in clear"),
        ("DEFAULT_FROM_EMAIL", "demo.example" in values["DEFAULT_FROM_EMAIL"], "is the demo address"),
        ("BASE_URL", not values["BASE_URL"].startswith("https://"), "must begin with https://"),
        ("MEDIA_ROOT", not env.str("MEDIA_ROOT", ""), "is missing: where stored documents are kept"),
        ("MAILLAGE_TODAY", bool(values["MAILLAGE_TODAY"]), "moves the clock: never in production"),
        ("MAILLAGE_DEMO", values["MAILLAGE_DEMO"], "opens demo sign-ins: never in production"),
        ("SECOND_FACTOR_REQUIRED", not values["SECOND_FACTOR_REQUIRED"], "must stay on for SCLP and DSINum"),
    ]
    return [f"{name} {why}" for name, wrong, why in checks if wrong]


def refuse_unsafe(values: dict[str, Any], env: Any) -> None:
    """Raise ImproperlyConfigured that lists every unsafe variable at once."""
    if problems := unsafe(values, env):
        raise ImproperlyConfigured("Production refuses to start:\n  - " + "\n  - ".join(problems))
