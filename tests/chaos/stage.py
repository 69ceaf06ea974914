"""One workspace and its bots in simulated time, brought back to a prepared moment for every run."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import aiohttp
from aiohttp import web
from pydantic import SecretStr

from bot.app import Bot, Parts
from bot.config import Settings
from bot.demo.people import CHANNELS, PEOPLE
from bot.demo.policy import shop_policy
from bot.demo.shop_files import catalogue
from bot.domain.policy import Policy
from bot.manifest import manifest
from bot.sandbox import Sandbox
from bot.sandbox.answer import Answer
from bot.sandbox.model import Channel
from bot.sandbox.people import Person
from storage import Transaction
from tests.chaos.answers import answered
from tests.chaos.clock import LoopClock
from tests.chaos.database import Engines, FaultyDatabase
from tests.chaos.keeping import Keeping
from tests.chaos.kept import Moment, Running
from tests.chaos.loop import SimulatedLoop
from tests.chaos.memory import Memory
from tests.chaos.points import Points
from tests.chaos.process import PRESENT, Crash, Process
from tests.chaos.trouble import trouble

STEP = 1.0
TRIES = 5
OUTSIDE = 99
"""The slot of what reads the record without being a bot."""
A_TICK = 2.5
"""Seconds in which the schedule has surely run."""
QUIET = 60.0
"""Simulated seconds after which, without faults, nothing may wait any more."""
LONGEST_WAIT = 30.0
"""What Slack itself may have asked to wait (Retry-After)."""
REPEATS = (timedelta(), timedelta(seconds=10), timedelta(seconds=20))
"""When an event that was not taken comes again: sooner than Slack sends it, so that the ladder is not
climbed meanwhile, which a run without faults does not do."""

Kept = Callable[[Transaction], Awaitable[bool]]
Act = Callable[[], Awaitable[Answer]]


@dataclass
class Stage:
    """`broken` gathers what people saw that must not be; `steps` what must be kept in the end."""

    loop: SimulatedLoop
    keeping: Keeping
    replicas: int = 1
    points: Points = field(default_factory=Points)
    running: dict[int, Running] = field(default_factory=dict)
    moments: dict[str, Moment] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    kept: list[tuple[str, Kept]] = field(default_factory=list)
    starts: int = 0
    policy: Policy = field(default_factory=shop_policy)

    async def open(self) -> None:
        """Start the workspace, and learn the shop once: people, channels and assets."""
        logging.disable(logging.CRITICAL)
        self.clock = LoopClock(self.loop)
        self.engines = Engines(self.points)
        self.sandbox = Sandbox(clock=self.clock)
        self.sandbox.install(manifest())
        self.sandbox.world.events.repeats = REPEATS
        await self.sandbox.start()
        for one in PEOPLE:
            self.sandbox.add_person(
                one.name, real_name=one.real_name, email=one.email, tz=one.timezone
            )
        for name, topic in CHANNELS.items():
            self.sandbox.add_channel(name, members=self.sandbox.people.values(), topic=topic)
        self._runner = web.AppRunner(trouble(), access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.points.trouble = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.memory = Memory(self.sandbox)
        self.record = self._database(self.keeping.url, self.policy, self.clock.now, slot=OUTSIDE)
        await self.start_bot()
        await self.bot.schedule.tick()
        async with self.bot.db.transaction() as tx:
            await tx.assets.replace_all(catalogue())
        await self.keep_moment("shop")

    async def close(self) -> None:
        for slot in list(self.running):
            await self._bury(slot)
        for slot in (*range(self.replicas), OUTSIDE):
            await self.engines.close(slot)
        await self._runner.cleanup()
        await self.sandbox.stop()
        self.keeping.end()
        logging.disable(logging.NOTSET)

    # the past

    async def keep_moment(self, name: str) -> None:
        """Stop the bots, and keep everything as it is now."""
        await self.quiet()
        for slot in list(self.running):
            await self._stop(slot)
        await self.engines.forget_connections(OUTSIDE)
        self.sandbox.world.log.calls.clear()
        self.sandbox.world.log.deliveries.clear()
        self.keeping.keep(name)
        self.moments[name] = Moment(self.clock.now(), self.memory.written())

    async def begin(self, name: str) -> None:
        """Everything as it was then, and the bots running."""
        for slot in list(self.running):
            await self._bury(slot)
        await self.engines.forget_connections(OUTSIDE)
        await self.sandbox.world.background.stop()
        moment = self.moments[name]
        self.keeping.bring_back(name)
        self.memory.put_back(moment.workspace)
        self.clock.put(moment.at)
        self.broken, self.kept, self.starts = [], [], 0
        self.points.open = False
        await self.recover()

    # the bots

    @property
    def bot(self) -> Bot:
        """Whichever runs."""
        return next(one.bot for one in self.running.values() if not one.process.dead)

    async def start_bot(self, slot: int = 0) -> None:
        """A new process on the same database."""
        process = Process()
        context = copy_context()
        context.run(PRESENT.set, process)
        bot = Bot(self._settings(), self.policy, now=self.clock.now, parts=self._parts(slot))
        self.running[slot] = Running(process, bot)
        self.starts += 1
        start = self.loop.create_task(bot.start(), context=context)
        try:
            await start
        except (Crash, asyncio.CancelledError):
            return
        self.sandbox.connect(f"{bot.url}/slack/events")

    async def recover(self) -> None:
        """Whatever died is started again, as by any supervisor."""
        for slot in range(self.replicas):
            while slot not in self.running or self.running[slot].process.dead:
                if slot in self.running:
                    await self._bury(slot)
                await self.start_bot(slot)

    async def _stop(self, slot: int) -> None:
        await self.running.pop(slot).bot.stop()

    async def _bury(self, slot: int) -> None:
        one = self.running.pop(slot)
        if not one.process.dead:
            one.process.die()
        await one.process.buried()
        if "session" in vars(one.bot):
            await one.bot.session.close()
        await self.engines.forget_connections(slot)

    def _parts(self, slot: int) -> Parts:
        made = partial(self._database, slot=slot)
        return Parts(database=made, session=self._session)

    def _database(
        self, url: str, policy: Policy, now: Callable[[], datetime], *, slot: int
    ) -> FaultyDatabase:
        return FaultyDatabase(url, policy, now, engines=self.engines, slot=slot)

    def _session(self) -> aiohttp.ClientSession:
        timeout = aiohttp.ClientTimeout(total=30)
        return aiohttp.ClientSession(timeout=timeout, middlewares=(self.points.call,))

    def _settings(self) -> Settings:
        return Settings(
            bot_token=SecretStr(self.sandbox.bot_token),
            signing_secret=SecretStr(self.sandbox.signing_secret),
            app_token=SecretStr(""),
            api_url=self.sandbox.api_url,
            database_url=self.keeping.url,
            host="127.0.0.1",
            port=0,
            dbt_secret=SecretStr(self.sandbox.signing_secret),
        )

    # people

    def person(self, name: str) -> Person:
        return next(one for one in self.sandbox.people.values() if one.name == name)

    def channel(self, name: str) -> Channel:
        found = self.sandbox.workspace.named(name)
        assert found is not None, f"there is no #{name}"
        return found

    async def does(self, what: str, act: Act, kept: Kept) -> None:
        """A person does something; without an answer she looks, and does it again if need be."""
        self.kept.append((what, kept))
        for _ in range(TRIES):
            answer = await act()
            await self.recover()
            there = await self.is_kept(kept)
            if there:
                return
            if answered(answer):
                self.broken.append(f"I1 lost: {what}: answered {answer.text!r}, but not kept")
                return
            await self.passes(STEP)
        self.broken.append(f"I1 lost: {what}: refused five times, last {answer}")

    async def line(self, who: str, line: str) -> Answer:
        """Somebody types a command in #general."""
        return await self.person(who).types(
            f"/data-incident {line}", channel=self.channel("general")
        )

    async def types(self, who: str, line: str, *, kept: Kept) -> None:
        """Somebody types a command until it is kept."""
        await self.does(f"{who} types {line!r}", lambda: self.line(who, line), kept)

    def expects(self, what: str, kept: Kept) -> None:
        """Nobody does it: it must have happened in the end."""
        self.kept.append((what, kept))

    async def is_kept(self, kept: Kept) -> bool:
        async with self.record.reading() as tx:
            return await kept(tx)

    # time

    async def later(self, by: timedelta) -> None:
        """The clock is moved on, and what it brings goes out."""
        await self.quiet()
        self.clock.advance(by)
        await self.passes(A_TICK)
        await self.quiet()

    async def down_for(self, by: timedelta) -> None:
        """The bots stop, and start again much later."""
        for slot in list(self.running):
            await self._stop(slot)
        self.clock.advance(by)
        await self.recover()
        await self.passes(A_TICK)

    async def passes(self, seconds: float) -> None:
        """Time goes by; who dies meanwhile is started again."""
        until = self.loop.time() + seconds
        while (left := until - self.loop.time()) > 0:
            await asyncio.sleep(min(STEP, left))
            await self.recover()

    async def quiet(self) -> float:
        """Until nothing waits any more; the simulated seconds that took."""
        begun = self.loop.time()
        while await self._busy():
            if self.loop.time() - begun > QUIET + LONGEST_WAIT:
                self.broken.append(f"I8 not quiet after {QUIET + LONGEST_WAIT:g} s")
                break
            await self.passes(STEP)
        return self.loop.time() - begun

    async def at_rest(self) -> None:
        """Quiet, and with no bot left that could begin something while the end is looked at."""
        for _ in range(TRIES):
            await self.quiet()
            for slot in list(self.running):
                await self._bury(slot)
            if not await self._waits():
                return
        self.broken.append("I8 never at rest")

    async def _busy(self) -> bool:
        await self.recover()
        answering = any(one.bot.deps.under_way for one in self.running.values())
        return answering or not self.sandbox.world.background.idle or await self._waits()

    async def _waits(self) -> bool:
        async with self.record.reading() as tx:
            return await tx.outbox.count() > 0
