"""The buttons under a message, by its kind; a button that does a verb is that verb, clicked."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.ui import action_items, kit
from bot.ui.kit import Block


def asked(facts: Mapping[str, Any]) -> list[Block]:
    """Under the question to a possible commander."""
    number = facts["incident"]
    row = [kit.verb("Take command", "take", incident=number, style="primary")]
    if facts.get("sets_severity"):
        row.append(kit.verb("Set the severity", "severity", incident=number))
    return [kit.actions(*row, kit.verb("Details", "show", incident=number))]


def duties(facts: Mapping[str, Any]) -> list[Block]:
    """Under somebody's first duties."""
    number = facts["incident"]
    return [
        kit.actions(
            kit.verb("Post update", "update", incident=number),
            kit.verb("Details", "show", incident=number),
        )
    ]


def alert_healed(facts: Mapping[str, Any]) -> list[Block]:
    """Under the word that nothing fails any more."""
    if facts["passing"] < facts["of"]:
        return []
    return [kit.actions(kit.verb("All-clear", "safe", incident=facts["incident"]))]


BUTTONS: dict[str, Callable[[Mapping[str, Any]], list[Block]]] = {
    "asked_to_command": asked,
    "nobody_took_command": asked,
    "duties": duties,
    "action_item_filed": action_items.filed_buttons,
    "action_item_given": action_items.owner_buttons,
    "action_item_due": action_items.owner_buttons,
    "alert_healed": alert_healed,
}
