"""What Slack sends, read strictly: one meaning only, and the shape that the rest relies on."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from handlers.web.uploads import Refused

FIELDS = 64
"""Fields of a form: Slack's have about a dozen."""
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Maybe:
    """A part that may be missing or null."""

    shape: Any


@dataclass(frozen=True)
class Some:
    """A list of these, and at least one."""

    shape: Any


COMMAND = {"command": str, "user_id": str, "channel_id": str}
WHO = {"user": {"id": str}, "team": Maybe({}), "channel": Maybe({}), "enterprise": Maybe({})}
SHOWN = {
    "container": Maybe({}),
    "message": Maybe({"blocks": Maybe([{"elements": Maybe([{}]), "accessory": Maybe({})}])}),
    "view": Maybe({"blocks": Maybe([{}]), "state": Maybe({"values": Maybe({})})}),
}
FORM_VIEW = {"id": str, "callback_id": str, "blocks": [{}], "state": Maybe({"values": {}})}
SHAPES: Mapping[str, Any] = {
    "block_actions": {**WHO, **SHOWN, "actions": Some({"action_id": str})},
    "block_suggestion": {**WHO, **SHOWN, "action_id": str},
    "view_submission": {**WHO, "view": FORM_VIEW},
    "view_closed": {**WHO, "view": {"id": str}},
    "shortcut": {**WHO, "callback_id": str},
    "message_action": {**WHO, "callback_id": str, "message": {"ts": str}},
    "event_callback": {
        "event": {
            "type": str,
            "user": Maybe((str, {})),
            "channel": Maybe((str, {})),
            "item": Maybe({}),
        },
        "event_id": str,
        "team_id": Maybe(str),
        "authorizations": Maybe([{}]),
    },
    "url_verification": {"challenge": str},
}
"""By type; what has another type is left to Bolt, which does not know it either."""


def payload_of(body: bytes, content_type: str) -> dict[str, Any]:
    """The payload of a signed request; raises Refused."""
    if content_type == JSON:
        payload = _object(body)
    elif content_type == FORM:
        fields = _fields(body)
        if "payload" not in fields:
            must_fit(fields, COMMAND)
            return fields
        payload = _object(fields["payload"].encode())
    else:
        raise Refused(415, f"Slack sends {FORM} or {JSON}.")
    must_be_slacks(payload)
    return payload


def must_be_slacks(payload: Any) -> None:
    """Raises Refused for what lacks a part that every payload of its type has."""
    must_fit(payload, {"type": str})
    must_fit(payload, SHAPES.get(payload["type"], {}))


def must_fit(payload: Any, shape: Any) -> None:
    """Raises Refused unless each part named in the shape is there and of its kind."""
    if not _fits(payload, shape):
        raise Refused(400, "This does not have the shape of what Slack sends.")


def _fits(value: Any, shape: Any) -> bool:
    if isinstance(shape, Maybe):
        return value is None or _fits(value, shape.shape)
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return False
        return all(_fits(value.get(name), part) for name, part in shape.items())
    if isinstance(shape, Some):
        return bool(value) and _fits(value, [shape.shape])
    if isinstance(shape, list):
        return isinstance(value, list) and all(_fits(one, shape[0]) for one in value)
    if isinstance(shape, tuple):
        return any(_fits(value, one) for one in shape)
    return isinstance(value, shape)


def _fields(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=FIELDS
        )
    except ValueError as error:
        raise Refused(400, "The form cannot be read: it is not UTF-8, or too long.") from error
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise Refused(400, "The form has a field twice.")
    return fields


def _object(raw: bytes) -> dict[str, Any]:
    """A NUL and half an emoji may be in what a person typed: those the domain cleans."""
    try:
        value = json.loads(
            raw.decode(),
            object_pairs_hook=_once_each,
            parse_constant=_finite,
            parse_float=_finite,
        )
    except (ValueError, RecursionError) as error:
        raise Refused(400, "The JSON cannot be read, or does not have one meaning only.") from error
    if not isinstance(value, dict):
        raise Refused(400, "The JSON is not an object.")
    return value


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key comes twice")
    return found


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("not a finite number")
    return number
