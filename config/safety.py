"""What production refuses to start with (issue: production settings), each refusal naming its variable."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

DEVELOPMENT_SECRET = "development-only-secret-never-use-it-anywhere-else"  # noqa: S105 - refused in production

DATABASES = ("postgres", "postgresql", "psql", "pgsql")
BROKERS = ("redis", "rediss", "amqp", "amqps")
MAILS = ("smtp", "smtps", "smtp+tls", "smtp+ssl")


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


def _listed(schemes: tuple[str, ...]) -> str:
    return ", ".join(f"{scheme}://" for scheme in schemes)


def unsafe(values: dict[str, Any], env: Any) -> list[str]:
    """The variables whose value would make this production unsafe, each with the reason; none when all is well."""
    secret = values["SECRET_KEY"]
    database, broker, mail = (_scheme(env, name) for name in ("DATABASE_URL", "CELERY_BROKER_URL", "EMAIL_URL"))
    checks = [
        ("SECRET_KEY", secret == DEVELOPMENT_SECRET, "is the development key"),
        ("SECRET_KEY", len(secret) < 50 or len(set(secret)) < 10, "is shorter than 50 characters or too uniform"),
        ("DEBUG", values["DEBUG"], "must be off"),
        ("ALLOWED_HOSTS", not values["ALLOWED_HOSTS"], "is empty"),
        ("ALLOWED_HOSTS", "*" in values["ALLOWED_HOSTS"], "must name the hosts, not *"),
        ("DATABASE_URL", not database, "is missing"),
        ("DATABASE_URL", database not in {"", *DATABASES}, f"must be one of {_listed(DATABASES)}"),
        ("CELERY_BROKER_URL", not broker, "is missing"),
        ("CELERY_BROKER_URL", broker not in {"", *BROKERS}, f"must be one of {_listed(BROKERS)}"),
        ("EMAIL_URL", not mail, "is missing"),
        ("EMAIL_URL", mail not in {"", *MAILS}, f"must be one of {_listed(MAILS)}: others lose mail"),
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
