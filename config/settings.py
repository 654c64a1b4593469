"""Settings of Sanbao, by environment (see .env.example and docs/operation.md).

SANBAO_MODE: ``local`` (the default: embedded services, one machine), ``test``, or ``production`` (which refuses
to start without a secret key, hosts and the addresses of PostgreSQL and Redis).
"""

from __future__ import annotations

import sys
import zoneinfo
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from apps.core.api_components import COMPONENTS
from apps.runtime.service import handed_services
from config.environment import (
    MODES,
    check_redis_url,
    file_storage,
    keys,
    limits,
    local_secret,
    networks,
    parse_database_url,
    redis_urls,
    require,
    time_limits,
    with_user,
)

# Zones out of the lock, not out of the machine: a due time must be the same wherever it is computed.
zoneinfo.reset_tzpath(to=())

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

MODE = env.str("SANBAO_MODE", default="local")
require(MODE in MODES, f"SANBAO_MODE is {MODE!r}: write one of {', '.join(MODES)}")
PRODUCTION = MODE == "production"
COMMAND = Path(sys.argv[0]).name == "manage.py"
DEBUG = env.bool("SANBAO_DEBUG", default=False)
require(not (DEBUG and PRODUCTION), "SANBAO_DEBUG is on in production: take it out of the environment")

VAR_DIR = Path(env.str("SANBAO_VAR", default=str(BASE_DIR / "var")))
SECRET_KEY = env.str("SECRET_KEY", default="")
DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default="")
REDIS_URL = env.str("REDIS_URL", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Whose word is taken on where a request comes from (apps/core/clients.py).
TRUSTED_PROXIES = networks("SANBAO_TRUSTED_PROXIES", env.list("SANBAO_TRUSTED_PROXIES", default=[]))
# Open connections that one process of the web server admits from one address (config/listening.py).
CONNECTIONS_PER_ADDRESS = env.int("SANBAO_CONNECTIONS_PER_ADDRESS", default=100)
# Keys that seals are signed with, the newest first: they lie outside the database (docs/seals.md).
SEAL_KEYS = keys("SANBAO_SEAL_KEYS", env.str("SANBAO_SEAL_KEYS", default=""))
# Keys and certificates that confirmation letters are sealed with (docs/letters.md).
LETTER_SEALS = Path(env.str("SANBAO_LETTER_SEALS", default=str(VAR_DIR / "letter_seals")))
# Who gets the head of each day by mail, and who is told what needs a person's hand.
HEADS_TO = env.list("SANBAO_HEADS_TO", default=[])
ALARMS_TO = env.list("SANBAO_ALARMS_TO", default=[])
# From where the operators' pages open; empty: from everywhere (apps/accounts/operators.py).
OPERATOR_ADDRESSES = networks("SANBAO_OPERATOR_ADDRESSES", env.list("SANBAO_OPERATOR_ADDRESSES", default=[]))
# How long somebody whose role asks for a second factor may go without (apps/organizations/second_factor.py).
SECOND_FACTOR_GRACE = timedelta(days=env.int("SANBAO_SECOND_FACTOR_GRACE", default=14))

if PRODUCTION:
    require(len(SECRET_KEY) >= 50, "SECRET_KEY is missing or short: set 50 random characters or more")
    require("*" not in ALLOWED_HOSTS, "ALLOWED_HOSTS=* admits forged addresses: name the hosts of this site")
    require(ALLOWED_HOSTS, "ALLOWED_HOSTS is empty: name the hosts, as in ALLOWED_HOSTS=sanbao.example.org")
    require(DATABASE_URL, "DATABASE_URL is missing: name your PostgreSQL, as role sanbao_app")
    require(REDIS_URL, "REDIS_URL is missing: name your Redis or Valkey")
    require(SEAL_KEYS, "SANBAO_SEAL_KEYS is missing: write name=key, as in 2026=, with 32 random characters or more")
else:
    SECRET_KEY = SECRET_KEY or local_secret(VAR_DIR)
    SEAL_KEYS = SEAL_KEYS or {"local": local_secret(VAR_DIR, "seal_key")}
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]", "testserver"]

# Without addresses of their own, PostgreSQL and Redis come out of the lock and live in var/ (config/services.py).
if not (DATABASE_URL and REDIS_URL):
    _services = handed_services()
    if _services is not None and _services.throwaway == (MODE == "test"):
        if not DATABASE_URL:
            DATABASE_URL = with_user(_services.database_url, "sanbao_app")
            DATABASE_OWNER_URL = with_user(_services.database_url, "sanbao_owner")
        REDIS_URL = REDIS_URL or f"unix://{_services.redis_socket}"
    else:
        DATABASE_URL = DATABASE_URL or "postgresql://sanbao_app@/sanbao?host=/nonexistent"
        REDIS_URL = REDIS_URL or "unix:///nonexistent/redis.sock"


def _database(variable: str, url: str) -> dict[str, Any]:
    parsed = parse_database_url(variable, url)
    return {
        "ENGINE": "apps.core.db",
        "NAME": parsed.name,
        "USER": parsed.user,
        "PASSWORD": parsed.password,
        "HOST": parsed.host,
        "PORT": parsed.port,
        "OPTIONS": {"connect_timeout": 2, **time_limits(env), **parsed.options},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # Scopes are transaction-local, so cursors that outlive a transaction would see nothing.
        "DISABLE_SERVER_SIDE_CURSORS": env.bool("SANBAO_TRANSACTION_POOLER", default=False),
    }


DATABASES = {
    "default": {**_database("DATABASE_URL", DATABASE_URL), "ATOMIC_REQUESTS": True},
    # Migrations only: the role that owns the tables. Web and workers never open it.
    "owner": _database("DATABASE_OWNER_URL", DATABASE_OWNER_URL or DATABASE_URL),
}
DATABASE_ROUTERS = ["apps.core.db.router.OwnerRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

BROKER_URL, CACHE_URL = redis_urls(check_redis_url(REDIS_URL))
CACHES = {
    "default": {
        "BACKEND": "apps.core.cache.ForgetfulCache",
        "LOCATION": CACHE_URL,
        # What is kept here may be lost at any moment: Redis away or frozen stops nobody (apps/core/views.py tells).
        "OPTIONS": {
            "IGNORE_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 0.2,
            "SOCKET_TIMEOUT": 0.2,
            "CONNECTION_POOL_KWARGS": {"retry": Retry(NoBackoff(), 0)},
        },
    }
}
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True

INSTALLED_APPS = [
    "apps.core",
    "apps.runtime",
    "apps.charts",
    "apps.organizations",
    "apps.desks",
    "apps.notifications",
    "apps.casework",
    "apps.network",
    "apps.duties",
    "apps.vehicles",
    "apps.warranty",
    "apps.exports",
    "apps.parts",
    "apps.claims",
    "apps.workshop",
    "apps.disputes",
    "apps.settlements",
    "apps.compliance",
    "apps.oversight",
    "apps.portal",
    "apps.accounts.apps.OperatorsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.humanize",
    "apps.core.static.WithoutMaps",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    # After the library, whose pages for operators it replaces.
    "apps.accounts.apps.AccountsConfig",
    "django_countries",
    "django_filters",
    "django_guid",
    "django_htmx",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
if not PRODUCTION:
    # Simulation, demo, real data and benchmarks: a site on the internet has none of them.
    INSTALLED_APPS.append("apps.lab")

MIDDLEWARE = [
    "django_guid.middleware.guid_middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "apps.core.log_lines.AccessLogMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "apps.core.headers.AnswerHeadersMiddleware",
    "apps.core.away.DatabaseAwayMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.PreferencesMiddleware",
    "apps.accounts.middleware.SeenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "apps.organizations.limits.AddressLimitMiddleware",
    "apps.organizations.middleware.ScopeMiddleware",
    "apps.organizations.limits.AskerLimitMiddleware",
    "apps.casework.sent_again.SentAgainMiddleware",
    "apps.core.middleware.RefusedMiddleware",
    "apps.core.middleware.ZeroByteMiddleware",
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
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.portal.context.navigation",
            ],
        },
    },
]
FORM_RENDERER = "apps.core.forms_renderer.SanbaoFormRenderer"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# “optional” lets people in before they have proven their address; a sign-up then tells whether an address is known.
ACCOUNT_EMAIL_VERIFICATION = env.str("SANBAO_EMAIL_VERIFICATION", default="mandatory")
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Sanbao] "
ACCOUNT_MAX_EMAIL_ADDRESSES = 4
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
# A link to choose a password gets past the lock of an account (docs/decisions/0023-signing-in.md).
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# A carrier or a ministry may stand behind one address; one account is guarded by its own limit.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "30/m/ip,5/5m/key"}
ACCOUNT_ADAPTER = "apps.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "apps.accounts.forms.SignupForm",
    "login": "apps.accounts.forms.LoginForm",
    "change_email": "apps.accounts.forms.ChangeEmailForm",
    "reset_password": "apps.notifications.passwords.ResetPasswordForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "apps.accounts.factor_forms.AuthenticateForm",
    "reauthenticate": "apps.accounts.factor_forms.ReauthenticateForm",
    "add_webauthn": "apps.accounts.factor_forms.AddKeyForm",
    "edit_webauthn": "apps.accounts.factor_forms.EditKeyForm",
}
MFA_TOTP_ISSUER = "Sanbao"
# Phones' clocks are off by half a minute (RFC 6238 admits one period); each code works once all the same.
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FILTERS_EMPTY_CHOICE_LABEL = _("Any")
# Names of countries and regions that are a matter of policy, as the licensing office writes them.
COUNTRIES_OVERRIDE = {"HK": _("Hong Kong, China"), "MO": _("Macao, China"), "TW": _("Taiwan, China")}
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
# Latin digits without grouping surprises in VINs and part numbers; figures group explicitly.
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["config.formats"]

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Below so many bytes of room for files, /readyz says that space is short.
LEAST_ROOM = env.int("SANBAO_LEAST_ROOM_MB", default=1000) * 1_000_000
MEDIA_ROOT = Path(env.str("SANBAO_MEDIA", default=str(VAR_DIR / "media")))
STORAGES = {
    # Photos, documents, files of jobs: a folder, or an object store that speaks S3.
    "default": file_storage(env),
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if MODE == "test" or DEBUG
            else "apps.core.static.HashedFiles"
        )
    },
}
WHITENOISE_USE_FINDERS = MODE == "test" or DEBUG
# A photo form carries up to 8 photos; each photo is limited on its own (apps/core/photos.py).
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 12

# All mail goes into the letter box (apps/notifications/letters.py); from there it is posted by this backend.
EMAIL_BACKEND = "apps.notifications.letters.LetterBackend"
POST_BACKEND = env.str(
    "EMAIL_BACKEND",
    default=(
        "django.core.mail.backends.smtp.EmailBackend"
        if env.str("EMAIL_HOST", default="")
        else "django.core.mail.backends.filebased.EmailBackend"
    ),
)
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
# A server that accepts and says nothing holds up one letter for so many seconds.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
# Whoever does not want each mail at once gets what follows a mail within so many hours as one mail.
MAIL_GATHER_HOURS = env.int("SANBAO_MAIL_GATHER_HOURS", default=1)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Sanbao <no-reply@localhost>")
SITE_URL = env.str("SANBAO_SITE_URL", default="http://localhost:8000")

CELERY_BROKER_URL = BROKER_URL
# What came of a task stands in PostgreSQL; nobody waits for Redis to be told.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 60 * 30
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 60 * 60, "socket_connect_timeout": 2, "socket_timeout": 30}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.organizations.authentication.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["apps.organizations.permissions.ScopedAccess"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "apps.core.pagination.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "apps.core.api_schema.ApiSchema",
    "DEFAULT_PARSER_CLASSES": [
        "apps.core.json_input.CarefulJSONParser",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "apps.core.api_errors.handle",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
# How often: times and seconds (apps/core/limits.py). 0 times: without limit.
LIMITS = limits(
    "SANBAO_LIMITS",
    env.str("SANBAO_LIMITS", default=""),
    {
        "address": (3000, 60),  # requests of the API from one address, which a whole town may share
        "key": (600, 60),
        "person": (300, 60),
        "wrong-key": (30, 60),
        # Sent from one address, on pages or over the API.
        "registrations": (60, 3600),
        "claims": (120, 3600),
        # VINs that somebody looks up without signing in, and what they report of cars without a record.
        "checks": (60, 3600),
        "reports": (10, 3600),
        # Photos of barcodes: each takes a second of a processor; a workshop shares one address.
        "vin-photos": (120, 3600),
        # By key or person: registries ask for each car that they enter.
        "registry-checks": (1000, 3600),
        # Letters looked at, and files compared, without signing in.
        "letters": (600, 3600),
        # Service histories opened by their owners' links.
        "histories": (120, 3600),
    },
)
# How many rows one person may make, and in how many seconds (apps/core/quotas.py). 0: without quota.
_quotas = {"registrations": (5, 86400), "claims": (10, 86400)}
QUOTAS = limits("SANBAO_QUOTAS", env.str("SANBAO_QUOTAS", default=""), _quotas)
# Requests on one part of one car that may be open at once, and drafts (with photos and a PDF) that one owner may keep.
MOST_OPEN_ON_PART = env.int("SANBAO_OPEN_ON_PART", default=3)
MOST_DRAFTS = env.int("SANBAO_DRAFTS", default=5)
# Keys of the API: how many days one may last at most, and how long the old one works beside its successor.
API_KEY_DAYS = env.int("SANBAO_API_KEY_DAYS", default=365)
API_KEY_OVERLAP_HOURS = env.int("SANBAO_API_KEY_OVERLAP_HOURS", default=24)
SPECTACULAR_SETTINGS = {
    "TITLE": "Sanbao API",
    "DESCRIPTION": "Vehicles, claims, parts, orders and flags of after-sales duties.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "COMPONENT_SPLIT_REQUEST": True,
    "APPEND_COMPONENTS": COMPONENTS,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "PartyEnum": "apps.duties.models.Party",
        "ClaimStatusEnum": "apps.claims.models.Claim.Status",
        "ClaimComponentEnum": "apps.vehicles.components.Component",
        "CountryEnum": "django_countries.countries",
        "ReservationStatusEnum": "apps.parts.models.Reservation.Status",
        "PartRequestStatusEnum": "apps.parts.models.PartRequest.Status",
        "TransferStatusEnum": "apps.parts.models.Transfer.Status",
        "CoreStatusEnum": "apps.parts.models.Core.Status",
        "CoreRefusalEnum": "apps.parts.models.Core.Refusal",
        "ReturnStatusEnum": "apps.parts.models.PartReturn.Status",
        "ReturnReasonEnum": "apps.parts.models.PartReturn.Reason",
        "ReturnRefusalEnum": "apps.parts.models.PartReturn.Refusal",
        "ReturnPayerEnum": "apps.parts.models.PartReturn.Payer",
        "ReturnFindingEnum": "apps.parts.models.PartReturn.Finding",
        "StockTakeStatusEnum": "apps.parts.models.StockTake.Status",
        "HowOftenEnum": "apps.claims.models.HowOften",
        "DenialReasonEnum": "apps.claims.models.DenialReason",
        "ProposalOutcomeEnum": "apps.claims.models.DenialProposal.Outcome",
        "ObjectionStatusEnum": "apps.disputes.models.Objection.Status",
        "EscalationStatusEnum": "apps.disputes.models.Escalation.Status",
        "EscalationCauseEnum": "apps.disputes.models.Escalation.Cause",
        "EscalationOutcomeEnum": "apps.disputes.models.Escalation.Outcome",
        "FlagStatusEnum": "apps.compliance.models.Flag.Status",
        "CellStateEnum": "apps.compliance.models.State",
        "RegistrationStatusEnum": "apps.vehicles.models.Registration.Status",
        "OrderStatusEnum": "apps.parts.models.PartsOrder.Status",
        "CancelReasonEnum": "apps.parts.models.OrderLine.Reason",
        "SubstitutionAnswerEnum": "apps.parts.models.Substitution.Answer",
        "PromiseReasonEnum": "apps.parts.models.Promise.Reason",
        "DeliveryProblemEnum": "apps.parts.models.DeliveryProblem.Kind",
        "OrderPaperKindEnum": "apps.parts.models.OrderPaper.Kind",
        "LinePriceReasonEnum": "apps.parts.models.LinePrice.Reason",
        "PartUnitEnum": "apps.parts.details.Unit",
        "UnitEnum": "apps.duties.models.ObligationVersion.Unit",
        "LicenceStatusEnum": "apps.exports.models.Licence.Status",
        "ExporterKindEnum": "apps.exports.models.Exporter.Kind",
        "ExportConditionEnum": "apps.exports.models.ExportRecord.Condition",
        "FindingStatusEnum": "apps.exports.models.Finding.Status",
        "OrphanSourceEnum": "apps.exports.models.OrphanReport.Source",
        "LetterStatusEnum": "apps.exports.models.Letter.Status",
        "ConductStatusEnum": "apps.exports.models.ConductEntry.Status",
        "ConductMatterEnum": "apps.exports.models.ConductEntry.Matter",
        "FindingBasisEnum": "apps.exports.models.FindingRule.Basis",
        "RuleBasisEnum": "apps.duties.models.ObligationVersion.Basis",
        "RecallStatusEnum": "apps.exports.models.Recall.Status",
        "RecallKindEnum": "apps.exports.models.Recall.Kind",
        "RecallGroundEnum": "apps.exports.models.RecallMark.Ground",
        "VehicleClassEnum": "apps.exports.models.VehicleClass",
        "EstimateStatusEnum": "apps.settlements.models.Estimate.Status",
        "SettlementStatusEnum": "apps.settlements.models.Settlement.Status",
        "CostKindEnum": "apps.settlements.models.CostLine.Kind",
        "PartSourceEnum": "apps.settlements.models.CostLine.Source",
        "PartFateEnum": "apps.settlements.models.CostLine.Fate",
        "VerdictEnum": "apps.settlements.models.LineDecision.Verdict",
        "CostReasonEnum": "apps.settlements.models.Reason",
        "FaultSystemEnum": "apps.settlements.models.FaultCode.System",
        "RuleKindEnum": "apps.duties.models.RuleChange.Kind",
        "WithoutEnum": "apps.compliance.standing.Without",
        "BookingStatusEnum": "apps.workshop.models.Booking.Status",
        "CoverVerdictEnum": "apps.warranty.api_data.VERDICTS",
        "PartGroupEnum": "apps.warranty.groups.Group",
        "SinglePartGroupEnum": "apps.warranty.groups.SINGLE",
        "PlanExclusionEnum": "apps.warranty.groups.Exclusion",
        "PlanStatusEnum": "apps.warranty.models.PlanDraft.Status",
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=60 * 60 * 24 * 365)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

DJANGO_GUID = {"GUID_HEADER_NAME": "X-Request-ID", "EXPOSE_HEADER": False}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s [%(correlation_id)s] %(name)s %(message)s"}},
    "filters": {
        "request": {"()": "django_guid.log_filters.CorrelationId"},
        # The timetable enters the system's scope every few seconds for the same reasons; requests are all told.
        "once": {"()": "apps.core.log_lines.OncePerWhile"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request"]}},
    "root": {"handlers": ["stderr"], "level": env.str("SANBAO_LOG_LEVEL", default="WARNING")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django_guid": {"level": "WARNING"},
        "sanbao.scope": {"filters": ["once"]},
        # Web and workers log each use of the system's scope; a command's own output says what it does.
        "sanbao": {"level": env.str("SANBAO_LOG_LEVEL", default="WARNING" if COMMAND or MODE == "test" else "INFO")},
    },
}

# Where people in need of a rule's name look: the title of this portal in every page.
SITE_NAME = _("Sanbao")
# Who is responsible for what is kept of people, as the privacy page says it (GDPR, article 13).
CONTROLLER = env.str("SANBAO_CONTROLLER", default="")
CONTROLLER_CONTACT = env.str("SANBAO_CONTROLLER_CONTACT", default="")
