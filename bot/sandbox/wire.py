"""JSON on its way out, also when a text holds half a character pair that UTF-8 has no bytes for."""

import json
from typing import Any

import orjson


def encoded(body: Any) -> bytes:
    """What people type may hold lone surrogates; JSON can carry them, though only as escapes."""
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError:
        return json.dumps(body).encode()
