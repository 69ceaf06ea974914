"""Bots as processes of their own behind a tiny round robin, beside a workspace in this process."""

import asyncio
import itertools
import os
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime

import aiohttp
from aiohttp import web

from benchmarks.processes import ROOT, bot_environment, free_port
from bot.demo.people import CHANNELS, PEOPLE
from bot.demo.policy import shop_policy
from bot.domain.errors import Busy
from bot.manifest import manifest
from bot.sandbox import Sandbox
from bot.sandbox.answer import Answer
from bot.sandbox.model import Channel
from bot.sandbox.people import Person
from storage import Database, Transaction
from tests.chaos.answers import answered
from tests.chaos.evidence import Evidence, gathered
from tests.chaos.invariants import Finding, check

PATIENCE = 60.0
LOOK_EVERY = 0.05
TRIES = 40
Kept = Callable[[Transaction], Awaitable[bool]]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Fleet:
    """`slots` are the bots by number."""

    def __init__(self, database_url: str) -> None:
        self.url = database_url
        self.is_shared = database_url.startswith("postgresql")
        self.sandbox = Sandbox()
        self.slots: dict[int, tuple[Process, int]] = {}
        self._turn = itertools.count()
        self.paused: set[int] = set()

    async def open(self) -> None:
        """The workspace, its people, and the door in front of the bots."""
        self.sandbox.install(manifest())
        await self.sandbox.start()
        for one in PEOPLE:
            self.sandbox.add_person(
                one.name, real_name=one.real_name, email=one.email, tz=one.timezone
            )
        for name, topic in CHANNELS.items():
            self.sandbox.add_channel(name, members=self.sandbox.people.values(), topic=topic)
        self.db = Database(self.url, shop_policy(), utc_now)
        self.session = aiohttp.ClientSession()
        application = web.Application()
        application.add_routes([web.post("/slack/events", self._pass_on)])
        self._door = web.AppRunner(application, access_log=None)
        await self._door.setup()
        await web.TCPSite(self._door, "127.0.0.1", 0).start()
        self.sandbox.connect(f"http://127.0.0.1:{self._door.addresses[0][1]}/slack/events")

    async def close(self) -> None:
        for slot in list(self.slots):
            await self.kill(slot)
        await self.session.close()
        await self._door.cleanup()
        await self.db.close()
        await self.sandbox.stop()

    # the bots

    async def start(self, *slots: int) -> None:
        """Start bots, and wait until each answers."""
        for slot in slots:
            port = free_port()
            environment = bot_environment(self.sandbox, port=port, database_url=self.url)
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "serve",
                cwd=ROOT,
                env={**os.environ, **environment},
                stdout=DEVNULL,
                stderr=DEVNULL,
            )
            self.slots[slot] = (process, port)
        for slot in slots:
            await self.until(lambda slot=slot: self._answers(slot))  # type: ignore[misc]  # bound now

    async def kill(self, slot: int) -> None:
        """kill -9."""
        process, _ = self.slots.pop(slot)
        if process.returncode is None:
            process.kill()
        await process.wait()

    async def ends(self, slot: int) -> float:
        """SIGTERM; the seconds until it has ended."""
        process, _ = self.slots.pop(slot)
        begun = time.monotonic()
        process.terminate()
        await asyncio.wait_for(process.wait(), PATIENCE)
        return time.monotonic() - begun

    def pause(self, slot: int) -> None:
        """SIGSTOP; whoever watches the bots sends nothing more there."""
        self.paused.add(slot)
        os.kill(self.slots[slot][0].pid, signal.SIGSTOP)

    def resume(self, slot: int) -> None:
        os.kill(self.slots[slot][0].pid, signal.SIGCONT)
        self.paused.discard(slot)

    async def _answers(self, slot: int) -> bool:
        process, port = self.slots[slot]
        assert process.returncode is None, f"bot {slot} ended with {process.returncode}"
        try:
            async with self.session.get(f"http://127.0.0.1:{port}/healthz") as response:
                return response.status < 500
        except aiohttp.ClientError:
            return False

    async def _pass_on(self, request: web.Request) -> web.Response:
        """To the next bot that takes connections; what was taken and not answered is not repeated."""
        body = await request.read()
        ports = [port for slot, (_, port) in self.slots.items() if slot not in self.paused]
        start = next(self._turn)
        for number in range(len(ports)):
            port = ports[(start + number) % len(ports)]
            try:
                async with self.session.post(
                    f"http://127.0.0.1:{port}/slack/events", data=body, headers=request.headers
                ) as response:
                    headers = {"Content-Type": response.headers.get("Content-Type", "text/plain")}
                    return web.Response(
                        body=await response.read(), status=response.status, headers=headers
                    )
            except aiohttp.ClientConnectorError:
                continue
            except aiohttp.ClientError:
                break
        return web.Response(status=503)

    # people

    def person(self, name: str) -> Person:
        return next(one for one in self.sandbox.people.values() if one.name == name)

    def channel(self, name: str) -> Channel:
        found = self.sandbox.workspace.named(name)
        assert found is not None, f"there is no #{name}"
        return found

    async def types(self, who: str, line: str) -> Answer:
        command = f"/data-incident {line}"
        return await self.person(who).types(command, channel=self.channel("general"))

    async def does(self, act: Callable[[], Awaitable[Answer]], kept: Kept) -> None:
        """Somebody does something until she sees that it is kept."""
        for _ in range(TRIES):
            answer = await act()
            if await self.is_kept(kept):
                return
            assert not answered(answer), f"answered, but not kept: {answer}"
            await asyncio.sleep(LOOK_EVERY)
        raise AssertionError(f"refused {TRIES} times")

    # what came of it

    async def is_kept(self, kept: Kept) -> bool:
        """Asked until the database tells: it may be restarted just now."""
        for _ in range(TRIES):
            with suppress(Busy):
                async with self.db.reading() as tx:
                    return await kept(tx)
            await asyncio.sleep(LOOK_EVERY)
        raise AssertionError(f"the database did not tell {TRIES} times")

    async def until(
        self, condition: Callable[[], Awaitable[bool] | bool], *, patience: float = PATIENCE
    ) -> float:
        """Wait for something; the seconds that took."""
        begun = time.monotonic()
        while True:
            found = condition()
            if found is True or (not isinstance(found, bool) and await found):
                return time.monotonic() - begun
            if time.monotonic() - begun > patience:
                raise AssertionError(
                    f"waited {patience:g} s in vain: {self.sandbox.world.log.recent()}"
                )
            await asyncio.sleep(LOOK_EVERY)

    async def quiet(self) -> float:
        """Nothing waits any more."""

        async def nothing_waits() -> bool:
            async with self.db.reading() as tx:
                return await tx.outbox.count() == 0

        return await self.until(nothing_waits)

    async def evidence(self) -> Evidence:
        return await gathered(self.db, self.sandbox)

    async def findings(self) -> list[Finding]:
        """What is lost, doubled or orphaned."""
        return check(await self.evidence())
