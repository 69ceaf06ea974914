"""A sender as CI would be one, and the messages it leads to."""

import io
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp

from bot.demo.world import World
from bot.sandbox.model import Message

Answer = tuple[int, dict[str, Any]]


async def send(
    world: World, body: Any, *, secret: str | None = None, source: str = "dbt", **headers: str
) -> Answer:
    """Post a body (bytes, or what becomes JSON or a form) with the world's secret, or another."""
    token = world.sandbox.signing_secret if secret is None else secret
    wanted = {"Authorization": f"Bearer {token}"} if token else {}
    if not isinstance(body, bytes | aiohttp.FormData | AsyncIterator):
        body, wanted["Content-Type"] = json.dumps(body).encode(), "application/json"
    if isinstance(body, bytes):
        body = io.BytesIO(body)
    wanted.update({name.replace("_", "-"): value for name, value in headers.items()})
    address = f"{world.bot.url}/alerts/{source}"
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, data=body, headers=wanted) as response,
    ):
        return response.status, await response.json()


def as_files(parts: Mapping[str, Any]) -> aiohttp.FormData:
    """The parts as `curl -F name=@file` sends them."""
    form = aiohttp.FormData()
    for name, part in parts.items():
        raw = part if isinstance(part, bytes) else json.dumps(part).encode()
        form.add_field(name, io.BytesIO(raw), filename=f"{name}.json")
    return form


def messages(world: World) -> list[Message]:
    """The bot's messages that people read in the alerts channel, oldest first."""
    everything = world.people["ana"].sees(world.channels["data-alerts"])
    return [one for one in everything if one.metadata is not None]


def message_of(world: World, asset: str) -> Message:
    """The message about one asset."""
    return next(one for one in messages(world) if f"*{asset}*" in one.words)
