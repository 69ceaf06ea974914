"""A hundred incidents declared at once under Slack's limits: when their channels are ready."""

from datetime import timedelta
from pathlib import Path

from benchmarks import paced
from benchmarks.rows import Row
from bot.demo.world import World
from bot.sandbox.model import Channel

DECLARED = 100
SEVERE = 25
A_MINUTE = 20
"""Channels a minute that Slack lets anybody create, the first minute's at once."""
STEP = timedelta(seconds=0.5)


TEAM = ("ana", "ben", "chloe", "dev")
"""Whose word on a severity counts."""


async def rows(folder: Path) -> list[Row]:
    """Ready: the channel is there, the commander is in it, and the briefing can be read."""
    async with paced.limited(folder, "rush") as world:
        for number in range(DECLARED):  # at once: the workspace's time stands still
            await _declare(world, number)
        await world.settled()
        early = _ready(world, "less")
        severe = await paced.until(
            world, lambda: _ready(world, "severe") == SEVERE, step=STEP, most=600
        )
        overtaken = _ready(world, "less") - early
        every = await paced.until(world, lambda: _ready(world, "") == DECLARED, step=STEP, most=600)
        again = paced.refused(world)
    least = (DECLARED - A_MINUTE) / (A_MINUTE / 60)
    what = f"{DECLARED} declared at once: every channel ready"
    why = "bucket of conversations.create"
    return [
        paced.held_to_least(what, every, least, why=why),
        _in_order(severe, overtaken, early=early),
        again,
    ]


def _in_order(took: float, overtaken: int, *, early: int) -> Row:
    return Row(
        what=f"… less severe channels opened before the last of {SEVERE} SEV1",
        ours=str(overtaken),
        beside=f"{early} before these were declared; ready after {took:.1f} s",
        ratio=overtaken / SEVERE,
        value=overtaken,
        goal=0,
        goal_words="none",
    )


async def _declare(world: World, number: int) -> None:
    # One in four is severe, and none of them is the first: they have to overtake.
    severity, name = ("sev1", "severe") if number % 4 == 3 else ("sev2", "less")
    person = world.people[TEAM[number // 4 % len(TEAM)]]
    line = f"/data-incident {severity} {name}{number} table{number}"
    await person.types(line, channel=world.channels["general"])


def _ready(world: World, name: str) -> int:
    return sum(
        channel.name.startswith("di-") and name in channel.name and _is_ready(channel)
        for channel in world.sandbox.workspace.channels.values()
    )


def _is_ready(channel: Channel) -> bool:
    return len(channel.members) > 1 and any(
        "First duties" in message.text for message in channel.messages.values()
    )
