"""The whole journey, played by itself through the same front doors as people use."""

from pathlib import Path

from bot.demo.acts import declaring, learning, restoring, telling, working
from bot.demo.stage import NotSeen, Stage
from bot.demo.world import World

STEPS = 58
"""How many steps must be seen; fewer means that an act was cut short."""


async def play(world: World, folder: Path) -> int:
    """Play every act; 0 only if every step was seen."""
    stage = Stage(world, folder)
    stage.silence_the_past()
    try:
        await _acts(stage)
    except (NotSeen, AssertionError, LookupError) as error:  # the last two: nobody could do it
        print(f"\nNot seen: {error}\n{len(stage.seen)} steps were seen before it.")
        return 1
    print(f"\n{len(stage.seen)} steps, all seen. The postmortem is in {folder / 'postmortem.md'}.")
    return 0 if len(stage.seen) >= STEPS else 1


async def _acts(stage: Stage) -> None:
    home = await declaring.declared_in_every_way(stage)
    await declaring.somebody_is_in_charge(stage, home)
    await declaring.it_is_open(stage, home)
    await working.command(stage, home)
    await working.timeline(stage, home)
    await telling.subscribing(stage)
    await telling.updates(stage, home)
    await restoring.ranges(stage, home)
    await restoring.all_clear(stage, home)
    await restoring.other_ends(stage)
    await learning.postmortem(stage, home)
    await learning.action_items(stage, home)
    await learning.published(stage, home)
    await learning.recurrence(stage, home)
    await learning.lists(stage)
