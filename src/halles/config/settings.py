"""Django's settings, made from the environment (docs/settings.md); nothing else reads environment variables."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from halles.config.modules import PACKAGE, installed
from halles.kit.environment import Environment
from halles.users import allauth_settings

ENVIRONMENT = Environment.load()
DATA_DIR = ENVIRONMENT.data_dir
SECRET_KEY = ENVIRONMENT.secret_key
SECRET_KEY_FALLBACKS = list(ENVIRONMENT.secret_keys_old)
DEBUG = ENVIRONMENT.debug
BASE_URL = ENVIRONMENT.base_url
_base = urlsplit(BASE_URL)
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts
CSRF_TRUSTED_ORIGINS = [f"{_base.scheme}://{_base.netloc}"]
ROOT_URLCONF = "halles.config.urls"
WSGI_APPLICATION = "halles.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "ninja",
    "allauth",
    "allauth.account",
    *installed(),
    "halles.config",
]
AUTH_USER_MODEL = "users.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "halles.config.readiness.ReadinessMiddleware",
    "halles.config.content_security.ContentSecurityMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "halles.markets.middleware.MarketMiddleware",
    "halles.interactions.middleware.VisitMiddleware",
    "halles.config.time_zone.MarketTimeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "halles.storefront.guest_cart.GuestCartMiddleware",
    "halles.affiliates.pseudonym.TouchMiddleware",
    "halles.config.unreadable.UnreadableMiddleware",
    "halles.config.refusals.RefusalMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Module folders come before allauth's own, so that ours replace its pages.
        "DIRS": [PACKAGE / "users" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "halles.config.context.page",
            ],
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "halles"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "application_name": "halles",
            # Statements that ask for it are prepared, and planned once per connection: see halles.kit.statements.
            "prepare_threshold": 5,
            # Compiling a statement of a page takes longer than running it: half a second and more where a server of the
            # operator's own has it on.
            "options": "-c plan_cache_mode=force_generic_plan -c jit=off",
        },
    }


DATABASES = {"default": _database(ENVIRONMENT.database_url or "postgresql:///halles")}

SESSION_ENGINE = "halles.kit.sessions"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "halles.config.views.csrf_failure"
USE_X_FORWARDED_HOST = True
# The edge removes what clients send under this name and writes its own.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _base.scheme == "https"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if _base.scheme == "https" else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
locals().update({name: value for name, value in vars(allauth_settings).items() if name.isupper()})

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("ja", _("Japanese"))]
LANGUAGE_COOKIE_NAME = "language"

STATIC_URL = "/static/"
HALLES_STATIC_BUILT = PACKAGE / "static_built"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
HALLES_PRIVATE_ROOT = DATA_DIR / "private"
HALLES_UPLOAD_ROOT = DATA_DIR / "uploads"
HALLES_MARKETS_DIR = ENVIRONMENT.markets_dir
HALLES_SECOND_PERSON = ENVIRONMENT.second_person
HALLES_OPERATOR = ENVIRONMENT.operator
HALLES_RTMP_PORT = ENVIRONMENT.rtmp_port
HALLES_ICE_SERVERS = ENVIRONMENT.ice_servers

EMAIL_BACKEND = "halles.notifications.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
# In PostgreSQL, so that every web process counts sign-in attempts together.
# Django's 300 entries would let anybody crowd out the counter of the account they are guessing at.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kit_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "filters": {"not_the_question": {"()": "halles.config.readiness.NotTheQuestion"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["not_the_question"]},
    },
    # A page that is not there is an answer, not an accident: only 5xx are logged.
    "loggers": {
        "django.request": {"level": "ERROR"},
        # Anybody may ask for any host, as often as they like, and is told 400.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
    "root": {"handlers": ["stderr"], "level": ENVIRONMENT.log_level},
}
