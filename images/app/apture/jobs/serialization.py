"""
How jobs are written into messages: plain JSON.

Celery's own JSON turns objects that look like `{"__type__": ..., "__value__": ...}` into other types. Part of a job
comes from clients, so such an object must stay what it is: data.
"""

import json
from typing import Any

from kombu.serialization import register

NAME = "plain-json"


def encode(value: Any) -> str:
    """@raises TypeError: the value holds something other than JSON types."""
    return json.dumps(value, allow_nan=False)


def decode(text: str | bytes | memoryview) -> Any:
    return json.loads(text.tobytes() if isinstance(text, memoryview) else text)


# Under the content type of Celery's own JSON, which this replaces: releases with either one can run side by side.
register(NAME, encode, decode, content_type="application/json", content_encoding="utf-8")
