"""What a job may hold. The web tiers check it before they accept a job, the workers before they run one."""

import math
import re
from typing import Any

MAX_DEPTH = 100
"""Nested objects and lists in the data of an event: far fewer than a parser's stack holds."""

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_KIND = re.compile(r"[a-z][a-z0-9_-]{0,31}")


class InvalidPayload(Exception):
    """The job can never succeed. The message says why."""


def check_event(slug: Any, kind: Any, data: Any) -> None:
    """@raises InvalidPayload"""
    check_slug(slug)
    if not isinstance(kind, str) or not _KIND.fullmatch(kind) or kind == "edit":
        raise InvalidPayload("kind must consist of lower-case letters, digits, _ and -, and must not be edit")
    if not isinstance(data, dict):
        raise InvalidPayload("data must be an object")
    if not _is_storable(data):
        raise InvalidPayload(
            f"data contains NUL, half of a surrogate pair, NaN, an infinite number, or more than {MAX_DEPTH} levels"
        )


def check_edit(slug: Any, version: Any) -> None:
    """@raises InvalidPayload"""
    check_slug(slug)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise InvalidPayload("version must be a positive integer")


def check_slug(slug: Any) -> None:
    """@raises InvalidPayload"""
    if not isinstance(slug, str) or not _SLUG.fullmatch(slug):
        raise InvalidPayload("slug must consist of lower-case letters, digits and hyphens")


def is_storable_text(text: str) -> bool:
    """Whether PostgreSQL can store a text: it has no NUL, and half of a surrogate pair is not valid UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _is_storable(value: Any, depth: int = 0) -> bool:
    """Whether a jsonb column can store a value."""
    match value:
        case str():
            return is_storable_text(value)
        case bool() | int() | None:
            return True
        case float():
            return math.isfinite(value)
        case dict():
            return depth < MAX_DEPTH and all(
                _is_storable(key) and _is_storable(item, depth + 1) for key, item in value.items()
            )
        case list():
            return depth < MAX_DEPTH and all(_is_storable(item, depth + 1) for item in value)
        case _:
            return False
