"""The arguments of a Web API call, whichever way they came: query, form or JSON body."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson
from aiohttp import web

from bot.sandbox.refusal import Refused

_FALSE = frozenset({"", "0", "false", "none", "null"})


class Args:
    """Reads one argument as the type it should have; forms carry everything as strings."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given

    def __contains__(self, name: str) -> bool:
        return self.given.get(name) is not None

    def text(self, name: str) -> str:
        value = self.given.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.given.get(name)
        if value is None:
            return default
        return str(value).lower() not in _FALSE

    def number(self, name: str, *, default: int, error: str = "invalid_limit") -> int:
        value = self.given.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise Refused(error) from None

    def ids(self, name: str) -> list[str]:
        """A comma separated list, or a JSON array of strings."""
        value = self.given.get(name)
        if isinstance(value, list):
            return [str(part) for part in value]
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def structure(self, name: str, *, error: str = "invalid_arguments") -> Any:
        """An object or array, which a form carries as JSON text."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            raise Refused(error) from None


async def read_args(request: web.Request) -> dict[str, Any]:
    given: dict[str, Any] = dict(request.query)
    if request.method != "POST" or not request.can_read_body:
        return given
    if request.content_type == "application/json":
        given.update(_object(await request.read()))
    elif request.content_type == "multipart/form-data":
        given.update(await request.post())
    else:
        body = (await request.read()).decode("utf-8", "replace")
        given.update(parse_qsl(body, keep_blank_values=True))
    return given


def _object(body: bytes) -> dict[str, Any]:
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Refused("invalid_json") from None
    if not isinstance(parsed, dict):
        raise Refused("json_not_object")
    return parsed
