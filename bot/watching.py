"""The running process looked at from outside: its tasks, its connection, and its calls to Slack."""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from time import perf_counter
from types import SimpleNamespace

import aiohttp

from bot.delivery.standing import Standing
from bot.gauges import Part
from bot.meters import DeliveryMeters
from bot.socket import Socket
from handlers.web.health import Look

METHOD = re.compile(r"[a-z]+(\.[A-Za-z]+)+")
LATE = timedelta(seconds=30)
"""A round takes about a second; after this long something holds it up."""


def turning(
    name: str,
    task: "asyncio.Task[None]",
    *,
    last: Callable[[], datetime | None],
    now: Callable[[], datetime],
) -> Look:
    """Whether a task that goes round until the end still does."""

    async def look() -> Part:
        if task.done():
            words = f"The {name} has ended, and does not begin again by itself."
            return Part(name=name, well=False, words=words, dead=True)
        at = last()
        if at is None:
            return Part(name=name, well=True, words=f"The {name} begins its first round.")
        age = max(now() - at, timedelta())
        words = f"The {name} did its last round {age.total_seconds():.1f} s ago."
        return Part(name=name, well=age <= LATE, words=words, turned_at=at)

    return look


def sending(standing: Standing) -> Look:
    """Whether Slack takes what we send; while it refuses our token, everything waits."""

    async def look() -> Part:
        if standing.stopped:
            words = (
                f"Stopped: {standing.stopped}. Everything is kept and goes out later: install the "
                "app again, or give it a token that Slack accepts."
            )
        elif standing.lacking:
            scopes = ", ".join(sorted(set(standing.lacking.values())))
            words = f"Some calls wait for scopes that the app lacks: {scopes}. Run `doctor`."
        elif standing.rest:
            words = "Slack was not reached just now; it is tried again."
        else:
            words = "Slack takes what is sent."
        return Part(name="sending", well=not (standing.stopped or standing.lacking), words=words)

    return look


def connected(socket: Socket) -> Look:
    """Whether Slack reaches us over Socket Mode, since when, and if not, why."""

    async def look() -> Part:
        since = f"{socket.since:%H:%M:%S} UTC"
        again = max(socket.made - 1, 0)
        if socket.connected:
            words = f"Socket Mode is connected since {since}; reconnected {again} times."
        elif socket.ended:
            words = "Socket Mode is given up, and does not begin again by itself."
        else:
            words = f"Socket Mode is not connected since {since}. {socket.why}"
            words += f" Tried again at {socket.next_try:%H:%M:%S} UTC." if socket.next_try else ""
        return Part(
            name="socket",
            well=socket.connected,
            words=words,
            dead=socket.ended,
            since=socket.since,
        )

    return look


def tell_of_calls(session: aiohttp.ClientSession, meters: DeliveryMeters, *, api_url: str) -> None:
    """Every call that goes through this session is timed, whoever makes it."""

    def method(url: str) -> str:
        """The Slack method; all else (uploads, response URLs) is one word, and no secret of theirs."""
        rest = url.removeprefix(api_url).partition("?")[0]
        return rest if METHOD.fullmatch(rest) else "other"

    async def begins(_session: object, context: SimpleNamespace, _params: object) -> None:
        context.begun = perf_counter()

    async def answered(
        _session: object, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        limited = params.response.status == 429
        meters.called(
            method(str(params.url)), seconds=perf_counter() - context.begun, limited=limited
        )

    async def failed(
        _session: object, context: SimpleNamespace, params: aiohttp.TraceRequestExceptionParams
    ) -> None:
        meters.called(
            method(str(params.url)), seconds=perf_counter() - context.begun, limited=False
        )

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(begins)
    trace.on_request_end.append(answered)
    trace.on_request_exception.append(failed)
    trace.freeze()
    session.trace_configs.append(trace)
