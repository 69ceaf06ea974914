"""Faults on demand: what goes wrong with which call, decided by method, channel and number."""

import asyncio
from dataclasses import dataclass
from typing import Literal, get_args

from aiohttp import web

from bot.sandbox.silence import Silence

Kind = Literal[
    "rate_limited",
    "server_error",
    "error",
    "empty",
    "truncated",
    "drop_before",
    "drop_after",
    "never",
    "slow",
]
_STATUS = {"rate_limited": 429, "server_error": 503, "error": 200, "empty": 200, "truncated": 200}
_ERROR = {"rate_limited": "ratelimited", "error": "fatal_error"}
_PAGE = "<html><body><h1>Server Error</h1></body></html>"


@dataclass(slots=True)
class Fault:
    """`retry_after` is sent as it is given, so it may be nonsense, as other servers' is."""

    method: str
    kind: Kind
    nth: int = 1
    times: int | None = 1  # None: for as long as the fault stays
    channel: str | None = None  # an id: only calls about this one; None: calls about any
    retry_after: int | str | None = None
    seconds: float = 0.0
    status: int | None = None
    error: str | None = None
    applied: bool = False
    seen: int = 0

    @property
    def applies(self) -> bool:
        """Whether the call does its work although the caller will not hear of it."""
        return self.kind == "drop_after" or self.applied

    @property
    def told(self) -> str | None:
        """The error as the log shows it; what is only slow has none."""
        if self.kind == "slow":
            return None
        return (self.error or _ERROR[self.kind]) if self.kind in _ERROR else self.kind

    @property
    def http_status(self) -> int:
        """0: the caller sees no answer at all."""
        usual = _STATUS.get(self.kind, 0)
        return self.status or usual if usual else 0

    def concerns(self, method: str, about: frozenset[str]) -> bool:
        if self.method not in (method, "*"):
            return False
        return self.channel is None or self.channel in about

    def strikes(self) -> bool:
        self.seen += 1
        if self.seen < self.nth:
            return False
        return self.times is None or self.seen < self.nth + self.times


class Faults:
    """Each rule counts the calls it concerns since it was added; "*" concerns every method."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self.silence = Silence()

    def add(
        self,
        method: str,
        *,
        kind: Kind,
        nth: int = 1,
        times: int | None = 1,
        channel: str | None = None,
        retry_after: int | str | None = None,
        seconds: float = 0.0,
        status: int | None = None,
        error: str | None = None,
        applied: bool = False,
    ) -> Fault:
        if kind not in get_args(Kind):
            raise ValueError(f"{kind!r} is no fault; choose one of {', '.join(get_args(Kind))}")
        fault = Fault(
            method, kind, nth, times, channel, retry_after, seconds, status, error, applied
        )
        self.rules.append(fault)
        return fault

    def clear(self) -> None:
        self.rules.clear()

    async def meet(self, method: str, about: frozenset[str] = frozenset()) -> Fault | None:
        """The fault of this call, if any; slowness before the work is over when this returns.

        Every rule the call concerns counts it, the first that strikes wins.
        """
        if not self.rules:
            return None
        struck = [rule for rule in self.rules if rule.concerns(method, about) and rule.strikes()]
        if struck and struck[0].kind == "slow" and not struck[0].applied:
            await asyncio.sleep(struck[0].seconds)
            return None
        return struck[0] if struck else None

    async def answer(
        self, fault: Fault, request: web.Request, done: web.Response | None = None
    ) -> web.Response:
        """What the caller gets instead of the answer that the work done would have."""
        if fault.kind == "slow" and done is not None:
            await asyncio.sleep(fault.seconds)
            return done
        if fault.http_status:
            return _spoilt(fault)
        if fault.kind == "never":
            await self.silence.keep(request)
        if request.transport is not None:
            request.transport.abort()
        raise asyncio.CancelledError  # nobody is left to answer


def channels_in(given: dict[str, object]) -> frozenset[str]:
    """The channels, or people written to directly, that a call says it is about."""
    named = (given.get(name) for name in ("channel", "channel_id", "channels"))
    return frozenset(one for value in named if value for one in str(value).split(","))


def _spoilt(fault: Fault) -> web.Response:
    headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
    if fault.kind == "server_error":
        return web.Response(
            text=_PAGE, status=fault.http_status, content_type="text/html", headers=headers
        )
    if fault.kind in ("empty", "truncated"):
        body = b"" if fault.kind == "empty" else b'{"ok": true, "channel": "C0'
        return web.Response(
            body=body, status=fault.http_status, content_type="application/json", headers=headers
        )
    body_of_error = {"ok": False, "error": fault.told}
    return web.json_response(body_of_error, status=fault.http_status, headers=headers)
