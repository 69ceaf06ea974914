"""The worker: claims what may go out, sends it, writes down what became of it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

from bot.delivery.outcome import Sent, Stopped
from bot.delivery.outcomes import LEASE, Consequences, Outcome, Outcomes
from bot.delivery.pace import Pacer, Rates, rate_of
from bot.delivery.standing import Standing
from bot.domain.errors import Busy
from bot.domain.notice import Claim, Way
from bot.meters import DeliveryMeters
from storage import Database

log = logging.getLogger(__name__)

CALL = timedelta(seconds=6)
"""The deadline of one call: what is begun with less than that left of its lease is not begun."""
FINISH = 4.0
"""Seconds that what is being sent has at the end of the process, which takes 5 in all."""
GIVE_WAY = 10
"""Rounds of the loop that what was just claimed has, to be drawn and sent, before the next turn."""
GATHER = 0.005
"""Seconds that a message's outcome waits while a channel is being opened, to be written with it."""
MANY = 4
"""Where so many wait for their change, people are to be answered first."""
STAND_BACK, STAND_BACK_LONGEST = 0.05, 1.0
"""Seconds until that is looked at again, and for which it is so at most."""
LOOK_EVERY = 1.0
"""Seconds between looks when nothing wakes the worker (another process may have queued something)."""


class WayOut(Consequences, Protocol):
    """How one claimed notice reaches its destination."""

    async def send(self, claim: Claim) -> Sent:
        """Send it; raises TryLater or Impossible."""

    async def came_late(self, claim: Claim, sent: Sent) -> None:
        """It is out, but another worker had taken it over: take back what is there twice."""

    async def probe(self) -> bool:
        """Whether Slack takes our token (again)."""


class Worker:
    """Runs until stopped. What is under way at the end stays in the outbox under its lease.

    Outcomes are written together with the next claims, in one transaction a turn: under a burst of
    declares the worker takes one turn at the database where each message would take two.
    """

    def __init__(
        self,
        db: Database,
        out: WayOut,
        now: Callable[[], datetime],
        *,
        rates: Rates = rate_of,
        standing: Standing | None = None,
        meters: DeliveryMeters | None = None,
        ready: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        self.db = db
        self.out = out
        self.now = now
        self.rates = rates
        self.standing = standing or Standing()
        self.meters = meters or DeliveryMeters()
        self.outcomes = Outcomes(out, now, self.meters)
        self.last_turn: datetime | None = None
        self._ready = ready
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._turns = 0
        self._quiet = asyncio.Condition()
        self._quiet_since = 0
        self._stood_back_since: float | None = None
        self._opening = 0

    async def run(self) -> None:
        """Work until `stop`."""
        while not self._stopping.is_set():
            while self._stands_back():  # noqa: ASYNC110  # no instant says that a crowd is over
                await asyncio.sleep(STAND_BACK)
            self.db.notices_waiting.clear()
            self._turns += 1
            wait = await self._survived_turn()
            if wait is not None:
                await self._wait(wait)
        await self._finish()

    async def settled(self) -> None:
        """Wait until a whole turn, begun from now on, has found nothing to do; for tests."""
        wanted = self._turns + 1
        async with self._quiet:
            while self._quiet_since < wanted:
                self.db.notices_waiting.set()
                await self._quiet.wait()

    def stop(self) -> None:
        """Claim nothing more; `run` ends when what is being sent has its outcome (5 s at most)."""
        self._stopping.set()
        self.db.notices_waiting.set()

    async def _say_quiet(self) -> None:
        async with self._quiet:
            self._quiet_since = self._turns
            self._quiet.notify_all()

    async def _finish(self) -> None:
        """The outcomes of what is under way are written; what takes longer stays under its lease."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=FINISH)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._survived_turn(claiming=False)

    async def _survived_turn(self, *, claiming: bool = True) -> float | None:
        """A turn; whatever it raises, the next one comes (leases run out, and are looked after).

        Returns how long to wait for the next one, or None when there is more to do at once.
        """
        try:
            return await self._turn(claiming=claiming)
        except Busy as error:
            # Not written down yet: tried again next turn, or the lease runs out and somebody looks.
            log.warning("the outbox cannot be written", extra={"error": type(error).__name__})
        except Exception:
            log.exception("a turn of the worker failed")
        return LOOK_EVERY

    async def _turn(self, *, claiming: bool) -> float | None:
        """Write the outcomes there are, claim what may go out now, and begin to send it."""
        room = await self._room() if claiming else 0
        room -= len(self._tasks)
        claimed: list[Claim] = []
        async with self.outcomes.written(self.db) as tx:
            kept = await tx.pace.load()
            pacer = Pacer(kept, rates=self.rates, policy=tx.policy, now=tx.now)
            lost = await self.outcomes.write(tx, pacer)
            if room > 0:
                claimed = await tx.outbox.claim(lease=LEASE, limit=room, gate=pacer)
            if pacer.pace.changed:
                await tx.pace.save(pacer.pace.kept())
        self._tell_used_up(pacer)
        for claim in claimed:
            self._begin(self._attempt(claim))
        for outcome, sent in lost:
            self._begin(self._taken_back(outcome, sent))
        if claimed:
            await _given_way()
            return None
        if not self._tasks and not self.outcomes:
            await self._say_quiet()
        return min(LOOK_EVERY, pacer.soonest or LOOK_EVERY)

    def _stands_back(self) -> bool:
        """While many people are to be answered within three seconds, Slack can wait, for a second."""
        now = asyncio.get_running_loop().time()
        if self.db.changes_waiting < MANY or self._stopping.is_set():
            self._stood_back_since = None
            return False
        self._stood_back_since = self._stood_back_since or now
        return now - self._stood_back_since < STAND_BACK_LONGEST

    def _tell_used_up(self, pacer: Pacer) -> None:
        """Since the last turn no call of these methods was left."""
        before, self.last_turn = self.last_turn, self.now()
        if before is not None:
            seconds = min(max((self.last_turn - before).total_seconds(), 0.0), LOOK_EVERY)
            for method in pacer.used_up:
                self.meters.waited(method, seconds=seconds)

    async def _room(self) -> int:
        """How many may be sent at once: none before it is known whether a backup was put back."""
        room = await self.standing.room(self.out.probe, now=self.now())
        if not room or self._ready is None:
            return room
        try:
            if not await self._ready():
                return 0
        except Stopped as error:
            self.standing.learn(error, now=self.now())
            return 0
        self._ready = None
        return room

    def _begin(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.db.notices_waiting.wait(), max(seconds, 0.01))
        except TimeoutError:
            return

    async def _attempt(self, claim: Claim) -> None:
        """Send one notice, and leave its outcome for the next turn."""
        opens = claim.notice.way is Way.OPEN_CHANNEL
        self._opening += opens
        if self.now() + CALL > claim.lease_until:
            # This process was held up for so long that somebody else may have it by now.
            outcome = self.outcomes.not_begun(claim)
        else:
            outcome = await self._outcome(claim)
        self._opening -= opens
        self.outcomes.add(outcome)
        if self._opening and outcome.sent is not None and outcome.sent.keep is None:
            # The briefing waits for that channel: it would have to wait for this one's turn first.
            asyncio.get_running_loop().call_later(GATHER, self.db.notices_waiting.set)
        else:
            self.db.notices_waiting.set()

    async def _outcome(self, claim: Claim) -> Outcome:
        try:
            async with asyncio.timeout((LEASE - timedelta(seconds=1)).total_seconds()):
                sent = await self.out.send(claim)
        except Exception as error:
            return self.outcomes.of_failure(claim, error, standing=self.standing)
        return self.outcomes.of_success(claim, sent, standing=self.standing)

    async def _taken_back(self, outcome: Outcome, sent: Sent) -> None:
        try:
            await self.out.came_late(outcome.claim, sent)
        except Exception:
            log.exception("what came late is there twice", extra={"notice": outcome.claim.id})
        self.db.notices_waiting.set()


async def _given_way() -> None:
    for _ in range(GIVE_WAY):
        await asyncio.sleep(0)
