"""What the installed app offers people: its commands and shortcuts, as its manifest lists them."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class Features:
    """With no manifest installed, any command and any shortcut is sent to the bot."""

    commands: list[Json] = field(default_factory=list)
    shortcuts: list[Json] = field(default_factory=list)

    def has_command(self, word: str) -> bool:
        return not self.commands or any(one["command"] == word for one in self.commands)

    def has_shortcut(self, callback_id: str, kind: str) -> bool:
        """`kind` is "global" or "message"."""
        wanted = (callback_id, kind)
        offered = [(one["callback_id"], one["type"]) for one in self.shortcuts]
        return not offered or wanted in offered
