"""Why there is no connection of Socket Mode, in words that say what to do, and when to try again."""

from dataclasses import dataclass

from bot.connection import LOST, Gone
from bot.delivery.calls import SlackRefused
from bot.delivery.outcome import Limited, ScopeMissing, Stopped, TryLater

REFRESHED = frozenset({"warning", "refresh_requested"})
SWITCHED_OFF = (
    "Socket Mode is switched off in the app's settings. Switch it on; or let Slack call over HTTP "
    "and start without DATA_INCIDENT_APP_TOKEN."
)
TAKEN = "Slack allows ten connections to one app, and all are taken."


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """`words` are empty when Slack only wants the next connection."""

    words: str = ""
    after: float = 0.0
    """Seconds that Slack asked to wait."""
    needs_a_person: bool = False


def farewell(reason: str) -> Trouble:
    """Why a connection ends, by Slack's own word or for want of one."""
    if reason in REFRESHED:
        return Trouble()
    if reason == "link_disabled":
        return Trouble(words=SWITCHED_OFF, needs_a_person=True)
    if reason == "too_many_websockets":
        return Trouble(words=TAKEN)
    if reason == LOST:
        return Trouble(words="The connection was lost.")
    return Trouble(words=f"Slack ended the connection ({reason[:40]}).")


def trouble_of(error: Exception) -> Trouble:
    """Why no connection came about. No address in it: that would let in whoever reads it."""
    if isinstance(error, Gone):
        return farewell(error.reason)
    if isinstance(error, Stopped | ScopeMissing | SlackRefused):
        words = (
            f"Slack refuses the app token ({error}). Set DATA_INCIDENT_APP_TOKEN to a token of the "
            "app's with connections:write, and start again."
        )
        return Trouble(words=words, needs_a_person=True)
    if isinstance(error, Limited):
        wait = error.after.total_seconds()
        return Trouble(words=f"Slack asks to wait {wait:.0f} s.", after=wait)
    if isinstance(error, TryLater):
        return Trouble(words=f"Slack gives no address: {error}.")
    return Trouble(words=f"The address leads nowhere ({type(error).__name__}).")
