"""Django's settings. Whatever differs between environments comes from `configuration`."""

from apture.configuration import configuration

_configuration = configuration()

SECRET_KEY = _configuration.secret_key
DEBUG = False
# The router in front passes on any host name; nothing here builds a URL from it.
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "apture.urls"
WSGI_APPLICATION = "apture.wsgi.application"
INSTALLED_APPS = ["apture.pages", "apture.pageviews"]
MIDDLEWARE = ["apture.http.middleware.ResponseMiddleware"]
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
        # The pooler proves by its certificate that it is the one.
        "OPTIONS": {"sslmode": "verify-full", "sslrootcert": "/run/secrets/authority.crt"},
        # Connections go back to the process's pool after each request.
        "CONN_MAX_AGE": 0,
        # A pooler gives out a connection for one transaction: nothing may live longer than that.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "TIME_ZONE": None,
    }


# Every declared database retry_once: its leader, and its replicas for reading.
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
        # A line for every 404 and 503 would be a second load on a machine that has one.
        "django.request": {"level": "CRITICAL"},
        "amqp": {"level": "WARNING"},
        # Two lines for every job.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
