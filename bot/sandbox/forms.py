"""The state of a form: which value each element has, in the shape Slack gives it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.sandbox.model import Block, elements_of

Json = dict[str, Any]

# element type -> (key of the state, key of the initial value, whether it holds several)
_SHAPES: dict[str, tuple[str, str, bool]] = {
    "plain_text_input": ("value", "initial_value", False),
    "number_input": ("value", "initial_value", False),
    "email_text_input": ("value", "initial_value", False),
    "url_text_input": ("value", "initial_value", False),
    "rich_text_input": ("rich_text_value", "initial_value", False),
    "static_select": ("selected_option", "initial_option", False),
    "external_select": ("selected_option", "initial_option", False),
    "radio_buttons": ("selected_option", "initial_option", False),
    "multi_static_select": ("selected_options", "initial_options", True),
    "multi_external_select": ("selected_options", "initial_options", True),
    "checkboxes": ("selected_options", "initial_options", True),
    "users_select": ("selected_user", "initial_user", False),
    "multi_users_select": ("selected_users", "initial_users", True),
    "channels_select": ("selected_channel", "initial_channel", False),
    "multi_channels_select": ("selected_channels", "initial_channels", True),
    "conversations_select": ("selected_conversation", "initial_conversation", False),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", True),
    "datepicker": ("selected_date", "initial_date", False),
    "timepicker": ("selected_time", "initial_time", False),
    "datetimepicker": ("selected_date_time", "initial_date_time", False),
    "file_input": ("files", "initial_files", True),
}
HELD = frozenset(key for key, _, _ in _SHAPES.values())
_OF_OPTIONS = frozenset({"selected_option", "selected_options"})


@dataclass(frozen=True, slots=True)
class Place:
    """An element where it stands: what an act and a state are addressed by."""

    block: Block
    element: Json

    @property
    def block_id(self) -> str:
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        return str(self.element["action_id"])

    @property
    def kind(self) -> str:
        return str(self.element["type"])

    @property
    def label(self) -> str:
        """What a person reads beside it: a button's text, a field's label, a placeholder."""
        for text in (
            self.element.get("text"),
            self.block.get("label"),
            self.element.get("placeholder"),
        ):
            if isinstance(text, dict):
                return str(text.get("text", ""))
        return ""

    @property
    def has_state(self) -> bool:
        return self.kind in _SHAPES

    @property
    def dispatches(self) -> bool:
        """In an input block an element tells the bot of a change only where asked to."""
        return self.block["type"] != "input" or bool(self.block.get("dispatch_action"))


def places(blocks: list[Block]) -> Iterator[Place]:
    for block in blocks:
        for element in elements_of(block):
            if "action_id" in element:
                yield Place(block, element)


def find(blocks: list[Block], name: str, value: Any = None) -> Place | None:
    """By action id, block id, or the words a person reads; of several buttons, by its value."""
    everything = list(places(blocks))
    for called in ("action_id", "block_id", "label"):
        found = [place for place in everything if name == getattr(place, called)]
        if found:
            meant = [place for place in found if value and place.element.get("value") == value]
            return (meant or found)[0]
    return None


def initial(place: Place) -> Json:
    key, initial_key, several = _SHAPES[place.kind]
    value = place.element.get(initial_key)
    return {"type": place.kind, key: value if value is not None else ([] if several else None)}


def chosen(place: Place, value: Any, known: dict[str, Json] | None = None) -> Json:
    """The state of an element after a person has put `value` there (None: cleared)."""
    key, _, several = _SHAPES[place.kind]
    if value is None:
        return {"type": place.kind, key: [] if several else None}
    if key in _OF_OPTIONS:
        wanted = value if isinstance(value, list | tuple) else [value]
        options = [option_of(place, one, known or {}) for one in wanted]
        return {"type": place.kind, key: options if several else options[0]}
    if several:
        value = list(value) if isinstance(value, list | tuple) else [value]
    elif key == "value":
        value = str(value)
    return {"type": place.kind, key: value}


def option_of(place: Place, wanted: Any, known: dict[str, Json]) -> Json:
    """An option by its value or its words, among the element's own and those suggested to it."""
    if isinstance(wanted, dict):
        return wanted
    offered = [*options_in(place.element), *known.values()]
    for option in offered:
        if option["value"] == wanted:
            return option
    for option in offered:
        if option["text"]["text"] == wanted:
            return option
    values = ", ".join(repr(option["value"]) for option in offered) or "nothing"
    raise LookupError(f"{place.action_id} offers {values}, not {wanted!r}")


def options_in(element: Json) -> list[Json]:
    groups = element.get("option_groups") or []
    grouped = [option for group in groups for option in group.get("options", [])]
    return [*(element.get("options") or []), *grouped]


def values_of(blocks: list[Block], kept: dict[str, dict[str, Json]] | None = None) -> Json:
    """state.values: what was kept for the same block and action, else the initial values."""
    values: dict[str, dict[str, Json]] = {}
    for place in places(blocks):
        if not place.has_state:
            continue
        before = (kept or {}).get(place.block_id, {}).get(place.action_id)
        same = before is not None and before["type"] == place.kind
        state = before if same and before is not None else initial(place)
        values.setdefault(place.block_id, {})[place.action_id] = state
    return values


def is_empty(state: Json) -> bool:
    return not any(value for key, value in state.items() if key != "type")


def complaints(blocks: list[Block], values: Json) -> dict[str, str]:
    """What Slack's own form says before it sends anything: what is missing, short or long."""
    found: dict[str, str] = {}
    for place in places(blocks):
        if place.block["type"] != "input" or not place.has_state:
            continue
        state = values[place.block_id][place.action_id]
        if is_empty(state):
            if not place.block.get("optional"):
                found[place.block_id] = "Please complete this required field."
        elif complaint := _length(place.element, state.get("value")):
            found[place.block_id] = complaint
    return found


def _length(element: Json, value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    least, most = element.get("min_length"), element.get("max_length")
    if least is not None and len(value) < least:
        return f"Please enter at least {least} characters."
    if most is not None and len(value) > most:
        return f"Please enter at most {most} characters."
    return None


def with_ids(blocks: list[Block], new_id: Any) -> list[Block]:
    """Slack names the blocks and elements that the bot left without an id."""
    for block in blocks:
        if not block.get("block_id"):
            block["block_id"] = new_id()
        for element in elements_of(block):
            if not element.get("action_id") and element.get("type") != "image":
                element["action_id"] = new_id()
    return blocks
