"""Serving until told to stop: the database is brought up to date, then the bot runs."""

import asyncio
import gc
import signal
import sys
from pathlib import Path

from bot.app import Bot, Parts
from bot.config import Settings, read_settings
from bot.lock import sole_server
from bot.policy_file import load_policy
from storage import migrate

SWITCH = 0.001
"""Seconds for which the thread that has made SQLite's commit waits, at most, for the busy loop to
let it say so; Python's own 5 ms are more than the commit takes."""


def serve(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT. Raises BadSettings, BadPolicy or AlreadyServed before it starts."""
    settings.must_serve()
    policy = load_policy(Path(settings.policy_file))
    with sole_server(settings.database_url):
        migrate.upgrade(settings.database_url)
        asyncio.run(until_stopped(Bot(settings, policy, parts=Parts(token=newest_token))))


def newest_token() -> str:
    """The bot token that the settings hold by now: a file `.env` may have been changed."""
    return read_settings().bot_token.get_secret_value()


async def until_stopped(bot: Bot) -> None:
    """Start, wait for a signal, stop within 5 s: what is not sent yet stays in the outbox."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wanted, stop.set)
    await bot.start()
    sys.setswitchinterval(SWITCH)
    gc.freeze()  # what is loaded stays: looking through it for garbage held the loop for 100 ms
    gc.enable()
    try:
        await stop.wait()
    finally:
        await bot.stop()
