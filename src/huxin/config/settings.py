"""Settings: safe by default, everything that differs between deployments from the environment.

HUXIN_DATA            folder for database, keys, evidence, letters (default ``./var``)
DATABASE_URL          ``postgresql://…`` for PostgreSQL; default is SQLite under HUXIN_DATA
HUXIN_ALLOWED_HOSTS   host names, comma separated (default: this machine)
HUXIN_DEMO            ``1``: invented city, plain http on this machine, and every page says so
HUXIN_PACK            the city's policy pack (default ``wenzhou``)
HUXIN_TLS_PROXY       ``1``: a proxy in front ends TLS and always sets X-Forwarded-Proto itself
HUXIN_CLAMD           the virus scanner: ``unix:/path`` or ``tcp:host:port`` (default: none, files stay unscanned)
HUXIN_STAMP_SERVER    a server of time stamps (RFC 3161) for letters (default: none, letters bear no stamp)
HUXIN_METRICS_TOKEN   a bearer token for /metrics (default: only this machine may ask)
HUXIN_SQLITE_PAGES    the most pages that an SQLite file may grow to (default: as many as the disk holds)
HUXIN_MAIL_SERVER     ``host:port`` of the mail server (default: mails are files under HUXIN_DATA/outbox/mail)
HUXIN_MAIL_FROM       the address that mails come from
HUXIN_FEED_RATE       batches that a company may send in a minute to one machine (default 60)
HUXIN_FEED_MEMORY     memory for the check of one batch; more goes to disk (default ``2GB``)
HUXIN_FEED_DISK       disk that the check of one batch may fill for a while (default ``20GB``)
HUXIN_WEBHOOK_NETWORKS  inner networks to which weather orders may be pushed, comma separated (default: none)
HUXIN_APPS            rooms of a city's own beside ours, dotted names, comma separated (default: none)
HUXIN_FONTS           folders with fonts for signs that ours lacks, separated by colons (default: Debian)
HUXIN_COUNTIES        county boundaries as GeoJSON (default: those of Wenzhou that come along)
HUXIN_OIDC_…          single sign-on of the staff: ISSUER, CLIENT_ID, CLIENT_SECRET, STRONG_ACR
HUXIN_TICKET_…        single sign-on by ticket: LOGIN_URL, TOKEN_URL, USER_URL, APP_ID, APP_SECRET
HUXIN_SMS_GATEWAY     the class that carries short messages (default: a file under HUXIN_DATA/outbox)

Limits of sign-ins, sending, uploads and logs stand in ``core/limits.py``.
"""

from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from huxin.core.database import database
from huxin.core.fonts import fonts_of_installation
from huxin.core.keys import session_key
from huxin.core.limits import bound, size

DATA = Path(os.environ.get("HUXIN_DATA", "var")).resolve()
DEMO = os.environ.get("HUXIN_DEMO") == "1"
PACK = os.environ.get("HUXIN_PACK", "wenzhou")
DEBUG = False
SECRET_KEY = session_key(DATA)
ALLOWED_HOSTS = os.environ.get("HUXIN_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "huxin.core",
    "huxin.evidence",
    "huxin.identity",
    "huxin.people",
    "huxin.feeds",
    "huxin.casework",
    "huxin.measures.employment",
    "huxin.measures.careers",
    "huxin.measures.inspections",
    "huxin.measures.insurance",
    "huxin.measures.disputes",
    "huxin.measures.injuries",
    "huxin.measures.subsidies",
    "huxin.measures.safety",
    "huxin.measures.governance",
    "huxin.measures.publicity",
    "huxin.measures.places",
    "huxin.ui",
    "huxin.web",
    *(["huxin.demo"] if DEMO else []),
    *filter(None, os.environ.get("HUXIN_APPS", "").split(",")),
]
MIDDLEWARE = [
    "huxin.core.http.request_log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "huxin.core.http.shedding.SheddingMiddleware",
    "huxin.core.http.no_store.NoStoreMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "huxin.core.http.request_limits.BodyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "huxin.identity.access_log.AccessLogMiddleware",
    "huxin.identity.idle.IdleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "huxin.identity.access.DefaultDenyMiddleware",
    "huxin.identity.devices.DeviceMiddleware",
    "huxin.identity.rate_limit.RateMiddleware",
    "huxin.ui.submission.SubmissionMiddleware",
    "huxin.ui.elder.ElderMiddleware",
    "huxin.ui.errors.GoneMiddleware",
]
ROOT_URLCONF = "huxin.config.urls"
WSGI_APPLICATION = "huxin.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            Path(__file__).resolve().parents[1] / room / "templates"
            for room in ("ui", "web/worker", "web/office", "web/company")
        ],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "huxin.ui.context.house",
            ],
            "builtins": [f"huxin.ui.templatetags.{name}" for name in ("words", "desk", "tables")],
        },
    }
]

DATABASES = {"default": database(DATA, os.environ.get("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/login/"
SECOND_FACTOR_URL = "/second-factor/"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "ui" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [
    Path(__file__).resolve().parents[1] / room / "static"
    for room in ("ui", "web/worker", "web/office", "measures/places")
]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
TOO_LARGE_VIEW = "huxin.ui.errors.too_large"
TOO_MANY_VIEW = "huxin.ui.errors.too_many"
REQUESTS_AT_ONCE = bound("HUXIN_REQUESTS_AT_ONCE")
REQUESTS_WAITING = bound("HUXIN_REQUESTS_WAITING")
BODY_LIMIT = 25_000_000
EVIDENCE_LIMIT = 20_000_000
EVIDENCE_FOLDER = DATA / "evidence"
TEMPORARY_FOLDER = DATA / "tmp"
CLAMD = os.environ.get("HUXIN_CLAMD", "")
POUCHES_AN_HOUR = bound("HUXIN_POUCHES_PER_HOUR")
POUCHES_AN_ADDRESS = bound("HUXIN_POUCHES_PER_ADDRESS")
POUCH_FILES = 20
FONT_FOLDERS = fonts_of_installation()
METRICS_TOKEN = os.environ.get("HUXIN_METRICS_TOKEN", "")
STAMP_SERVER = os.environ.get("HUXIN_STAMP_SERVER", "")
LETTER_FOLDER = DATA / "letters"
KEY_FOLDER = DATA / "keys"
FONT_FOLDER = Path(__file__).resolve().parents[1] / "casework" / "fonts"

LAKE_FOLDER = DATA / "lake"
FEED_PATH = "/api/v1/feeds/"
FEED_LIMIT = 1_000_000_000
FEED_UNPACKED_LIMIT = 8_000_000_000
FEED_ROWS_LIMIT = 20_000_000
FEED_MEMORY = size("HUXIN_FEED_MEMORY", "2GB")
FEED_DISK = size("HUXIN_FEED_DISK", "20GB")
FEED_READERS = bound("HUXIN_FEED_READERS")
FEED_WAITING = bound("HUXIN_FEED_WAITING")
FEED_PATIENCE = 20
FEED_RETRY_SECONDS = 10
FEED_RATE = int(os.environ.get("HUXIN_FEED_RATE", "60"))
_NETWORKS = os.environ.get("HUXIN_WEBHOOK_NETWORKS", "127.0.0.0/8,::1/128" if DEMO else "")
WEBHOOK_NETWORKS = [str(ip_network(one.strip())) for one in _NETWORKS.split(",") if one.strip()]

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SESSION_COOKIE_AGE = 8 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "huxin.ui.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_PROXY = os.environ.get("HUXIN_TLS_PROXY") == "1"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if DEMO else 31_536_000
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SMS_GATEWAY = os.environ.get("HUXIN_SMS_GATEWAY", "huxin.casework.outbox.sms.FileGateway")
MAIL_SERVER = os.environ.get("HUXIN_MAIL_SERVER", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_SERVER else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA / "outbox" / "mail"
EMAIL_HOST, EMAIL_PORT = (MAIL_SERVER.partition(":")[0], int(MAIL_SERVER.partition(":")[2] or "25"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("HUXIN_MAIL_FROM", "huxin@localhost")

LOGIN_ATTEMPTS = bound("HUXIN_LOGIN_ATTEMPTS")
LOGIN_ATTEMPTS_ANYWHERE = bound("HUXIN_LOGIN_ATTEMPTS_ANYWHERE")
LOGIN_LOCK_MINUTES = bound("HUXIN_LOGIN_LOCK_MINUTES")
STAFF_IDLE_MINUTES = bound("HUXIN_STAFF_IDLE_MINUTES")
PUBLIC_IDLE_MINUTES = bound("HUXIN_PUBLIC_IDLE_MINUTES")
DEVICE_DAYS = bound("HUXIN_DEVICE_DAYS")
STALE_DAYS = bound("HUXIN_STALE_DAYS")
ACCESS_LOG_DAYS = bound("HUXIN_ACCESS_LOG_DAYS")
UPLOADS_PER_DAY = bound("HUXIN_UPLOADS_PER_DAY")
UPLOAD_MB_PER_DAY = bound("HUXIN_UPLOAD_MB_PER_DAY")
RATES = {
    "sign_in": bound("HUXIN_SIGN_INS_PER_MINUTE"),
    "sign_in_address": bound("HUXIN_SIGN_INS_PER_ADDRESS"),
    "submit": bound("HUXIN_SUBMITS_PER_MINUTE"),
    "check": bound("HUXIN_CHECKS_PER_MINUTE"),
    "law": bound("HUXIN_LAW_PER_MINUTE"),
    "take": bound("HUXIN_TAKES_PER_MINUTE"),
    "check_address": bound("HUXIN_CHECKS_PER_ADDRESS"),
    "address": bound("HUXIN_ADDRESS_PER_MINUTE"),
}
OIDC_ISSUER = os.environ.get("HUXIN_OIDC_ISSUER", "")
OIDC_CLIENT_ID = os.environ.get("HUXIN_OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = os.environ.get("HUXIN_OIDC_CLIENT_SECRET", "")
OIDC_STRONG_ACR = tuple(one.strip() for one in os.environ.get("HUXIN_OIDC_STRONG_ACR", "").split(",") if one.strip())
TICKET_LOGIN_URL = os.environ.get("HUXIN_TICKET_LOGIN_URL", "")
TICKET_TOKEN_URL = os.environ.get("HUXIN_TICKET_TOKEN_URL", "")
TICKET_USER_URL = os.environ.get("HUXIN_TICKET_USER_URL", "")
TICKET_APP_ID = os.environ.get("HUXIN_TICKET_APP_ID", "")
TICKET_APP_SECRET = os.environ.get("HUXIN_TICKET_APP_SECRET", "")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "huxin.core.logging.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"huxin.request": {"level": "WARNING" if DEMO else "INFO"}},
}
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # TLS ends at the proxy in front; the redirect is its work
