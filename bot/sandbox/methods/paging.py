"""Pages of a list, with the opaque cursor that leads to the next one."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any, TypeVar

from bot.sandbox.args import Args
from bot.sandbox.refusal import Refused

Item = TypeVar("Item")


def page(
    items: Sequence[Item], args: Args, *, default: int = 100, most: int = 1000
) -> tuple[list[Item], dict[str, Any]]:
    """One page, and the response_metadata that goes with it."""
    limit = args.number("limit", default=default)
    if limit < 1:
        raise Refused("invalid_limit")
    start = _position(args.text("cursor"))
    end = start + min(limit, most)
    following = cursor_to(str(end)) if end < len(items) else ""
    return list(items[start:end]), {"response_metadata": {"next_cursor": following}}


def cursor_to(position: str) -> str:
    return urlsafe_b64encode(f"next:{position}".encode()).decode()


def position_of(cursor: str) -> str:
    """What a cursor of ours leads to; nobody else's is accepted."""
    try:
        kind, _, position = urlsafe_b64decode(cursor.encode()).decode().partition(":")
    except ValueError:
        raise Refused("invalid_cursor") from None
    if kind != "next" or not position:
        raise Refused("invalid_cursor")
    return position


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    position = position_of(cursor)
    if not position.isdecimal():
        raise Refused("invalid_cursor")
    return int(position)
