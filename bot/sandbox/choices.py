"""Elements with which people choose: menus of every kind, checkboxes and radio buttons."""

from __future__ import annotations

from typing import Any

from bot.sandbox.limits import limit
from bot.sandbox.objects import (
    confirm,
    conversation_filter,
    focus_on_load,
    identifier,
    option,
    option_group,
    placeholder,
)
from bot.sandbox.shapes import (
    Check,
    Json,
    Report,
    anything,
    array,
    exactly_one,
    flag,
    thing,
    whole,
    words,
)

_MANY = 1_000


def choices() -> dict[str, Check]:
    """Every choosing element by its type."""
    return {**_boxes(), **_static_selects(), **_external_selects(), **_people_and_places()}


def _boxes() -> dict[str, Check]:
    common = {"action_id": identifier("action_id"), "confirm": confirm()}
    focused = {**common, "focus_on_load": focus_on_load}
    either = option(mrkdwn=True)
    ticked = array(either, at_most=limit("checkboxes.options.max_items"), at_least=1)
    return {
        "checkboxes": thing(
            {"type": anything, "options": _options("checkboxes", either)},
            {**focused, "initial_options": ticked},
            _initial_among_options,
        ),
        "radio_buttons": thing(
            {"type": anything, "options": _options("radio_buttons", either)},
            {**focused, "initial_option": either},
            _initial_among_options,
        ),
        "overflow": thing(
            {"type": anything, "options": _options("overflow", option(link=True))}, common
        ),
    }


def _static_selects() -> dict[str, Check]:
    offered = {
        "options": _options("select", option()),
        "option_groups": array(
            option_group(), at_most=limit("select.option_groups.max_items"), at_least=1
        ),
    }
    rules = (exactly_one("options", "option_groups"), _initial_among_options)
    kind = {"type": anything}
    return {
        "static_select": thing(kind, {**_one(option()), **offered}, *rules),
        "multi_static_select": thing(kind, {**_several(option()), **offered}, *rules),
    }


def _external_selects() -> dict[str, Check]:
    typed_first = {"min_query_length": whole(low=0, high=_MANY)}
    kind = {"type": anything}
    return {
        "external_select": thing(kind, {**_one(option()), **typed_first}),
        "multi_external_select": thing(kind, {**_several(option()), **typed_first}),
    }


def _people_and_places() -> dict[str, Check]:
    ident = words(at_most=255, at_least=1)
    here = {"default_to_current_conversation": flag, "filter": conversation_filter()}
    reply = {"response_url_enabled": flag}
    kind = {"type": anything}
    return {
        "users_select": thing(kind, _one(ident, "user")),
        "multi_users_select": thing(kind, _several(ident, "users")),
        "channels_select": thing(kind, {**_one(ident, "channel"), **reply}),
        "multi_channels_select": thing(kind, _several(ident, "channels")),
        "conversations_select": thing(kind, {**_one(ident, "conversation"), **here, **reply}),
        "multi_conversations_select": thing(kind, {**_several(ident, "conversations"), **here}),
    }


def _menu() -> dict[str, Check]:
    return {
        "action_id": identifier("action_id"),
        "confirm": confirm(),
        "focus_on_load": focus_on_load,
        "placeholder": placeholder(),
    }


def _one(initial: Check, name: str = "option") -> dict[str, Check]:
    return {**_menu(), f"initial_{name}": initial}


def _several(initial: Check, name: str = "options") -> dict[str, Check]:
    fewest = limit("multi_select.max_selected_items.min")
    return {
        **_menu(),
        f"initial_{name}": array(initial, at_most=_MANY),
        "max_selected_items": whole(low=fewest, high=_MANY),
    }


def _options(element: str, each: Check) -> Check:
    return array(
        each,
        at_most=limit(f"{element}.options.max_items"),
        at_least=limit(f"{element}.options.min_items"),
    )


def _initial_among_options(value: Json, path: str, report: Report) -> None:
    """Slack wants an exact copy of one of the options, not only the same value."""
    chosen = _chosen(value)
    if not chosen:
        return
    offered = _offered(value)
    for where, each in chosen:
        if isinstance(each, dict) and each not in offered:
            report.say(f"{path}/{where}", "must exactly match one of the options")


def _chosen(value: Json) -> list[tuple[str, Any]]:
    if "initial_option" in value:
        return [("initial_option", value["initial_option"])]
    several = value.get("initial_options")
    if not isinstance(several, list):
        return []
    return [(f"initial_options/{index}", each) for index, each in enumerate(several)]


def _offered(value: Json) -> list[Any]:
    groups = value.get("option_groups")
    if not isinstance(groups, list):
        groups = [value]
    found: list[Any] = []
    for group in groups:
        options = group.get("options") if isinstance(group, dict) else None
        found.extend(options if isinstance(options, list) else ())
    return found
