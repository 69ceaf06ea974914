"""What became of an attempt to deliver: sent, to be tried later, or impossible."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class Sent:
    """It is out; for a message, where it lives."""

    channel: str = ""
    ts: str = ""


class TryLater(Exception):  # an outcome, not a fault of ours
    """Not now. With an unknown outcome (`certainly_not_sent=False`) the next attempt looks first."""

    def __init__(self, why: str, *, after: timedelta, certainly_not_sent: bool) -> None:
        super().__init__(why)
        self.after = after
        self.certainly_not_sent = certainly_not_sent


class Impossible(Exception):
    """It will not go out, however often it is tried; a person has to be told."""
