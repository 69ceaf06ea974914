"""The blocks themselves, and which of them a message, a form or a home tab may show.

Two newer kinds, `data_table` and `data_visualization`, have limits but no published shape. They
are refused as unsupported: better than to wave through what Slack might not take.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from bot.sandbox.elements import elements_of, unique_action_ids
from bot.sandbox.limits import block_types, limit
from bot.sandbox.newer import newer_blocks
from bot.sandbox.objects import block, image_block, plain_text, text
from bot.sandbox.richtext import rich_text
from bot.sandbox.shapes import (
    Check,
    Report,
    array,
    at_least_one,
    flag,
    one_of,
    typed,
    url,
    words,
)
from bot.sandbox.tables import table


def check_blocks(blocks: Any, path: str, report: Report) -> None:
    """Every block of one payload, with what must be unique among them."""
    _list_of_blocks(report.surface)(blocks, path, report)
    for index, each in enumerate(blocks if isinstance(blocks, list) else ()):
        _check_block_id(each, f"{path}/{index}/block_id", report)


def _check_block_id(value: Any, path: str, report: Report) -> None:
    block_id = value.get("block_id") if isinstance(value, dict) else None
    if not isinstance(block_id, str):
        return
    if block_id in report.block_ids:
        report.say(path, f"`block_id` {block_id} is used twice")
    report.block_ids.add(block_id)


@cache
def _list_of_blocks(surface: str) -> Check:
    owner = "message" if surface == "message" else "view"
    shapes = {**_of_text(), **_of_pictures(), **_of_elements(surface), **newer_blocks()}
    each = typed(shapes, block_types(surface))
    return array(each, at_most=limit(f"{owner}.blocks.max_items"))


def _of_text() -> dict[str, Check]:
    return {
        "divider": block({}),
        "header": block({"text": plain_text(limit("header.text.max_length"))}),
        "markdown": block({"text": _markdown}),
        "rich_text": rich_text(),
        "table": table(),
    }


def _markdown(value: Any, path: str, report: Report) -> None:
    """Markdown has a published limit of its own for the whole message, beside all other text."""
    words(at_most=limit("markdown.text.max_length"), at_least=1)(value, path, report)
    if isinstance(value, str):
        report.markdown += len(value)


def _of_elements(surface: str) -> dict[str, Check]:
    fields = array(
        text(limit("section.fields.item_max_length")),
        at_most=limit("section.fields.max_items"),
        at_least=1,
    )
    return {
        "section": block(
            {},
            {
                "text": text(limit("section.text.max_length")),
                "fields": fields,
                "accessory": elements_of("section.accessory", surface),
                "expand": flag,
            },
            at_least_one("text", "fields"),
        ),
        "input": _input(surface),
        **{name: _row(name, surface) for name in ("actions", "context", "context_actions")},
    }


def _row(name: str, surface: str) -> Check:
    container = "actions" if name == "actions" else f"{name}.elements"
    elements = array(
        elements_of(container, surface), at_most=limit(f"{name}.elements.max_items"), at_least=1
    )
    return block({"elements": elements}, {}, unique_action_ids)


def _input(surface: str) -> Check:
    return block(
        {
            "label": plain_text(limit("input.label.max_length")),
            "element": elements_of("input.element", surface),
        },
        {
            "hint": plain_text(limit("input.hint.max_length")),
            "optional": flag,
            "dispatch_action": flag,
        },
    )


def _of_pictures() -> dict[str, Check]:
    link = url(at_most=limit("image.image_url.max_length"))
    short = {
        name: words(at_most=limit(f"video.{name}.max_length"), at_least=1)
        for name in ("author_name", "provider_name")
    }
    return {
        "image": image_block(),
        "video": block(
            {
                "alt_text": words(at_most=limit("image.alt_text.max_length")),
                "title": plain_text(limit("video.title.max_length")),
                "video_url": link,
                "thumbnail_url": link,
            },
            {
                **short,
                "description": plain_text(limit("video.description.max_length")),
                "provider_icon_url": link,
                "title_url": link,
            },
        ),
        "file": block({"external_id": words(at_most=255, at_least=1), "source": one_of("remote")}),
    }
