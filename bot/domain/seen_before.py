"""An earlier incident of the same trouble, as people are told of it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class SeenBefore:
    """Where it was worked on, and what was promised after it.

    `days_ago` counts from its all-clear; `thread_link` leads to its status thread (delivery makes a
    permalink of it) where it had no channel; `fixes` are the promised ones that are still open.
    """

    id: int
    title: str
    safe_at: datetime
    days_ago: int
    days: int
    because: str
    channel: str = ""
    thread_link: str = ""
    postmortem: bool = False
    promised: int = 0
    dropped: int = 0
    fixes: tuple[str, ...] = ()


def ordinal(number: int) -> str:
    """Such as second, third, 11th."""
    words = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth"}
    if number in words:
        return words[number]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 10 <= number % 100 <= 20 else ending}"
