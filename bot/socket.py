"""Socket Mode, kept up: when its connection is lost or Slack wants a new one, there is a new one.

Every connection gets an address of its own: one that leads nowhere is tried once, not for ever as
the SDK's client does.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.connection import UNREADABLE, Connection, Envelope, Gone
from bot.delivery.calls import SlackRefused, call
from bot.delivery.outcome import TryLater
from bot.envelopes import answered, refused
from bot.meters import SocketMeters
from bot.socket_trouble import Trouble, farewell, trouble_of

log = logging.getLogger(__name__)

MOST = 1000
"""Envelopes that may be under way at once; the same commands over HTTP wait in the backlog."""
TOO_MUCH = "Too much came at once, and nothing was changed. Please send it once more."


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Seconds; tests have less."""

    opening: float = 10.0
    """For an address, the connection and Slack's greeting together."""
    ping: float = 10.0
    """Pause between two pings; without an answer for half of it the connection is lost."""
    quick: tuple[float, ...] = (0.0, 1.0, 3.0, 10.0)
    """Pauses before the first tries."""
    usual: float = 60.0
    """Pause before all others: Slack allows about one address a minute. A connection that has lasted
    as long starts the count anew."""
    rare: float = 300.0
    """Pause where a person has to do something first."""
    lingers: float = 30.0
    """For Slack to close a connection after it said that it would; it says ten seconds ahead."""
    closing: float = 0.5
    """For answers under way when the program stops."""


class Socket:
    """Connects in the background and stays connected. `since` is when it was connected or lost."""

    def __init__(
        self,
        app: AsyncApp,
        client: AsyncWebClient,
        app_token: str,
        *,
        now: Callable[[], datetime],
        meters: SocketMeters,
        patience: Patience | None = None,
    ) -> None:
        self._app = app
        self._client = client
        self._app_token = app_token
        self._now = now
        self._meters = meters
        self._patience = patience or Patience()
        self._connections: list[Connection] = []
        self._reading: set[asyncio.Task[None]] = set()
        self._answering: set[asyncio.Task[None]] = set()
        self.since = now()
        self.made = 0
        self.why = "It begins to connect."
        self.next_try: datetime | None = None

    @property
    def connected(self) -> bool:
        """Whether Slack has greeted us on a connection that is still open."""
        return bool(self._connections)

    @property
    def ended(self) -> bool:
        """Whether it does not try any more, which no trouble outside brings about."""
        return self._keeping.done()

    def start(self) -> None:
        """Begin to connect, and do not wait for it."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        self._keeping = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Take nothing more, let what is under way be answered for a moment, and close."""
        await _cancelled(self._keeping, *self._reading)
        if self._answering:
            await asyncio.wait(self._answering, timeout=self._patience.closing)
        await _cancelled(*self._answering)
        await asyncio.gather(*(one.close() for one in self._connections))
        self._connections.clear()
        await self._session.close()

    async def _keep(self) -> None:
        """A connection; when it goes, the next one."""
        loop, tries = asyncio.get_running_loop(), 0
        while True:
            began = loop.time()
            trouble = await self._one_connection()
            if loop.time() - began >= self._patience.opening + self._patience.usual:
                tries = 0
            pause = self._pause(trouble, tries)
            tries += 1
            self._note(trouble, pause=pause, tries=tries)
            await asyncio.sleep(pause)

    async def _one_connection(self) -> Trouble:
        """From its address to its farewell."""
        try:
            async with asyncio.timeout(self._patience.opening):
                connection = await self._connect()
        except (TryLater, SlackRefused, Gone, aiohttp.ClientError, OSError, ValueError) as error:
            return trouble_of(error)
        self._now_connected(connection)
        return farewell(await connection.farewell)

    async def _connect(self) -> Connection:
        """A new address and a connection to it, on which Slack has said hello."""
        asked = self._client.apps_connections_open(app_token=self._app_token)
        opened = await call(asked, repeatable=True)
        async with AsyncExitStack() as undone:
            web_socket = await self._session.ws_connect(
                str(opened.get("url")),
                heartbeat=self._patience.ping,
                timeout=aiohttp.ClientWSTimeout(ws_close=self._patience.closing),
                max_msg_size=UNREADABLE,
                proxy=self._client.proxy,
                ssl=self._client.ssl or True,
            )
            connection = Connection(web_socket, self._take, lingers=self._patience.lingers)
            undone.push_async_callback(connection.close)
            await connection.greeted()
            undone.pop_all()
        return connection

    def _now_connected(self, connection: Connection) -> None:
        if not self.connected:
            self.since = self._now()
        self._connections.append(connection)
        _start(self._read(connection), self._reading)
        self.made += 1
        if self.made > 1:
            self._meters.reconnected()
        log.info("Socket Mode is connected", extra={"made": self.made})

    async def _read(self, connection: Connection) -> None:
        """What comes, until it is closed: the next one may be there for a while by then."""
        await connection.read()
        self._connections.remove(connection)
        if not self.connected:
            self.since = self._now()

    def _pause(self, trouble: Trouble, tries: int) -> float:
        quick = self._patience.quick
        pause = quick[tries] if tries < len(quick) else self._patience.usual
        if trouble.needs_a_person:
            pause = self._patience.rare
        return max(pause, trouble.after)

    def _note(self, trouble: Trouble, *, pause: float, tries: int) -> None:
        self.why = trouble.words
        self.next_try = self._now() + timedelta(seconds=pause)
        log.log(
            logging.WARNING if trouble.words else logging.INFO,
            "Socket Mode needs a connection",
            extra={"why": trouble.words or "Slack asks for it.", "tries": tries, "pause": pause},
        )

    def _take(self, connection: Connection, envelope: Envelope) -> None:
        if len(self._answering) < 2 * MOST:
            busy = len(self._answering) >= MOST
            _start(self._answer(connection, envelope, busy=busy), self._answering)

    async def _answer(self, connection: Connection, envelope: Envelope, *, busy: bool) -> None:
        words = refused(envelope, TOO_MUCH) if busy else await answered(envelope, self._app)
        if words is not None:
            await self._say(connection, words)

    async def _say(self, connection: Connection, words: str) -> None:
        """Over the connection it came on; where that is closed by now, over another."""
        for one in [connection, *reversed(self._connections)]:
            if not one.closed and await one.say(words):
                return
        log.warning("an answer found no connection")


def _start(work: Coroutine[None, None, None], among: set[asyncio.Task[None]]) -> None:
    task = asyncio.create_task(work)
    among.add(task)
    task.add_done_callback(among.discard)


async def _cancelled(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
