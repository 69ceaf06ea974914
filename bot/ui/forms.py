"""The fields of a form: a field's name is its block id, where errors are shown."""

import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bot.ui.kit import Block, Option, cut, options_of, plain, select_element, with_values


def text_input(
    name: str,
    label: str,
    *,
    value: str = "",
    multiline: bool = False,
    optional: bool = False,
    hint: str = "",
    placeholder: str = "",
    most: int = 3000,
    focus: bool = False,
) -> Block:
    """A line, or several."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": "value",
        "max_length": min(most, 3000),
    }
    if multiline:
        element["multiline"] = True
    if focus:
        element["focus_on_load"] = True
    element = with_values(element, initial_value=cut(value, most))
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return field(name, label, element, optional=optional, hint=hint)


def select(
    name: str,
    label: str,
    options: Sequence[Option],
    *,
    value: str = "",
    optional: bool = False,
    hint: str = "",
    dispatch: bool = False,
) -> Block:
    """A menu as a form's field."""
    element = select_element("value", options, value=value)
    return field(name, label, element, optional=optional, hint=hint, dispatch=dispatch)


def search_select(
    name: str,
    label: str,
    *,
    source: str,
    chosen: Sequence[Option] = (),
    several: bool = True,
    optional: bool = False,
    hint: str = "",
    placeholder: str = "Type to search",
    dispatch: bool = False,
) -> Block:
    """A menu filled as one types; `source` is the action id that the options handler answers."""
    element: Block = {
        "type": "multi_external_select" if several else "external_select",
        "action_id": source,
        "min_query_length": 0,
        "placeholder": plain(placeholder, 150),
    }
    if chosen and several:
        element["initial_options"] = options_of(chosen)
    elif chosen:
        element["initial_option"] = options_of(chosen)[0]
    return field(name, label, element, optional=optional, hint=hint, dispatch=dispatch)


def people_select(
    name: str,
    label: str,
    *,
    chosen: Sequence[str] = (),
    several: bool = False,
    optional: bool = False,
    hint: str = "",
) -> Block:
    """A people picker."""
    element: Block = {
        "type": "multi_users_select" if several else "users_select",
        "action_id": "value",
    }
    ids = [one for one in chosen if re.fullmatch(r"[UW][A-Z0-9]{1,250}", one)]
    if ids and several:
        element["initial_users"] = ids
    elif ids:
        element["initial_user"] = ids[0]
    return field(name, label, element, optional=optional, hint=hint)


def date_input(
    name: str, label: str, *, value: date | None = None, optional: bool = False, hint: str = ""
) -> Block:
    """A day picker."""
    element = with_values(
        {"type": "datepicker", "action_id": "value"},
        initial_date=value.isoformat() if value else "",
    )
    return field(name, label, element, optional=optional, hint=hint)


def time_input(
    name: str, label: str, *, value: datetime | None = None, optional: bool = False, hint: str = ""
) -> Block:
    """A day and time picker, shown in the person's own zone."""
    element: Block = {"type": "datetimepicker", "action_id": "value"}
    if value is not None:
        element["initial_date_time"] = int(value.timestamp())
    return field(name, label, element, optional=optional, hint=hint)


def checkboxes(
    name: str,
    label: str,
    options: Sequence[Option],
    *,
    ticked: Sequence[str] = (),
    optional: bool = True,
    hint: str = "",
) -> Block:
    """Up to ten boxes; `ticked` are values."""
    made = options_of(options[:10])
    element: Block = {"type": "checkboxes", "action_id": "value", "options": made}
    initial = [option for option in made if option["value"] in ticked]
    if initial:
        element["initial_options"] = initial
    return field(name, label, element, optional=optional, hint=hint)


def field(
    name: str,
    label: str,
    element: Block,
    *,
    optional: bool = False,
    hint: str = "",
    dispatch: bool = False,
) -> Block:
    """An input block; the field's name is its block id, where errors are shown."""
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, 2000),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, 2000)
    if dispatch:
        block["dispatch_action"] = True
    return block


def modal(
    callback: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str = "",
    close: str = "Cancel",
    metadata: dict[str, Any] | None = None,
) -> Block:
    """A form. `metadata` comes back with it: {"incident": 7, "channel": "C1", …}, short."""
    view: Block = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, 24),
        "close": plain(close, 24),
        "blocks": list(blocks[:100]),
        "private_metadata": json.dumps(metadata or {}, separators=(",", ":"), ensure_ascii=False),
    }
    if submit:
        view["submit"] = plain(submit, 24)
    return view
