"""
Makes both web servers hand over a request in the same way.

- The path is the one in the request line, not decoded and not normalized. gunicorn decodes it; Apache also merges
  slashes and resolves dots. The router's rules look at that path, too. No address of this application needs an escape,
  so an escaped path is not found.
- Headers that a proxy may set (`SCRIPT_NAME`, `X-Forwarded-Host`, ...) are dropped. Nothing here needs them, and any
  client can send them.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

MALFORMED_PATH = "apture.malformed_path"
"""Set in the WSGI environment for a path that Apache would refuse before the application sees it."""

_PROXY_HEADERS = re.compile(
    r"HTTP_(X_FORWARDED.*|FORWARDED|X_REAL_IP|(X_)?SCRIPT_NAME|PATH_INFO|PROXY.*|X_ORIGINAL_.*|X_REWRITE_URL)"
)
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_DOT_SEGMENT = re.compile(r"/(\.|%2[Ee]){1,2}(/|$)")

Environment = dict[str, Any]
Application = Callable[[Environment, Callable[..., Any]], Iterable[bytes]]


class Gateway:
    """WSGI middleware around the whole application."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environment: Environment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        for name in [name for name in environment if _PROXY_HEADERS.fullmatch(name)]:
            del environment[name]
        # Django would take the script's name from the last two.
        for name in ("SCRIPT_NAME", "SCRIPT_URL", "REDIRECT_URL"):
            environment[name] = ""
        # gunicorn and Apache name it differently.
        target = environment.get("RAW_URI") or environment.get("REQUEST_URI")
        if target is not None:
            path = path_of(target)
            environment["PATH_INFO"] = path
            environment[MALFORMED_PATH] = is_malformed(path)
        return self._application(environment, start_response)


def path_of(target: str) -> str:
    """The path in a request target, which may be a whole URL."""
    path = target.partition("?")[0]
    if not path.startswith("/") and "://" in path:
        path = "/" + path.partition("://")[2].partition("/")[2]
    return path


def is_malformed(path: str) -> bool:
    return not path.startswith("/") or "#" in path or bool(_BAD_ESCAPE.search(path) or _DOT_SEGMENT.search(path))
