"""The local workspace's page, without a browser."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp

from bot.sandbox import Person, Sandbox
from bot.sandbox.model import Channel

Json = dict[str, Any]


class Page:
    """What the page's JavaScript does, in Python."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession, me: Person) -> None:
        self._url, self._session, self._me = f"{sandbox.url}/sandbox", session, me

    async def get(self, path: str, **query: str) -> Json:
        params = {"as": self._me.id, **query}
        async with self._session.get(f"{self._url}/{path}", params=params) as response:
            found: Json = await response.json()
            return found

    async def act(self, act: str, **fields: Any) -> Json:
        body = {"as": self._me.id, "act": act, **fields}
        async with self._session.post(f"{self._url}/act", json=body) as response:
            answer: Json = await response.json()
            return answer

    async def messages(self, channel: Channel, **query: str) -> list[Json]:
        found: list[Json] = (await self.get("messages", channel=channel.id, **query))["messages"]
        return found

    async def notes(self) -> AsyncIterator[Json]:
        async with self._session.get(f"{self._url}/stream", params={"as": self._me.id}) as stream:
            async for line in stream.content:
                if line.startswith(b"data: "):
                    yield json.loads(line.removeprefix(b"data: "))
