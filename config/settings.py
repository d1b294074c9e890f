"""The one settings file. Everything that differs between places comes from the environment.

The defaults suit a laptop. With `MAILLAGE_ENV=production`, `config.safety` refuses to start on any
value that is fit for a laptop only, and names it. `docs/deployment.md` lists the variables.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF

from config import logs, safety

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env.str("MAILLAGE_VAR", str(BASE_DIR / "var")))  # everything that the product writes
VAR_DIR.mkdir(parents=True, exist_ok=True)

# --- What kind of place this is -------------------------------------------------------------------------------------
PRODUCTION = safety.is_production(env)
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", safety.DEVELOPMENT_SECRET)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env.str("BASE_URL", "http://127.0.0.1:8000")  # what links in mails begin with
MAILLAGE_DEMO = env.bool("MAILLAGE_DEMO", not PRODUCTION)  # demo sign-ins may exist, and a band says so
MAILLAGE_TODAY = env.str("MAILLAGE_TODAY", "")  # moves the clock; see foundation.clock
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", PRODUCTION)

GUIDES_DIR = BASE_DIR / "docs" / "utilisateurs"
GUIDES_FIRST = [
    "premiere-convention", "modele", "generer", "suivre", "rappels", "conventions-deja-signees", "formations",
    "acces-sigb", "tickets", "editeur", "delais", "horaires", "messages",
]  # fmt: skip
OPERATOR = {  # who answers for this site, as its public pages name them; what is not given is said to be so
    "name": env.str("OPERATOR_NAME", ""),
    "address": env.str("OPERATOR_ADDRESS", ""),
    "email": env.str("OPERATOR_EMAIL", ""),
    "director": env.str("OPERATOR_DIRECTOR", ""),
    "host": env.str("OPERATOR_HOST", ""),
    "dpo": env.str("OPERATOR_DPO_EMAIL", ""),
}

# --- Applications, highest layer first (design: layers) --------------------------------------------------------------
INSTALLED_APPS = [
    "reporting",
    "ils",
    "committees",
    "tickets",
    "convention",
    "training",
    "network",
    "foundation",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",  # allauth’s passkey pages use it
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "django_tables2",
    "simple_history",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "foundation.request_size.bound_requests",  # before what reads a request: the CSRF check
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "foundation.middleware.rescue_drafts",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "network.middleware.know_person",
    "network.middleware.note_activity",
    "network.middleware.require_second_factor",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "foundation.middleware.explain_refusals",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "foundation.context.page",
            ],
        },
    }
]
FORM_RENDERER = "foundation.widgets.Renderer"

# --- Database, cache, files ------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", f"sqlite:///{VAR_DIR / 'maillage.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured: with Django’s defaults half of concurrent writes fail, with these none (docs/adr/0001-database.md).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
        "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(VAR_DIR / "documents")))  # stored documents, named by their SHA-256
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
MAX_UPLOAD_BYTES = env.int("MAX_UPLOAD_BYTES", 25 * 1024 * 1024)  # one file
MAX_ARCHIVE_BYTES = env.int("MAX_ARCHIVE_BYTES", 150 * 1024 * 1024)  # the scans of seventy-three communes
MAX_REQUEST_BYTES = MAX_UPLOAD_BYTES + MAX_ARCHIVE_BYTES + DATA_UPLOAD_MAX_MEMORY_SIZE  # a table, its archive, a form

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "build" / "collected")))
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "build" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

# --- Background work -------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "filesystem://")
CELERY_BROKER_DIR = VAR_DIR / "broker"

# --- People and their sign-in ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "network.Person"
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True  # a reason is kept whole
AUTHENTICATION_BACKENDS = ["network.backends.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "network.sign_in.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "network.forms.sign_in.LoginForm",
    "reset_password": "network.forms.sign_in.ResetPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation proves the address; nobody signs up alone
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody writes through us to an address of their choice
ACCOUNT_EMAIL_NOTIFICATIONS = True  # what changes in the security of an account is told to its holder
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0)
SOCIALACCOUNT_ADAPTER = "network.sign_in.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = safety.openid_connect(env)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Maillage"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = True  # written by network.middleware.note_activity, not at every page
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False

# --- Security --------------------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION and env.bool("HTTPS", True)
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT
if env.int("TRUSTED_PROXIES", 0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "foundation.views.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *env.list("OIDC_FORM_ACTION", default=[])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Mail ------------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Maillage <ne-pas-repondre@demo.example>")
vars().update(env.email_url("EMAIL_URL", f"filemail:///{VAR_DIR / 'mails'}"))
EMAIL_TIMEOUT = 20

# --- Language and time -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
USE_I18N = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True

LOGGING = logs.configuration(json=PRODUCTION, level=env.str("LOG_LEVEL", "INFO"))

if PRODUCTION:
    safety.refuse_unsafe(globals(), env)
