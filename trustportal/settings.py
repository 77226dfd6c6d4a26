"""One settings file over a typed environment; what differs between instances is in there."""

import os
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import environ

from trustportal import environment as outside
from trustportal.headers import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY  # noqa: PLC0414

ENVIRONMENT: Final = outside.read(os.environ)
BASE_DIR: Final = outside.ROOT
VAR_DIR: Final[Path] = ENVIRONMENT.var_dir
PRODUCTION: Final = ENVIRONMENT.kind is outside.Kind.PRODUCTION
DEMONSTRATION: Final = ENVIRONMENT.kind is outside.Kind.DEMONSTRATION
DEVELOPMENT: Final = ENVIRONMENT.kind is outside.Kind.DEVELOPMENT
TESTING: Final = ENVIRONMENT.kind is outside.Kind.TEST

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = False
ALLOWED_HOSTS = ["*"] if ENVIRONMENT.is_local else [urlsplit(ENVIRONMENT.site_origin).hostname]

# What the alliance calls itself, and where the portal lives.
ALLIANCE_NAME = ENVIRONMENT.alliance_name
SITE_ORIGIN = ENVIRONMENT.site_origin
ACCENT_COLOUR = ENVIRONMENT.accent_colour
# How many proxies of our own stand before the portal: the API's limits go by address.
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
LOG_ORIGIN = f"{urlsplit(SITE_ORIGIN).netloc}/log"

# Proposals of this product (workflow.md); an alliance changes them here.
DECLARED_VALIDITY_MONTHS = 12
ASSESSED_VALIDITY_MONTHS = 36
RENEWAL_DUE_DAYS = 120
UNPUBLISHED_CHOICE_DAYS = 30
REMARKS_DAYS = 10
CLARIFICATION_DAYS = 15  # working days
APPEAL_DAYS = 20  # working days
OBJECTION_DAYS = 10
PLAN_AGREEMENT_DAYS = 5
SAMPLE_PERCENT_AT_LEAST = 30
COOLING_OFF_MONTHS = 24
INVITATION_DAYS = 14
EMERGENCY_ACCESS_HOURS = 24

EVIDENCE_DIR = ENVIRONMENT.evidence_dir
EVIDENCE_PAGES_DIR = ENVIRONMENT.evidence_pages_dir
EVIDENCE_SCANNER = ENVIRONMENT.evidence_scanner
CLAMD_ADDRESS = ENVIRONMENT.clamd_address
EVIDENCE_MAX_BYTES = ENVIRONMENT.evidence_max_mb * 1024 * 1024
EVIDENCE_MAX_FILES = ENVIRONMENT.evidence_max_files
EVIDENCE_QUOTA_BYTES = ENVIRONMENT.evidence_quota_mb * 1024 * 1024
EVIDENCE_PAGES_BYTES = ENVIRONMENT.evidence_pages_mb * 1024 * 1024
KEYS_DIR = ENVIRONMENT.keys_dir
SEAL_TOKEN = ENVIRONMENT.seal_token
SEAL_LEVEL = ENVIRONMENT.seal_level
TIME_STAMP_URL = ENVIRONMENT.time_stamp_url
PUBLIC_KEYS_DIR = ENVIRONMENT.public_keys_dir
CHECKPOINT_DIR = ENVIRONMENT.checkpoint_dir

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "journal",
    "custody",
    "accounts",
    "organisations",
    "principles",
    "scheme",
    "transparency",
    "attestations",
    "crosswalk",
    "assessments",
    "reports",
    "registry",
    "desk",
    "api",
    "demonstration",
    "trustportal",
]
if DEVELOPMENT:
    INSTALLED_APPS.append("django.contrib.admin")

MIDDLEWARE = [
    "trustportal.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.requests.ActorMiddleware",
    "trustportal.plain_paths.PlainPathMiddleware",
    "trustportal.read_only.ReadOnlyMiddleware",
    "trustportal.kept_posts.KeptPostMiddleware",
]

ROOT_URLCONF = "trustportal.urls"
WSGI_APPLICATION = "trustportal.wsgi.application"
FORM_RENDERER = "trustportal.form_rendering.Renderer"
CSRF_FAILURE_VIEW = "trustportal.failures.csrf_failure"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "trustportal.context.portal",
            ],
            "builtins": ["trustportal.templatetags.words"],
        },
    },
]


def _database(url: str, *, pooled: bool) -> dict[str, Any]:
    """Django's description of one database address; pools are opened after fork, per process."""
    described: dict[str, Any] = environ.Env.db_url_config(url)
    if pooled:
        described["OPTIONS"] = described.get("OPTIONS", {}) | {
            "pool": {"min_size": 1, "max_size": 8, "timeout": 10}
        }
    return described


DATABASES = {"default": _database(ENVIRONMENT.database_url, pooled=not TESTING)}
if ENVIRONMENT.migrations_database_url:
    DATABASES["owner"] = _database(ENVIRONMENT.migrations_database_url, pooled=False)
# The role that the portal itself runs as; `prepare_database` grants to it and takes from it.
DATABASE_APP_ROLE = DATABASES["default"]["USER"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        # In PostgreSQL and shared, because the limits of log-in live here and must fail closed.
        "BACKEND": (
            "demonstration.cache.ReplayAllowed"
            if DEMONSTRATION
            else "django.core.cache.backends.db.DatabaseCache"
        ),
        "LOCATION": "trustportal_cache",
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if TESTING:
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation has proved the address
ACCOUNT_ADAPTER = "accounts.allauth_adapter.Adapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
if DEMONSTRATION or TESTING:
    ACCOUNT_RATE_LIMITS: Any = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = ALLIANCE_NAME
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    SECURE_HSTS_SECONDS = 63072000
    # The proxy that ends TLS redirects to it, and whether subdomains follow is not ours to say.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
else:
    CSRF_TRUSTED_ORIGINS = [SITE_ORIGIN]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["trustportal.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(EVIDENCE_DIR)},
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if TESTING or DEVELOPMENT
            else "trustportal.static_files.HashedFiles"
        )
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEVELOPMENT
# Each client of a test would read all files anew, before its first page.
WHITENOISE_AUTOREFRESH = TESTING or DEVELOPMENT
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "attestations.arriving.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Twice what is taken: somebody who chose a few too many is told so by the form.
DATA_UPLOAD_MAX_NUMBER_FILES = EVIDENCE_MAX_FILES * 2
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

MAIL_DIR = VAR_DIR / "mail"
if ENVIRONMENT.email_url == "file":
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(MAIL_DIR)
else:
    vars().update(environ.Env.email_url_config(ENVIRONMENT.email_url))
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
EMAIL_TIMEOUT = 20  # seconds; without it a mail server that says nothing holds a worker for ever

CELERY_BROKER_URL = ENVIRONMENT.redis_url
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "visibility_timeout": 120,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "api.problems.handle",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
STANDINGS = (
    "declared",
    "conforming",
    "conditional",
    "not_conforming",
    "lapsed",
    "suspended",
    "revoked",
    "withdrawn",
    "superseded",
    "not_listed",
)
SPECTACULAR_SETTINGS = {
    "TITLE": "Trustportal API",
    "DESCRIPTION": "Standings, reports and principles, as anyone may read them.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "AccreditationStatusEnum": [
            (each, each) for each in ("not_yet", "in_force", "ended", "withdrawn")
        ],
        "KindEnum": [(each, each) for each in ("declared", "assessed")],
        "StatusEnum": [(each, each) for each in STANDINGS],
        "RegulationKindEnum": [(each, each) for each in ("law", "standard", "framework")],
    },
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING" if TESTING else "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "weasyprint": {"level": "ERROR"}},
}
