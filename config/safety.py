"""What production refuses to start with (issue: production settings), each refusal naming its variable."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

DEVELOPMENT_SECRET = "development-only-secret-never-use-it-anywhere-else"  # noqa: S105 - refused in production


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


def unsafe(values: dict[str, Any], env: Any) -> list[str]:
    """The variables whose value would make this production unsafe, each with the reason; none when all is well."""
    secret = values["SECRET_KEY"]
    checks = [
        ("SECRET_KEY", secret == DEVELOPMENT_SECRET, "is the development key"),
        ("SECRET_KEY", len(secret) < 50 or len(set(secret)) < 10, "is shorter than 50 characters or too uniform"),
        ("DEBUG", values["DEBUG"], "must be off"),
        ("ALLOWED_HOSTS", not values["ALLOWED_HOSTS"], "is empty"),
        ("ALLOWED_HOSTS", "*" in values["ALLOWED_HOSTS"], "must name the hosts, not *"),
        ("DATABASE_URL", not env.str("DATABASE_URL", ""), "is missing"),
        ("CELERY_BROKER_URL", not env.str("CELERY_BROKER_URL", ""), "is missing"),
        ("EMAIL_URL", not env.str("EMAIL_URL", ""), "is missing"),
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
