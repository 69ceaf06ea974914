"""`make demo` and `make demo-play`: both parts started fresh, seeded, and used by hand or played."""

import asyncio
import shutil
import signal
from datetime import timedelta
from pathlib import Path

from bot.demo.play import play as play_all
from bot.demo.seed import seed
from bot.demo.stage import Stage
from bot.demo.world import World
from bot.sandbox import Clock
from storage import migrate

FOLDER = Path("var/demo")
HISTORY = timedelta(days=41)
"""How long ago the demo begins: its past incidents are really played, then the clock comes to now."""
CLOSED = "The demo lives through its past first; in a few seconds it is yours"


def demo(*, port: int, play: bool, socket: bool) -> int:
    """Run the demo; the exit code says whether every step of the play was seen."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(FOLDER / "database", ignore_errors=True)
    (FOLDER / "database").mkdir()
    url = f"sqlite:///{FOLDER / 'database' / 'demo.db'}"
    migrate.upgrade(url)
    return asyncio.run(_run(url, port=port, play=play, socket=socket))


async def _run(url: str, *, port: int, play: bool, socket: bool) -> int:
    world = World(url, clock=Clock(behind=HISTORY))
    world.sandbox.closed = CLOSED
    await world.start(port=0 if play else port, socket=socket)
    try:
        await seed(world, until=HISTORY)
        if play:
            return await play_all(world, FOLDER)
        await Stage(world, FOLDER, loud=False).dbt_runs()  # what there is to declare
        await world.settled()
        world.sandbox.tips, world.sandbox.closed = TIPS, ""
        print(WELCOME.format(url=world.sandbox.url), flush=True)
        await _until_stopped()
        return 0
    finally:
        await world.stop()


async def _until_stopped() -> None:
    stop = asyncio.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(wanted, stop.set)
    await stop.wait()


TIPS = [
    "Type `/data-incident sev1 Revenue is missing since Tuesday` in any channel, then open the new "
    "channel and press *Take command*.",
    "Look at *#data-alerts*: dbt found stale orders. Press *Declare* on one of the messages.",
    "Act as *Farah* (finance): press *Subscribe* under the announcement in *#data-incidents*, then "
    "post an update as *Ana* and read Farah's direct messages.",
]

WELCOME = """
The demo is ready: {url}

Three things to try:
  1. Type  /data-incident sev1 Revenue is missing since Tuesday  in any channel.
  2. Open #data-alerts: dbt found stale orders; press Declare on one of the messages.
  3. Act as Farah, subscribe under the announcement, then post an update as Ana.

The clock in the page can be moved, so that promises and reminders come due. Ctrl-C ends it.
"""
