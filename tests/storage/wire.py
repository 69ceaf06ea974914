"""A line to PostgreSQL that can be cut at a commit, or fall silent."""

import asyncio
from types import TracebackType
from typing import Literal, Self

from sqlalchemy import URL, make_url

Cut = Literal["", "before", "after"]


class Line:
    """Forwards what both sides say. `cut` ends the next COMMIT before or after the server did it."""

    def __init__(self, url: str) -> None:
        self.real = make_url(url)
        self.url = ""
        self.cut: Cut = ""
        self.speaks = asyncio.Event()
        self.speaks.set()
        self._swallowing = False
        self._calls: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = _at(self.real, port)
        return self

    async def __aexit__(
        self, _t: type[BaseException] | None, _e: BaseException | None, _b: TracebackType | None
    ) -> None:
        self._server.close()
        self.speaks.set()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*self._calls, return_exceptions=True)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        call = asyncio.current_task()
        assert call is not None
        self._calls.add(call)
        up_reader, up_writer = await _open(self.real)
        self._writers |= {writer, up_writer}
        pumps = [
            asyncio.create_task(self._ask(reader, up_writer)),
            asyncio.create_task(self._answer(up_reader, writer)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            for one in (writer, up_writer):
                one.transport.abort()
            self._writers -= {writer, up_writer}
            self._calls.discard(call)

    async def _ask(self, reader: asyncio.StreamReader, server: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            await self.speaks.wait()
            if self.cut and b"COMMIT" in data:
                cut, self.cut = self.cut, ""
                if cut == "before":
                    return
                self._swallowing = True
            server.write(data)
            await server.drain()

    async def _answer(self, server: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await server.read(65536):
            await self.speaks.wait()
            if self._swallowing:
                self._swallowing = False
                return
            writer.write(data)
            await writer.drain()


async def _open(url: URL) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host = url.host or str(url.query.get("host", ""))
    if host.startswith("/"):
        return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{url.port or 5432}")
    return await asyncio.open_connection(host or "127.0.0.1", url.port or 5432)


def _at(url: URL, port: int) -> str:
    query = {name: value for name, value in url.query.items() if name != "host"}
    moved = url.set(host="127.0.0.1", port=port, query=query)
    return moved.render_as_string(hide_password=False)
