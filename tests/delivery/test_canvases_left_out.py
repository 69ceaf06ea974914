"""Without a canvas: a plan, a scope, the channel or the length is against it, and the file is there."""

from datetime import timedelta

import pytest

from bot.demo.world import World
from bot.domain.notice import Notice, NoticeState, Way
from bot.limits import limit
from bot.services import undelivered
from bot.ui.postmortem_canvas import mark
from tests.delivery.test_canvases import (
    CREATE,
    canvases,
    has_file,
    over,
    over_in_its_channel,
    published,
    shown,
    undone,
)
from tests.delivery.test_delivery import declare, incident_channels, left, quiet
from tests.delivery.test_slack_as_it_is import declared, the_incident

LARGE = pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
"""aiohttp's advice about bodies of more than a megabyte."""
OFF = "This workspace has no canvases"


def says_off(world: World) -> list[str]:
    people = world.people.values()
    return [one.text for who in people for one in who.sees(who.dm) if OFF in one.text]


@pytest.mark.parametrize("code", ["", *sorted(undelivered.PLAN - {"plan_upgrade_required"})])
async def test_a_plan_without_canvases_is_said_once_and_nowhere_else(
    world: World, code: str
) -> None:
    first = await over_in_its_channel(world)
    await declare(world, "Costs are doubled")
    await quiet(world)
    second = incident_channels(world)[-1]
    await over(world, 2)
    if code:
        world.sandbox.faults.add(CREATE, kind="error", error=code, times=None)
    else:
        world.sandbox.plan = "free"

    await published(world, "What we learned.")
    await published(world, "What we learned there.", number=2)
    world.sandbox.clock.advance(timedelta(days=2))
    await published(world, "What we learned since.")

    assert len(says_off(world)) == 1
    assert canvases(world) == []
    assert has_file(first, "DI-1-postmortem-v2.md")
    assert has_file(second, "DI-2-postmortem.md")
    assert await undone(world) == 0
    async with world.bot.db.reading() as tx:
        entries = [*await tx.timeline.list_all(1), *await tx.timeline.list_all(2)]
        figures = await tx.counting.figures()
    assert [one.kind for one in entries if "delivery" in one.kind] == []
    assert figures.notices[Way.CANVAS, NoticeState.DEAD] == 0
    cards = str([channel.messages[ts].blocks for channel in (first, second) for ts in channel.pins])
    assert "Send again" not in cards


async def test_a_better_plan_is_noticed_by_the_next_postmortem(world: World) -> None:
    channel = await over_in_its_channel(world)
    world.sandbox.plan = "free"
    await published(world, "The first version.")

    world.sandbox.plan = "paid"
    await published(world, "The second version.")

    assert shown(channel).endswith("The second version.")
    assert len(says_off(world)) == 1


async def test_without_its_scope_it_waits_and_everything_else_goes_on(world: World) -> None:
    channel = await over_in_its_channel(world)
    world.sandbox.take_scopes("canvases:write")

    await published(world, "What we learned.")
    waits = await undone(world)
    filed = has_file(channel, "DI-1-postmortem.md")
    before = shown(channel)
    world.sandbox.give_scopes("canvases:write")
    await quiet(world)
    await quiet(world)

    assert (waits, filed, before) == (1, True, "")
    assert shown(channel).endswith("What we learned.")
    assert await undone(world) == 0


@pytest.mark.parametrize("what", ["archived", "deleted"])
async def test_a_channel_that_is_lost_keeps_nothing_waiting(world: World, what: str) -> None:
    channel = await over_in_its_channel(world)
    if what == "archived":
        channel.is_archived = True  # the event about it never came
    else:
        del world.sandbox.workspace.channels[channel.id]

    await published(world, "What we learned.")

    assert not (await the_incident(world)).has_channel
    assert canvases(world) == []
    threads = world.channels["data-incidents"].threads.values()
    files = [file.name for thread in threads for reply in thread for file in reply.files]
    assert files == ["DI-1-postmortem.md"]
    assert await left(world) == 0


@LARGE
@pytest.mark.parametrize("more", [0, 1, -20])
async def test_what_is_longer_than_a_canvas_takes_is_in_the_file_only(
    world: World, more: int
) -> None:
    """A little under it the text alone would fit, but not with our heading."""
    channel = await over_in_its_channel(world)
    frame = len("# DI-1: Revenue is missing\n\n\n")
    text = "x" * (limit("canvas.markdown.max_length") - frame + more)

    await published(world, text)

    assert canvases(world) == []
    assert has_file(channel, "DI-1-postmortem.md")
    assert await undone(world) == 0
    async with world.bot.db.reading() as tx:
        queued = [one for one in await tx.outbox.list_all(1) if one.way is Way.CANVAS]
    assert len(queued) == (more <= 0)


@LARGE
async def test_the_longest_that_it_takes_is_shown(world: World) -> None:
    channel = await over_in_its_channel(world)
    heading = f"\n\n### {mark('DI-1')}"
    frame = len(f"# DI-1: Revenue is missing{heading}\n\n\n")
    text = "x" * (limit("canvas.markdown.max_length") - frame)

    await published(world, text)

    assert len(shown(channel)) == limit("canvas.markdown.max_length") - 1  # the last line's end


async def test_where_there_is_no_postmortem_nothing_is_shown(world: World) -> None:
    await declared(world)
    wish = Notice(way=Way.CANVAS, kind="canvas", to="channel:1", incident=1, slot="canvas:1")
    async with world.bot.db.transaction() as tx:
        assert await tx.postmortems.find(1) is None
        await tx.outbox.add(wish)

    await quiet(world)

    assert canvases(world) == []
    assert await undone(world) == 0
