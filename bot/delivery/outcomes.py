"""What attempts came to, waiting to be written down together in the worker's next turn."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from bot.delivery.outcome import (
    ChannelGone,
    Impossible,
    Limited,
    NotInPlan,
    PersonGone,
    ScopeMissing,
    Sent,
    TryLater,
    Unreachable,
)
from bot.delivery.pace import Pacer, methods
from bot.delivery.standing import Standing
from bot.domain.errors import Busy
from bot.domain.event import Loss
from bot.domain.notice import Claim
from bot.meters import Attempted, DeliveryMeters
from storage import Database, Transaction

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=10)
TRIES = 12
"""Attempts that count before a person is told; with back-off some minutes."""
OUR_TRIES = 3
"""The same when it is our own code that fails: it will not mend itself."""
BACK_OFF = 30
"""Seconds between two attempts at most: what Slack takes again must not wait long."""

Write = Callable[[Transaction, Pacer], Awaitable[bool]]
Follows = Callable[[Transaction, Claim], Awaitable[None]]


class Consequences(Protocol):
    """What follows from a failure, in the transaction that writes it down."""

    async def gave_up(self, tx: Transaction, claim: Claim, *, error: str) -> None:
        """It is dead: see to it that a person hears of it."""

    async def channel_gone(self, tx: Transaction, claim: Claim, *, why: Loss) -> None:
        """The incident's channel cannot be used any more."""

    async def person_gone(self, tx: Transaction, claim: Claim) -> None:
        """The account it was meant for is closed."""

    async def not_in_plan(self, tx: Transaction, claim: Claim, *, error: str) -> None:
        """The workspace's plan leaves out what it is about."""

    async def lacks(self, tx: Transaction, *, method: str, scope: str) -> None:
        """The app may not make this call."""


@dataclass(frozen=True)
class Outcome:
    """What became of an attempt, to be written down; `sent` when it went out."""

    claim: Claim
    write: Write
    sent: Sent | None = None
    came_to: Attempted = "later"


class Outcomes:
    """Gathers outcomes. One that cannot be written holds up no other."""

    def __init__(
        self, out: Consequences, now: Callable[[], datetime], meters: DeliveryMeters
    ) -> None:
        self._out = out
        self._meters = meters
        self._now = now
        self._waiting: list[Outcome] = []
        self._writing: list[Outcome] = []
        self._alone = False
        self._heard_at: dict[int, int] = {}
        self._answers = 0

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, outcome: Outcome) -> None:
        """To be written in the next turn."""
        self._waiting.append(outcome)

    @asynccontextmanager
    async def written(self, db: Database) -> AsyncIterator[Transaction]:
        """The transaction of a turn. When it fails, its outcomes wait for the next one; after a
        failure of our own they are written one at a time, and the one that fails is given up."""
        few = 1 if self._alone else len(self._waiting)
        self._writing, self._waiting = self._waiting[:few], self._waiting[few:]
        try:
            async with db.transaction(within=LEASE.total_seconds()) as tx:
                yield tx
        except Busy:
            self._waiting = [*self._writing, *self._waiting]
            raise
        except Exception as error:
            if self._alone:
                self._waiting = [*map(self._poisoned(error), self._writing), *self._waiting]
            else:
                self._waiting = [*self._writing, *self._waiting]
            self._alone = True
            raise
        finally:
            self._writing = []
        self._alone = self._alone and bool(self._waiting)

    async def write(self, tx: Transaction, pacer: Pacer) -> list[tuple[Outcome, Sent]]:
        """Write what this turn took over; what went out although the claim was lost is returned."""
        lost = []
        for outcome in self._writing:
            if await outcome.write(tx, pacer):
                self._meters.attempted(outcome.claim.notice.way, outcome.came_to)
            elif outcome.sent is not None:
                lost.append((outcome, outcome.sent))
        return lost

    def of_success(self, claim: Claim, sent: Sent, *, standing: Standing) -> Outcome:
        """It is out: what follows from it is written with it."""
        self._answers += 1
        self._heard_at.pop(claim.id, None)
        standing.heard(methods(claim.notice.way, claim.placed))

        async def write(tx: Transaction, _pacer: Pacer) -> bool:
            ours = await tx.outbox.sent(claim, channel=sent.channel, ts=sent.ts, doubt=sent.doubt)
            if ours and sent.keep is not None:
                await sent.keep(tx)
            return ours

        came_to: Attempted = "doubtful" if sent.doubt else "found" if sent.found else "sent"
        return Outcome(claim, write, sent, came_to)

    def of_failure(self, claim: Claim, error: Exception, *, standing: Standing) -> Outcome:
        """It is not out, or nobody knows."""
        if isinstance(error, Impossible):
            return self._given_up(claim, str(error))
        if isinstance(error, PersonGone):
            return self._ended(claim, "ended with the account", self._out.person_gone)
        if isinstance(error, NotInPlan):
            follows = partial(self._out.not_in_plan, error=str(error))
            return self._ended(claim, "not in the workspace's plan", follows)
        if isinstance(error, TryLater):
            standing.learn(error, now=self._now())
            return self._later(claim, error)
        again = TryLater(repr(error), after=timedelta(seconds=1), certainly_not_sent=False)
        if isinstance(error, Busy | TimeoutError):
            return self._later(claim, again)
        log.error("delivery failed", exc_info=error, extra=_about(claim))
        if claim.attempts >= OUR_TRIES:
            return self._given_up(claim, type(error).__name__)
        return self._later(claim, again)

    def not_begun(self, claim: Claim) -> Outcome:
        """Too little is left of its lease to begin: it goes back as it was."""
        later = TryLater("held up", after=timedelta(0), certainly_not_sent=True, counts=False)
        return self._later(claim, later)

    def _later(self, claim: Claim, later: TryLater) -> Outcome:
        counts = later.counts and not self._everything_is_away(claim, later)
        if counts and claim.attempts >= TRIES:
            return self._given_up(claim, str(later))
        backed_off = timedelta(seconds=min(2 ** (claim.attempts - 1), BACK_OFF * 2) / 2)
        at = self._now() + (max(later.after, backed_off) if later.counts else later.after)
        if isinstance(later, Limited):
            at = self._now()  # its pause is kept for all, not for this notice alone

        async def write(tx: Transaction, pacer: Pacer) -> bool:
            if isinstance(later, Limited):
                pacer.limited(later.method, claim, after=later.after, now=tx.now)
            ours = await tx.outbox.later(
                claim,
                at=at,
                error=str(later),
                certainly_not_sent=later.certainly_not_sent,
                counts=counts,
            )
            if ours and isinstance(later, ScopeMissing):
                pacer.pace.pause(later.method, until=tx.now + later.after)
                await self._out.lacks(tx, method=later.method, scope=later.scope)
            if ours and isinstance(later, ChannelGone):
                await self._out.channel_gone(tx, claim, why=later.why)
            return ours

        return Outcome(claim, write)

    def _everything_is_away(self, claim: Claim, later: TryLater) -> bool:
        """Slack has answered nobody since this notice was tried last: it is not the notice."""
        if not isinstance(later, Unreachable):
            return False
        before = self._heard_at.get(claim.id)
        self._heard_at[claim.id] = self._answers
        return before == self._answers

    def _given_up(self, claim: Claim, error: str) -> Outcome:
        self._heard_at.pop(claim.id, None)
        log.error("undeliverable", extra=_about(claim))

        async def write(tx: Transaction, _pacer: Pacer) -> bool:
            ours = await tx.outbox.dead(claim, error=error)
            if ours:
                await self._out.gave_up(tx, claim, error=error)
            return ours

        return Outcome(claim, write, came_to="dead")

    def _buried(self, claim: Claim, error: str) -> Outcome:
        """It is dead, and that cannot be told: only the record says so, and doctor reads it there."""
        log.error("undeliverable, and nobody could be told", extra=_about(claim))

        async def write(tx: Transaction, _pacer: Pacer) -> bool:
            return await tx.outbox.dead(claim, error=error)

        return Outcome(claim, write, came_to="dead")

    def _ended(self, claim: Claim, doubt: str, follows: Follows) -> Outcome:
        """It will not go out, and nobody misses it."""

        async def write(tx: Transaction, _pacer: Pacer) -> bool:
            ours = await tx.outbox.dead(claim, error="", doubt=doubt)
            if ours:
                await follows(tx, claim)
            return ours

        return Outcome(claim, write, came_to="ended")

    def _poisoned(self, error: Exception) -> Callable[[Outcome], Outcome]:
        """What could not be written down: the notice is tried again, or given up."""

        def instead(outcome: Outcome) -> Outcome:
            if outcome.came_to == "dead":
                return self._buried(outcome.claim, type(error).__name__)
            if outcome.claim.attempts >= OUR_TRIES:
                return self._given_up(outcome.claim, type(error).__name__)
            again = TryLater(repr(error), after=timedelta(seconds=1), certainly_not_sent=False)
            return self._later(outcome.claim, again)

        return instead


def _about(claim: Claim) -> dict[str, object]:
    """What a line of the log says of a notice: numbers, and never what it says."""
    notice = claim.notice
    return {"notice": claim.id, "kind": notice.kind, "incident": notice.incident}
