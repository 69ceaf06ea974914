"""What the workspace pays for: user groups and canvases are limited on the free plan."""

from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.model import Canvas, UserGroup
from bot.sandbox.refusal import Refused

Name = Literal["free", "paid"]


@dataclass(slots=True)
class Plan:
    name: Name = "paid"
    groups: dict[str, UserGroup] = field(default_factory=dict)
    canvases: dict[str, Canvas] = field(default_factory=dict)

    def require_paid(self, error: str) -> None:
        if self.name == "free":
            raise Refused(error)
