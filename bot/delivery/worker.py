"""The worker: claims what may go out, sends it, writes down what became of it."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.delivery.outcome import Impossible, Sent, TryLater
from bot.domain.errors import Busy
from bot.domain.notice import Claim
from storage import Database

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=10)
AT_ONCE = 64
TRIES = 12
"""Attempts before a person is told; with back-off about half an hour."""
LOOK_EVERY = 1.0
"""Seconds between looks when nothing wakes the worker (another process may have queued something)."""


class WayOut(Protocol):
    """How one claimed notice reaches its destination."""

    async def send(self, claim: Claim) -> Sent:
        """Send it; raises TryLater or Impossible."""

    async def gave_up(self, claim: Claim, *, error: str) -> None:
        """It is dead: tell a person, and go on without it."""


class Worker:
    """Runs until stopped. What is under way at the end stays in the outbox under its lease."""

    def __init__(self, db: Database, out: WayOut, now: Callable[[], datetime]) -> None:
        self.db = db
        self.out = out
        self.now = now
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Work until `stop`."""
        while not self._stopping.is_set():
            self.db.notices_waiting.clear()
            try:
                claimed = await self._claim()
            except Busy as error:
                log.warning("outbox not readable", extra={"error": str(error)})
                claimed = []
            for claim in claimed:
                self._start(self._deliver(claim))
            if not claimed:
                await self._wait()

    async def run_until_empty(self) -> None:
        """Deliver everything that may go out now; for tests."""
        while claimed := await self._claim():
            await asyncio.gather(*(self._deliver(claim) for claim in claimed))

    async def idle(self) -> None:
        """Wait until what is being sent at present has an outcome."""
        if self._tasks:
            await asyncio.wait(self._tasks)
        else:
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """Finish what is being sent (5 s at most); the rest stays durable."""
        self._stopping.set()
        self.db.notices_waiting.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5.0)

    async def _claim(self) -> list[Claim]:
        room = AT_ONCE - len(self._tasks)
        if room <= 0:
            return []
        async with self.db.transaction() as tx:
            return await tx.outbox.claim(lease=LEASE, limit=room)

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self.db.notices_waiting.wait(), LOOK_EVERY)
        except TimeoutError:
            return

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, claim: Claim) -> None:
        try:
            await self._attempt(claim)
        except Busy:
            # Whatever was reached is not written down: the lease runs out, and the next worker looks.
            log.warning("outcome not written", extra={"notice": claim.id})
        self.db.notices_waiting.set()

    async def _attempt(self, claim: Claim) -> None:
        try:
            sent = await self.out.send(claim)
        except Busy as error:
            wait = TryLater(str(error), after=timedelta(seconds=1), certainly_not_sent=False)
            await self._later(claim, wait)
        except TryLater as later:
            await self._later(claim, later)
        except Impossible as error:
            await self._give_up(claim, str(error))
        except Exception as error:
            log.exception("delivery failed", extra={"notice": claim.id, "kind": claim.notice.kind})
            unknown = TryLater(repr(error), after=timedelta(seconds=2), certainly_not_sent=False)
            await self._later(claim, unknown)
        else:
            async with self.db.transaction() as tx:
                await tx.outbox.sent(claim, channel=sent.channel, ts=sent.ts)

    async def _later(self, claim: Claim, later: TryLater) -> None:
        if claim.attempts >= TRIES:
            await self._give_up(claim, str(later))
            return
        wait = max(later.after, timedelta(seconds=min(2 ** (claim.attempts - 1), 300) / 2))
        async with self.db.transaction() as tx:
            await tx.outbox.later(
                claim,
                at=self.now() + wait,
                error=str(later),
                certainly_not_sent=later.certainly_not_sent,
            )

    async def _give_up(self, claim: Claim, error: str) -> None:
        log.error("undeliverable", extra={"notice": claim.id, "kind": claim.notice.kind})
        async with self.db.transaction() as tx:
            held = await tx.outbox.dead(claim, error=error)
        if held:
            await self.out.gave_up(claim, error=error)
