"""The worker: claims what may go out, sends it, writes down what became of it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.delivery.outcome import Impossible, Sent, TryLater
from bot.domain.errors import Busy
from bot.domain.notice import Claim
from storage import Database, Transaction

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=10)
AT_ONCE = 64
TRIES = 12
"""Attempts before a person is told; with back-off about half an hour."""
FINISH = 4.0
"""Seconds that what is being sent has at the end of the process, which takes 5 in all."""
LOOK_EVERY = 1.0
"""Seconds between looks when nothing wakes the worker (another process may have queued something)."""


class WayOut(Protocol):
    """How one claimed notice reaches its destination."""

    async def send(self, claim: Claim) -> Sent:
        """Send it; raises TryLater or Impossible."""

    async def gave_up(self, claim: Claim, *, error: str) -> None:
        """It is dead: tell a person, and go on without it."""


Write = Callable[[Transaction], Awaitable[bool]]


@dataclass(frozen=True)
class Outcome:
    """What became of an attempt, to be written down; `error` when it is given up."""

    claim: Claim
    write: Write
    error: str = ""


class Worker:
    """Runs until stopped. What is under way at the end stays in the outbox under its lease.

    Outcomes are written together with the next claims, in one transaction a turn: under a burst of
    declares the worker takes one turn at the database where each message would take two.
    """

    def __init__(self, db: Database, out: WayOut, now: Callable[[], datetime]) -> None:
        self.db = db
        self.out = out
        self.now = now
        self._tasks: set[asyncio.Task[None]] = set()
        self._outcomes: list[Outcome] = []
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Work until `stop`."""
        while not self._stopping.is_set():
            self.db.notices_waiting.clear()
            claimed = await self._survived_turn()
            for claim in claimed:
                task = asyncio.create_task(self._attempt(claim))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            if not claimed:
                await self._wait()
        await self._finish()

    async def idle(self) -> None:
        """Wait until what is being sent at present has an outcome."""
        if self._tasks:
            await asyncio.wait(self._tasks)
        else:
            await asyncio.sleep(0.005)

    def stop(self) -> None:
        """Claim nothing more; `run` ends when what is being sent has its outcome (5 s at most)."""
        self._stopping.set()
        self.db.notices_waiting.set()

    async def _finish(self) -> None:
        """The outcomes of what is under way are written; what takes longer stays under its lease."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=FINISH)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._survived_turn(claiming=False)

    async def _survived_turn(self, *, claiming: bool = True) -> list[Claim]:
        """A turn; whatever it raises, the next one comes (leases run out, and are looked after)."""
        try:
            return await self._turn(claiming=claiming)
        except Exception:
            log.exception("a turn of the worker failed")
            return []

    async def _turn(self, *, claiming: bool) -> list[Claim]:
        """Write the outcomes there are, and claim what may go out now."""
        outcomes, self._outcomes = self._outcomes, []
        room = AT_ONCE - len(self._tasks) if claiming else 0
        try:
            async with self.db.transaction(within=LEASE.total_seconds()) as tx:
                held = [await outcome.write(tx) for outcome in outcomes]
                claimed = await tx.outbox.claim(lease=LEASE, limit=room) if room > 0 else []
        except Busy as error:
            # Not written down yet: tried again next turn, or the lease runs out and somebody looks.
            log.warning("the outbox cannot be written", extra={"error": str(error)})
            self._outcomes = [*outcomes, *self._outcomes]
            return []
        for outcome, ours in zip(outcomes, held, strict=True):
            if outcome.error and ours:
                await self.out.gave_up(outcome.claim, error=outcome.error)
        return claimed

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self.db.notices_waiting.wait(), LOOK_EVERY)
        except TimeoutError:
            return

    async def _attempt(self, claim: Claim) -> None:
        """Send one notice, and leave its outcome for the next turn."""
        outcome = await self._outcome(claim)  # first: the list is a new one after every turn
        self._outcomes.append(outcome)
        self.db.notices_waiting.set()

    async def _outcome(self, claim: Claim) -> Outcome:
        try:
            sent = await self.out.send(claim)
        except TryLater as later:
            return self._later(claim, later)
        except Impossible as error:
            return self._given_up(claim, str(error))
        except Busy as error:
            after = timedelta(seconds=1)
            return self._later(claim, TryLater(str(error), after=after, certainly_not_sent=False))
        except Exception as error:
            log.exception("delivery failed", extra={"notice": claim.id, "kind": claim.notice.kind})
            after = timedelta(seconds=2)
            return self._later(claim, TryLater(repr(error), after=after, certainly_not_sent=False))

        async def write(tx: Transaction) -> bool:
            return await tx.outbox.sent(claim, channel=sent.channel, ts=sent.ts)

        return Outcome(claim, write)

    def _later(self, claim: Claim, later: TryLater) -> Outcome:
        if claim.attempts >= TRIES:
            return self._given_up(claim, str(later))
        wait = max(later.after, timedelta(seconds=min(2 ** (claim.attempts - 1), 300) / 2))
        at = self.now() + wait

        async def write(tx: Transaction) -> bool:
            return await tx.outbox.later(
                claim, at=at, error=str(later), certainly_not_sent=later.certainly_not_sent
            )

        return Outcome(claim, write)

    def _given_up(self, claim: Claim, error: str) -> Outcome:
        log.error("undeliverable", extra={"notice": claim.id, "kind": claim.notice.kind})

        async def write(tx: Transaction) -> bool:
            return await tx.outbox.dead(claim, error=error)

        return Outcome(claim, write, error)
