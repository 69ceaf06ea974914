"""A bot that hears only over Socket Mode, with little patience, and a gate before its database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp

from bot.app import Parts
from bot.delivery.pace import unlimited
from bot.demo.world import World
from bot.socket import Patience, Socket
from storage import Database, Transaction
from tests.conftest import PATIENCE

OPEN = "apps.connections.open"
HURRIED = Patience(opening=1.0, quick=(0.0, 0.05, 0.05), usual=0.2, rare=0.2, lingers=1.0)
NEVER = 1000.0
"""Seconds that no test lasts."""


class Gated(Database):
    """Changes that requests make wait while `gate` is closed, and break while `broken`."""

    gate: asyncio.Event
    broken = False
    waiting = 0

    @asynccontextmanager
    async def transaction(self, **more: Any) -> AsyncIterator[Transaction]:
        if more.get("once"):
            self.waiting += 1
            await self.gate.wait()
            self.waiting -= 1
            if self.broken:
                raise RuntimeError("a fault of ours")
        async with super().transaction(**more) as tx:
            yield tx


def gate(world: World) -> Gated:
    """The gate before the bot's database, closed."""
    db = world.bot.db
    assert isinstance(db, Gated)
    db.gate.clear()
    return db


def gated(*given: Any) -> Gated:
    """A database whose gate is open."""
    db = Gated(*given)
    db.gate = asyncio.Event()
    db.gate.set()
    return db


@asynccontextmanager
async def over_socket(database_url: str, **less: Any) -> AsyncIterator[World]:
    """The whole bot, reached over nothing but its socket; `less` are patiences."""
    patience = replace(HURRIED, **less)
    world = World(database_url, parts=Parts(rates=unlimited, patience=patience, database=gated))
    await world.start(socket=True)
    world.sandbox.world.sender.bot_url = None
    world.sandbox.socket._patience = timedelta(seconds=PATIENCE)
    yield world
    await world.stop()


def socket_of(world: World) -> Socket:
    assert world.bot.socket is not None
    return world.bot.socket


async def again(world: World, *, made: int = 2) -> None:
    """Wait until the bot has made this many connections, and the last one is up."""
    socket = socket_of(world)
    await world.sandbox.until(lambda: socket.made >= made and socket.connected)


async def part(world: World) -> str:
    """What /readyz says of the socket."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{world.bot.url}/readyz") as response,
    ):
        return str((await response.json())["parts"]["socket"])


async def answered(world: World) -> bool:
    """Whether what somebody types is answered."""
    answer = await world.people["ana"].types(
        "/data-incident list", channel=world.channels["general"]
    )
    return answer.ok and bool(answer.text or answer.blocks)


async def alive(world: World) -> bool:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{world.bot.url}/healthz") as response,
    ):
        return response.status == 200
