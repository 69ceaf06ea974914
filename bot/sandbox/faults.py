"""Faults on demand: what goes wrong with which call, decided by method and by its number."""

import asyncio
from dataclasses import dataclass
from typing import Literal, get_args

from aiohttp import web

Kind = Literal["rate_limited", "server_error", "drop_before", "drop_after", "slow", "error"]


@dataclass(slots=True)
class Fault:
    method: str
    kind: Kind
    nth: int = 1
    times: int | None = 1  # None: for as long as the fault stays
    retry_after: int | None = None
    seconds: float = 0.0
    status: int = 503
    error: str = "fatal_error"
    applied: bool = False
    seen: int = 0

    @property
    def applies(self) -> bool:
        """Whether the call does its work although the caller will not hear of it."""
        return self.kind == "drop_after" or self.applied

    @property
    def told(self) -> str:
        """The error as the log shows it."""
        if self.kind == "error":
            return self.error
        return "ratelimited" if self.kind == "rate_limited" else self.kind

    @property
    def http_status(self) -> int:
        """0: the caller sees no answer at all."""
        known = {"rate_limited": 429, "server_error": self.status, "error": 200}
        return known.get(self.kind, 0)

    def strikes(self) -> bool:
        self.seen += 1
        if self.seen < self.nth:
            return False
        return self.times is None or self.seen < self.nth + self.times


class Faults:
    """Each rule counts the calls of its method since it was added; "*" counts them all."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []

    def add(
        self,
        method: str,
        *,
        kind: Kind,
        nth: int = 1,
        times: int | None = 1,
        retry_after: int | None = None,
        seconds: float = 0.0,
        status: int = 503,
        error: str = "fatal_error",
        applied: bool = False,
    ) -> Fault:
        if kind not in get_args(Kind):
            raise ValueError(f"{kind!r} is no fault; choose one of {', '.join(get_args(Kind))}")
        fault = Fault(method, kind, nth, times, retry_after, seconds, status, error, applied)
        self.rules.append(fault)
        return fault

    def clear(self) -> None:
        self.rules.clear()

    async def meet(self, method: str) -> Fault | None:
        """The fault of this call, if any; slowness has been sat out when this returns.

        Every rule the call concerns counts it, the first that strikes wins.
        """
        if not self.rules:
            return None
        struck = [rule for rule in self.rules if rule.method in (method, "*") and rule.strikes()]
        if struck and struck[0].kind == "slow":
            await asyncio.sleep(struck[0].seconds)
            return None
        return struck[0] if struck else None


def answer_of(fault: Fault, request: web.Request) -> web.Response:
    """What the caller gets instead of the answer."""
    if fault.kind == "server_error":
        page = "<html><body><h1>Server Error</h1></body></html>"
        return web.Response(text=page, status=fault.http_status, content_type="text/html")
    if fault.http_status:
        headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
        body = {"ok": False, "error": fault.told}
        return web.json_response(body, status=fault.http_status, headers=headers)
    if request.transport is not None:
        request.transport.abort()
    raise asyncio.CancelledError  # nobody is left to answer
