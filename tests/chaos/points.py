"""The points of a run, found as it comes to them: before and after each commit and each call."""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable

import aiohttp
from aiohttp import ClientRequest, ClientResponse

from tests.chaos.faults import ANSWERS, ANY_CALL, ANY_COMMIT, COMMIT, Fault, Point
from tests.chaos.process import Crash, must_live, present

Trouble = Callable[[str], Exception]
Handler = Callable[[ClientRequest], Awaitable[ClientResponse]]
KEYS = re.compile(r"/(response|files/upload)/.*")


class Points:
    """Counts what is passed while `open` (since the last fault), and lets each fault happen once."""

    def __init__(self) -> None:
        self.open = False
        self.passed: list[Point] = []
        self.happened: list[Fault] = []
        self._counts: Counter[str] = Counter()
        self._next: list[Fault] = []
        self.trouble = ""  # where answers that Slack would not give are served

    def begin(self, *faults: Fault) -> None:
        """Count anew; each further fault is counted from when the one before it has happened."""
        self.open = True
        self.passed, self.happened = [], []
        self._counts.clear()
        self._next = list(faults)

    def come_to(self, label: str) -> str:
        """The kind of fault that happens here and now, or empty."""
        must_live()
        if not self.open:
            return ""
        self.passed.append(self._counted(label))
        anywhere = self._counted(ANY_COMMIT if label.startswith(COMMIT) else ANY_CALL)
        if not self._next or self._next[0].point not in {self.passed[-1], anywhere}:
            return ""
        fault = self._next.pop(0)
        self.happened.append(fault)
        self._counts.clear()
        self.passed = []
        return fault.kind

    def _counted(self, label: str) -> Point:
        self._counts[label] += 1
        return Point(label, self._counts[label])

    async def call(self, request: ClientRequest, handler: Handler) -> ClientResponse:
        """A call to Slack, as a middleware of the bot's session."""
        kind = self.come_to(method_of(request))
        if kind == "crash-before":
            _crash()
        if kind == "reset-before":
            raise aiohttp.ServerDisconnectedError
        if kind == "never":
            await asyncio.Event().wait()
        if kind in ANSWERS and not kind.endswith("-applied"):
            return await self._answer(request, kind)
        response = await handler(request)
        must_live()
        if kind:
            await response.read()
            await self._after(kind)
        if kind in ANSWERS:
            return await self._answer(request, kind.removesuffix("-applied"))
        return response

    async def _after(self, kind: str) -> None:
        """Slack has done it; the bot does not hear so."""
        if kind == "crash-after":
            _crash()
        if kind == "reset-after":
            raise aiohttp.ServerDisconnectedError
        if kind == "slow":
            await asyncio.Event().wait()

    async def _answer(self, request: ClientRequest, kind: str) -> ClientResponse:
        session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        async with session:
            response = await session.get(f"{self.trouble}/{kind}")
            await response.read()
            return response

    def commit(self, label: str, commit: Callable[[], None], trouble: Trouble) -> None:
        """A commit of something written."""
        kind = self.come_to(f"{COMMIT}{label}")
        if kind == "crash-before":
            _crash()
        if kind in {"locked", "full", "lost-before"}:
            raise trouble(kind)
        commit()
        if kind == "crash-after":
            _crash()
        if kind == "lost-after":
            raise trouble(kind)


def method_of(request: ClientRequest) -> str:
    """The method called, or what else of Slack is asked."""
    path = request.url.path
    found = KEYS.fullmatch(path)
    return found[1].replace("/", ".") if found else path.removeprefix("/api/")


def _crash() -> None:
    process = present()
    if process is None:
        raise AssertionError("only a bot can crash")
    process.die()
    raise Crash
