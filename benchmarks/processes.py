"""The bot and its peers as processes of their own, as they run in real life."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil

from bot.sandbox import Sandbox

ROOT = Path(__file__).parent.parent
PATIENCE = 30.0
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
"""Where nothing may be written, what was changed since it was installed is compiled at every start."""


@dataclass(frozen=True, kw_only=True)
class Started:
    """A process that answers: where, how long it took to, and what it holds (RSS, MiB)."""

    url: str
    seconds: float
    pid: int

    def memory(self) -> float:
        """Resident memory in MiB."""
        return float(psutil.Process(self.pid).memory_info().rss) / 2**20


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def bot_environment(sandbox: Sandbox, *, port: int, database_url: str) -> dict[str, str]:
    """The settings under which the unmodified bot talks to the local workspace."""
    return {
        "DATA_INCIDENT_BOT_TOKEN": sandbox.bot_token,
        "DATA_INCIDENT_SIGNING_SECRET": sandbox.signing_secret,
        "DATA_INCIDENT_API_URL": sandbox.api_url,
        "DATA_INCIDENT_DATABASE_URL": database_url,
        "DATA_INCIDENT_POLICY_FILE": str(ROOT / "bot" / "demo" / "policy.yaml"),
        "DATA_INCIDENT_HOST": "127.0.0.1",
        "DATA_INCIDENT_PORT": str(port),
    }


@asynccontextmanager
async def running(
    *arguments: str, port: int, environment: Mapping[str, str], ready: str = "/healthz"
) -> AsyncIterator[Started]:
    """Run `python <arguments>` until the block ends; it counts as started when it answers."""
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=ROOT,
        env={**os.environ, **environment, **COMPILED},
        stderr=asyncio.subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        await _answers(f"{url}{ready}", process)
        yield Started(url=url, seconds=time.perf_counter() - begun, pid=process.pid)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _answers(url: str, process: asyncio.subprocess.Process) -> None:
    async with aiohttp.ClientSession() as session:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and process.returncode is None:
            try:
                async with session.get(url) as response:
                    if response.status < 500:
                        return
            except aiohttp.ClientError:
                await asyncio.sleep(0.01)
    raise RuntimeError(f"{url} does not answer")
