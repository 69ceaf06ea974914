"""What became of an attempt to deliver: sent, to be tried later, or impossible."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.event import Loss
from storage import Transaction

Keep = Callable[[Transaction], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Sent:
    """It is out; for a message, where it lives.

    `keep` writes what follows from it, in the transaction that marks the notice as sent. `doubt`
    says what nobody can be certain of: a message that may be there twice, or not at all. `found`:
    an earlier attempt had brought it there.
    """

    channel: str = ""
    ts: str = ""
    keep: Keep | None = None
    doubt: str = ""
    found: bool = False


class TryLater(Exception):  # an outcome, not a fault of ours
    """Not now. With an unknown outcome (`certainly_not_sent=False`) the next attempt looks first.

    `counts`: whether it speaks against the notice; that Slack is away, or asks to wait, does not.
    """

    def __init__(
        self, why: str, *, after: timedelta, certainly_not_sent: bool, counts: bool = True
    ) -> None:
        super().__init__(why)
        self.after = after
        self.certainly_not_sent = certainly_not_sent
        self.counts = counts


class NotThereYet(TryLater):
    """What it hangs on is still going out: it waits, and that speaks against neither."""

    def __init__(self, slot: str) -> None:
        super().__init__(
            f"{slot} is not there yet",
            after=timedelta(seconds=1),
            certainly_not_sent=True,
            counts=False,
        )


class Unreachable(TryLater):
    """Slack, or the way to it, is in trouble: everything else probably fares the same."""


class Limited(TryLater):
    """Slack asked to make no call of this method for a while; nothing was done."""

    def __init__(self, method: str, *, after: timedelta) -> None:
        super().__init__(f"{method} is limited", after=after, certainly_not_sent=True, counts=False)
        self.method = method


class Stopped(TryLater):
    """Slack takes nothing from this token: sending stops until it does again."""

    def __init__(self, code: str) -> None:
        super().__init__(code, after=timedelta(0), certainly_not_sent=True, counts=False)
        self.code = code


class ScopeMissing(TryLater):
    """The app may not make this call until it is given a scope; other calls go on."""

    def __init__(self, method: str, *, scope: str) -> None:
        super().__init__(
            f"missing_scope: {method} needs {scope}",
            after=timedelta(minutes=1),
            certainly_not_sent=True,
            counts=False,
        )
        self.method = method
        self.scope = scope


class ChannelGone(TryLater):
    """The incident's channel cannot be used any more: what people read moves to where work goes on."""

    def __init__(self, why: Loss) -> None:
        super().__init__(
            f"channel {why}", after=timedelta(0), certainly_not_sent=True, counts=False
        )
        self.why = why


class PersonGone(Exception):
    """The account it was meant for is closed: nobody is there to miss it."""


class NotInPlan(Exception):
    """The workspace's plan leaves this feature out: nobody misses it, and that is said once."""


class Impossible(Exception):
    """It will not go out, however often it is tried; a person has to be told."""
