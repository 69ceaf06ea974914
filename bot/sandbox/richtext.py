"""Rich text as Slack takes it: sections, lists, quotes and code, and what stands in them."""

from __future__ import annotations

from functools import cache

from bot.sandbox.limits import limit, limit_range
from bot.sandbox.shapes import (
    Check,
    anything,
    array,
    counted,
    flag,
    one_of,
    thing,
    typed,
    url,
    whole,
    words,
)

_LONGEST = 40_000  # no limit is published for one element; the message's own budget is smaller
_MANY = 1_000
_STYLES = (
    "bold",
    "italic",
    "strike",
    "code",
    "underline",
    "highlight",
    "client_highlight",
    "unlink",
)


@cache
def rich_text() -> Check:
    """The block of that name, which is also a cell of a table and the value of an input."""
    return thing(
        {"type": one_of("rich_text"), "elements": array(typed(_parts()), at_most=_MANY)},
        {"block_id": words(at_most=limit("block_id.max_length"))},
    )


def _parts() -> dict[str, Check]:
    leaves = array(typed(_leaves()), at_most=_MANY)
    border = whole(low=0, high=1)
    section = thing({"type": anything, "elements": leaves})
    return {
        "rich_text_section": section,
        "rich_text_quote": thing({"type": anything, "elements": leaves}, {"border": border}),
        "rich_text_preformatted": thing(
            {"type": anything, "elements": leaves},
            {"border": border, "language": words(at_most=255)},
        ),
        "rich_text_list": thing(
            {
                "type": anything,
                "style": one_of("bullet", "ordered"),
                "elements": array(typed({"rich_text_section": section}), at_most=_MANY),
            },
            {"indent": _indent(), "offset": whole(low=0, high=_LONGEST), "border": border},
        ),
    }


def _indent() -> Check:
    low, high = limit_range("rich_text_list.indent.range")
    return whole(low=low, high=high)


def _leaves() -> dict[str, Check]:
    said = counted(words(at_most=_LONGEST, at_least=1))
    ident = words(at_most=255, at_least=1)
    styled: dict[str, Check] = {"style": thing({}, dict.fromkeys(_STYLES, flag))}

    def leaf(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
        return thing({"type": anything, **required}, {**styled, **(optional or {})})

    return {
        "text": leaf({"text": said}),
        "link": leaf({"url": url(at_most=3000)}, {"text": said, "unsafe": flag}),
        "user": leaf({"user_id": ident}),
        "usergroup": leaf({"usergroup_id": ident}),
        "channel": leaf({"channel_id": ident}),
        "team": leaf({"team_id": ident}),
        "emoji": leaf({"name": ident}, {"unicode": ident, "skin_tone": whole(low=1, high=6)}),
        "broadcast": leaf({"range": one_of("here", "channel", "everyone")}),
        "color": leaf({"value": ident}),
        "date": leaf(
            {"timestamp": whole(low=0, high=9_999_999_999), "format": ident},
            {"url": url(at_most=3000), "fallback": said},
        ),
    }
