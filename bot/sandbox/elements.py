"""Which interactive elements go where, and the shape of buttons."""

from __future__ import annotations

from functools import cache

from bot.sandbox.choices import choices
from bot.sandbox.inputs import inputs
from bot.sandbox.limits import element_types, limit
from bot.sandbox.objects import (
    STYLE,
    confirm,
    context_texts,
    identifier,
    image_element,
    plain_text,
)
from bot.sandbox.shapes import (
    Check,
    Json,
    Report,
    anything,
    array,
    thing,
    typed,
    url,
    words,
)

_MODAL_ONLY = frozenset({"file_input"})


@cache
def elements_of(container: str, surface: str) -> Check:
    """The elements that one place (`actions`, `section.accessory`, …) takes on one surface."""
    allowed = element_types(container)
    return typed(_elements(), allowed if surface == "modal" else allowed - _MODAL_ONLY)


@cache
def elements_named(*types: str) -> Check:
    return typed(_elements(), frozenset(types))


def unique_action_ids(value: Json, path: str, report: Report) -> None:
    """The rule of every block with several elements."""
    seen: set[str] = set()
    elements = value.get("elements")
    for index, element in enumerate(elements if isinstance(elements, list) else ()):
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if not isinstance(action_id, str):
            continue
        if action_id in seen:
            where = f"{path}/elements/{index}/action_id"
            report.say(where, f"`action_id` {action_id} is used twice in its block")
        seen.add(action_id)


@cache
def _elements() -> dict[str, Check]:
    shapes = {**_buttons(), **choices(), **inputs(), **context_texts()}
    return {**shapes, "image": image_element()}


def _buttons() -> dict[str, Check]:
    label = {"text": plain_text(limit("button.text.max_length"))}
    value = words(at_most=limit("button.value.max_length"))
    spoken = {"accessibility_label": words(at_most=limit("button.accessibility_label.max_length"))}
    common = {"action_id": identifier("action_id"), **spoken}
    pressed = {**common, "confirm": confirm(), "value": value}
    link = url(at_most=limit("button.url.max_length"))
    feedback = thing({**label, "value": value}, spoken)
    kind = {"type": anything}
    return {
        "button": thing({**kind, **label}, {**pressed, "url": link, "style": STYLE}),
        "workflow_button": thing(
            {**kind, **label, "workflow": anything}, {**common, "style": STYLE}
        ),
        "icon_button": _icon_button({**kind, **label}, {**common, "confirm": confirm()}),
        "feedback_buttons": thing(
            {**kind, "positive_button": feedback, "negative_button": feedback},
            {"action_id": identifier("action_id")},
        ),
    }


def _icon_button(required: dict[str, Check], optional: dict[str, Check]) -> Check:
    most = limit("icon_button.visible_to_user_ids.max_items")
    return thing(
        {**required, "icon": words(at_most=255, at_least=1)},
        {
            **optional,
            "value": words(at_most=limit("icon_button.value.max_length")),
            "visible_to_user_ids": array(words(at_most=255), at_most=most),
        },
    )
