"""The buttons under a message, by its kind; a button that does a verb is that verb, clicked."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.ui import kit
from bot.ui.kit import Block


def asked(facts: Mapping[str, Any]) -> list[Block]:
    """Under the question to a possible commander."""
    number = facts["incident"]
    return [kit.actions(kit.verb("Take command", "take", incident=number, style="primary"))]


BUTTONS: dict[str, Callable[[Mapping[str, Any]], list[Block]]] = {
    "asked_to_command": asked,
}
