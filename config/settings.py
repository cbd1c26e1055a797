"""How is this site set up? Every environment variable is read here, once, with its type and default."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.replica import replica
from config.storage import pictures
from config.telemetry.logs import logging_as
from config.telemetry.reports import start as start_reports

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- What the environment says -------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="for-development-only-never-in-production" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Give it 50 or more random characters in the environment, or set DEBUG=on to try the site out."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SITE_NAME = env.str("SITE_NAME", default="Imprimatur")
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
REPLICA_URL = env.str("REPLICA_URL", default="")
STORAGE_URL = env.str("STORAGE_URL", default="")
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://" if DEBUG else "smtp://localhost:25")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="editors@localhost")
POSTAL_ADDRESS = env.str("POSTAL_ADDRESS", default="").strip()
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="mailto:editors@localhost" if DEBUG else "")
PG_BIN = env.str("PG_BIN", default="")
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=not DEBUG)
SIGNING_WINDOW = timedelta(minutes=env.int("SIGNING_WINDOW", default=10))
SESSION_IDLE = timedelta(minutes=env.int("SESSION_IDLE", default=60))
SESSION_LONGEST = timedelta(hours=env.int("SESSION_LONGEST", default=24))
try:
    STATE_HOME = Path(env.str("XDG_STATE_HOME", default="") or Path.home() / ".local" / "state")
except RuntimeError:  # an account without a home
    STATE_HOME = Path("/var/lib")
SIGNING_KEY = env.str("SIGNING_KEY", default="").strip()
SIGNING_KEY_FILE = env.path("SIGNING_KEY_FILE", default=str(STATE_HOME / "imprimatur" / "signing-key"))()
FORMER_SIGNING_KEYS = env.list("FORMER_SIGNING_KEYS", default=[])
REFERENCE_STYLE = env.str("REFERENCE_STYLE", default="nlm").lower()
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))()
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))()
SLOW_QUERY_MS = env.float("SLOW_QUERY_MS", default=200)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="").strip()
PROMETHEUS_MULTIPROC_DIR = env.str("PROMETHEUS_MULTIPROC_DIR", default="")
SENTRY_DSN = env.str("SENTRY_DSN", default="")

# --- The house -----------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "readers.apps.ReadersConfig",
    "reviews.apps.ReviewsConfig",
    "articles.apps.ArticlesConfig",
    "taggit",
    "markdownx",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp_webauthn",
    "reviews.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "config.telemetry.requests.RequestLog",
    "config.proxies.Forwarded",
    # Whatever writes headers stands before whatever can answer, so that no answer goes without them.
    "config.headers.Headers",
    "config.headers.ContentSecurityPolicy",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.bodies.Bodies",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "reviews.access.door.Door",
    "axes.middleware.AxesMiddleware",
]
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "config.bodies.FileOnItsWay",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {  # what readers see
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "pages"],
        "OPTIONS": {
            "environment": "readers.jinja2.environment",
            "context_processors": ["readers.context.site"],
        },
    },
    {  # the desk and mail
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "readers.context.site",
            ],
        },
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TAGGIT_CASE_INSENSITIVE = True

# --- Databases: SQLite beside manage.py by default, PostgreSQL by DATABASE_URL --------------------------------
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {
            # A writer takes the lock when its transaction begins, so no act fails half-way on a lock upgrade.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    )
    # A new connection reads the whole schema, triggers included, which takes longer than to make a page.
    DATABASES["default"].setdefault("CONN_MAX_AGE", 600)
else:
    from articles.postgresql import Patient

    # Nobody waits long for a database that is gone, be it with its machine, and a connection that it left behind is not
    # given to the next one.
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": 8, "timeout": 3, "reconnect_timeout": 3, "connection_class": Patient},
        "connect_timeout": 5, "tcp_user_timeout": 5_000,
    } | DATABASES["default"].get("OPTIONS", {})  # fmt: skip
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if REPLICA_URL:
    DATABASES["replica"] = replica(env.db_url("REPLICA_URL"))
    DATABASE_ROUTERS = ["readers.replica.Router"]

# --- Work outside the request: kept in the same database, so it is rolled back with the act that asked for it ---
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Letters from readers: after that, names, addresses and words are erased ------------------------------------
CORRESPONDENCE_KEPT_DAYS = 180

# --- Seeing it run ---------------------------------------------------------------------------------------------
LOGGING = logging_as(json=not DEBUG)
if SENTRY_DSN:
    start_reports(SENTRY_DSN)

# --- How often one network may ask what costs much: far more than people do ---------------------------------------
SEARCHES_PER_MINUTE = env.int("SEARCHES_PER_MINUTE", default=60)

# --- Text, time, files ---------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False  # the site speaks one language; dates are written out in the templates
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
STORAGES = {
    "default": pictures(STORAGE_URL),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "readers.style_sheet.JoinedStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = (
    6 * 1024 * 1024
)  # a text too long is refused by a sentence, not by a closed door

# --- The editor: the widget of django-markdownx with views of our own, for staff only -------------------------
MARKDOWNX_URLS_PATH = "/admin/editor/preview/"
MARKDOWNX_UPLOAD_URLS_PATH = "/admin/editor/upload/"

# --- Security ------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
CROSS_ORIGIN = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}  # beside the opener policy, whose default is same-origin
# What a browser could lend to a page, and what none of ours asks for. Not all there is: the line goes with every answer.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("browsing-topics", "camera", "geolocation", "microphone", "payment", "usb")
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # our style sheets and fonts are for our pages
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
IS_HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = IS_HTTPS
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1 if IS_HTTPS else 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS and TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
# A browser takes a cookie of such a name over https alone, and the first from this very host alone (RFC 6265bis, 4.1.3).
OF_THIS_HOST, OF_A_PATH = ("__Host-", "__Secure-") if IS_HTTPS else ("", "")
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{OF_THIS_HOST}sessionid", f"{OF_THIS_HOST}csrftoken"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "readers.views.refusals.forged"
LOGIN_URL = "admin:login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    *(["readers.demo.login.DemonstrationBackend"] if DEBUG else []),
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # of accounts from before; the next log-in renews it
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600

# --- Access to the desk ---------------------------------------------------------------------------------------
ACCESS_ADDRESSES_KEPT_DAYS = 90
OTP_TOTP_ISSUER = SITE_NAME
# Pairs, so that a guesser elsewhere does not lock the person out. What succeeds does not wipe the count out by itself:
# whoever knows a password would guess codes without end.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "reviews.access.lock_out.locked_out"
AXES_CLIENT_IP_CALLABLE = "reviews.access.origin.counted"
AXES_SENSITIVE_PARAMETERS = [
    "username", "ip_address", "one_time_code", "passkey", "csrfmiddlewaretoken",
]  # fmt: skip
AXES_ENABLE_ADMIN = False  # the desk has a register of its own
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
# A passkey belongs to a name. A browser takes a number for none, so at home the name is localhost.
PASSKEY_SITE = urlsplit(SITE_URL)
PASSKEY_PORT = f":{PASSKEY_SITE.port}" if PASSKEY_SITE.port else ""
OTP_WEBAUTHN_RP_ID = "localhost" if PASSKEY_SITE.hostname == "127.0.0.1" else PASSKEY_SITE.hostname
OTP_WEBAUTHN_RP_NAME = SITE_NAME
OTP_WEBAUTHN_ALLOWED_ORIGINS = [f"{PASSKEY_SITE.scheme}://{OTP_WEBAUTHN_RP_ID}{PASSKEY_PORT}"]
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False
# Without https a browser makes passkeys for localhost alone; the pages then offer none, and the site runs all the same.
SILENCED_SYSTEM_CHECKS = [] if IS_HTTPS else ["otp_webauthn.E031"]
