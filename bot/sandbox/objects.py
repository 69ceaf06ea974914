"""The parts that Block Kit's blocks and elements are composed of: texts, options, confirmations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bot.sandbox.limits import limit
from bot.sandbox.shapes import (
    Check,
    Report,
    Rule,
    anything,
    array,
    counted,
    exactly_one,
    flag,
    one_of,
    thing,
    typed,
    url,
    words,
)

STYLE = one_of("primary", "danger")


def focus_on_load(value: object, path: str, report: Report) -> None:
    flag(value, path, report)
    if value is True:
        report.focused += 1


def _text_shapes(at_most: int) -> dict[str, Check]:
    said = counted(words(at_most=at_most, at_least=limit("text.min_length")))
    return {
        "plain_text": thing({"type": anything, "text": said}, {"emoji": flag}),
        "mrkdwn": thing({"type": anything, "text": said}, {"verbatim": flag}),
    }


@cache
def text(at_most: int) -> Check:
    """A text object of either kind."""
    return typed(_text_shapes(at_most))


@cache
def plain_text(at_most: int) -> Check:
    return typed(_text_shapes(at_most), frozenset({"plain_text"}))


@cache
def context_texts() -> dict[str, Check]:
    return _text_shapes(limit("text.max_length"))


@cache
def identifier(name: str) -> Check:
    """An id the app chooses, such as `identifier("action_id")`."""
    return words(at_most=limit(f"{name}.max_length"))


def block(
    required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *rules: Rule
) -> Check:
    """A block: what every kind of them has, and what this kind has besides."""
    common = {"block_id": identifier("block_id")}
    return thing({"type": anything, **required}, {**common, **(optional or {})}, *rules)


@cache
def option(*, mrkdwn: bool = False, link: bool = False) -> Check:
    """`mrkdwn` for checkboxes and radio buttons, `link` for overflow menus."""
    wording = text if mrkdwn else plain_text
    required = {
        "text": wording(limit("option.text.max_length")),
        "value": words(at_most=limit("option.value.max_length"), at_least=1),
    }
    optional = {"description": wording(limit("option.description.max_length"))}
    if link:
        optional["url"] = url(at_most=limit("option.url.max_length"))
    return thing(required, optional)


@cache
def option_group() -> Check:
    return thing(
        {
            "label": plain_text(limit("option_group.label.max_length")),
            "options": array(
                option(),
                at_most=limit("option_group.options.max_items"),
                at_least=limit("option_group.options.min_items"),
            ),
        }
    )


@cache
def confirm() -> Check:
    return thing(
        {
            "title": plain_text(limit("confirm.title.max_length")),
            "text": text(limit("confirm.text.max_length")),
            "confirm": plain_text(limit("confirm.confirm.max_length")),
            "deny": plain_text(limit("confirm.deny.max_length")),
        },
        {"style": STYLE},
    )


@cache
def conversation_filter() -> Check:
    kinds = one_of("im", "mpim", "private", "public")
    return thing(
        {},
        {
            "include": array(kinds, at_most=4, at_least=1),
            "exclude_external_shared_channels": flag,
            "exclude_bot_users": flag,
        },
    )


@cache
def dispatch_action_config() -> Check:
    triggers = one_of("on_enter_pressed", "on_character_entered")
    return thing({}, {"trigger_actions_on": array(triggers, at_most=2, at_least=1)})


@cache
def placeholder() -> Check:
    return plain_text(limit("input_element.placeholder.max_length"))


@cache
def slack_file() -> Check:
    return thing(
        {}, {"id": words(at_most=255), "url": words(at_most=3000)}, exactly_one("id", "url")
    )


@cache
def image_element() -> Check:
    return thing(
        {"type": anything, "alt_text": words(at_most=limit("image_element.alt_text.max_length"))},
        {
            "image_url": url(at_most=limit("image_element.image_url.max_length")),
            "slack_file": slack_file(),
        },
        exactly_one("image_url", "slack_file"),
    )


@cache
def image_block() -> Check:
    return block(
        {"alt_text": words(at_most=limit("image.alt_text.max_length"))},
        {
            "image_url": url(at_most=limit("image.image_url.max_length")),
            "slack_file": slack_file(),
            "title": plain_text(limit("image.title.max_length")),
        },
        exactly_one("image_url", "slack_file"),
    )
