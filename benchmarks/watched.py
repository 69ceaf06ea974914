"""The bot, with a watch on its event loop and on its connections; what was seen is written at the end."""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp

from bot.app import Bot, Parts, slack_session
from bot.config import read_settings
from bot.delivery.pace import unlimited
from bot.policy_file import load_policy
from bot.serving import until_stopped
from storage import migrate

LONG = 0.02


class Watch:
    """`long` are callbacks that held the loop: when each ended, seconds, of them work, what it was."""

    def __init__(self) -> None:
        self.long: list[tuple[float, float, float, str]] = []
        self.connections = 0
        self.calls = 0

    def loop(self) -> None:
        """Time every callback of the loop."""
        original = asyncio.Handle._run

        def timed(handle: asyncio.Handle) -> None:
            begun, worked = time.perf_counter(), time.thread_time()
            original(handle)
            ended = time.perf_counter()
            if ended - begun > LONG:
                worked = time.thread_time() - worked
                self.long.append((ended, ended - begun, worked, _name(handle)))

        asyncio.Handle._run = timed  # type: ignore[method-assign,assignment]  # the loop offers no other place

    def session(self) -> aiohttp.ClientSession:
        """The bot's own session, with its connections counted."""
        session = slack_session()
        trace = aiohttp.TraceConfig()
        trace.on_connection_create_end.append(self._connected)
        trace.on_request_start.append(self._called)
        trace.freeze()
        session.trace_configs.append(trace)
        return session

    async def _connected(self, *_: Any) -> None:
        self.connections += 1

    async def _called(self, *_: Any) -> None:
        self.calls += 1


def _name(handle: asyncio.Handle) -> str:
    callback: Any = handle._callback  # type: ignore[attr-defined]  # asyncio's own debug mode reads it
    task = getattr(callback, "__self__", None)
    if isinstance(task, asyncio.Task):
        return getattr(task.get_coro(), "__qualname__", repr(task))
    return getattr(callback, "__qualname__", repr(callback))[:60]


def main(report: Path) -> None:
    """Serve until terminated."""
    settings, watch = read_settings(), Watch()
    migrate.upgrade(settings.database_url)
    policy = load_policy(Path(settings.policy_file))
    watch.loop()
    asyncio.run(
        until_stopped(Bot(settings, policy, parts=Parts(session=watch.session, rates=unlimited)))
    )
    seen = {"long": watch.long, "connections": watch.connections, "calls": watch.calls}
    report.write_text(json.dumps(seen))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
