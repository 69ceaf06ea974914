"""The same request, or two alike, at the same instant: on PostgreSQL through two replicas."""

import asyncio
import io
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.demo.world import World
from bot.sandbox import payloads
from bot.sandbox.forms import find
from bot.sandbox.model import Channel, Message
from bot.sandbox.people import Person
from bot.sandbox.senders import signature
from bot.sandbox.wire import encoded

Body = dict[str, Any]


async def doors(world: World) -> tuple[str, str]:
    """Two addresses of the bot; SQLite is served by one process, so both are the same there."""
    if world.bot.db.is_sqlite:
        return world.bot.url, world.bot.url
    return world.bot.url, (await world.start_replica()).url


async def send(world: World, door: str, body: Body) -> tuple[int, Any]:
    """A command or an interaction, signed; its status, and what came back (JSON, or nothing)."""
    fields = body if "command" in body else {"payload": encoded(body).decode()}
    raw, stamp = urlencode(fields).encode(), str(int(time.time()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(world.sandbox.signing_secret, stamp, raw),
    }
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{door}/slack/events", data=io.BytesIO(raw), headers=headers) as response,
    ):
        is_json = "json" in response.headers.get("Content-Type", "")
        return response.status, await response.json() if is_json else await response.text()


async def at_once(world: World, one: Body, other: Body) -> tuple[Any, Any]:
    """What came back to two requests that were sent to two doors at the same instant."""
    first, second = await doors(world)
    answers = await asyncio.gather(send(world, first, one), send(world, second, other))
    assert [status for status, _ in answers] == [200, 200]
    await world.settled()
    return answers[0][1], answers[1][1]


def typed(world: World, by: Person, text: str, *, channel: Channel) -> Body:
    """A slash command."""
    url = f"{world.sandbox.url}/nowhere"
    return payloads.command(
        world.sandbox.world, by.id, channel, word="/data-incident", text=text, response_url=url
    )


def handed_in(world: World, by: Person) -> Body:
    """The form that somebody has open, as it is filled in."""
    return payloads.submission(world.sandbox.world, by.form, [])


def pressed(world: World, by: Person, shown: Message, name: str) -> Body:
    """A button of a message."""
    place = find(list(shown.blocks), name)
    assert place is not None
    done = payloads.action(world.sandbox.world, place, None, known={})
    return payloads.pressed_in_message(world.sandbox.world, by.id, shown, done=done, values={})


async def incidents(world: World) -> list[int]:
    """The numbers of all incidents, oldest first."""
    async with world.bot.db.reading() as tx:
        return sorted(one.id for one in await tx.incidents.list_latest(limit=50))
