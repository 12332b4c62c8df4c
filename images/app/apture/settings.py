"""Django's settings. What differs between environments comes from `configuration`."""

from apture.configuration import configuration

_configuration = configuration()

SECRET_KEY = _configuration.secret_key
DEBUG = False
# The router passes on any host name. Nothing here builds a URL from it.
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "apture.urls"
WSGI_APPLICATION = "apture.wsgi.application"
INSTALLED_APPS = ["apture.pages", "apture.pageviews"]
MIDDLEWARE = [
    # X-Content-Type-Options, Referrer-Policy and Cross-Origin-Opener-Policy.
    "django.middleware.security.SecurityMiddleware",
    # For browsers that do not know frame-ancestors.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "apture.http.middleware.ResponseMiddleware",
]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"autoescape": True},
    }
]
APPEND_SLASH = False
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024


def _alias(name: str, database: str) -> dict:
    one = _configuration.databases[name]
    return {
        "ENGINE": "apture.database",
        "NAME": database,
        "HOST": one.host,
        "PORT": str(one.port),
        "USER": one.role,
        "PASSWORD": one.password,
        # The pooler's certificate proves its identity.
        "OPTIONS": {"sslmode": "verify-full", "sslrootcert": "/run/secrets/authority.crt"},
        # Connections return to the process's pool after each request.
        "CONN_MAX_AGE": 0,
        # The pooler assigns a connection for one transaction: nothing may outlive that.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "TIME_ZONE": None,
    }


# Every declared database has two aliases: its leader, and its replicas for reading.
DATABASES: dict[str, dict] = {"default": {}}
for _name, _database in _configuration.databases.items():
    DATABASES[_name] = _alias(_name, _database.database)
    DATABASES[f"{_name}_read"] = _alias(_name, _database.read_database)
DATABASE_ROUTERS = ["apture.routing.PlacementRouter"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # A line for every 404 and 503 would add load when there is already too much.
        "django.request": {"level": "CRITICAL"},
        "amqp": {"level": "WARNING"},
        # Two lines for every job.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
