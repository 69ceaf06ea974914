"""The channel's canvas: once, the newest text, never over somebody's own, and quiet where there is none."""

from collections.abc import Sequence
from typing import Any

import pytest

from bot.demo.world import World
from bot.domain.postmortem import Question
from bot.sandbox.model import Canvas, Channel
from bot.services import postmortems
from bot.ui.postmortem_canvas import mark
from tests.delivery.test_delivery import left, quiet
from tests.delivery.test_slack_as_it_is import declared, the_incident, told
from tests.services.scripted import all_clear

CREATE, EDIT, LOOK = "conversations.canvases.create", "canvases.edit", "canvases.sections.lookup"
INFO = "conversations.info"
WHAT_HAPPENS: dict[str, dict[str, Any]] = {
    "drop_after": {"kind": "drop_after"},
    "drop_before": {"kind": "drop_before"},
    "server_error": {"kind": "server_error"},
    "fatal_error, not done": {"kind": "error", "error": "fatal_error"},
    "fatal_error, done": {"kind": "error", "error": "fatal_error", "applied": True},
}


async def over(world: World, number: int = 1) -> None:
    """The incident is over, and its postmortem drafted."""
    ben = world.people["ben"].id
    await all_clear(world.bot.db, number, world.bot.now(), by=ben)
    await quiet(world)


async def published(world: World, text: str, *, number: int = 1) -> None:
    """A version of the postmortem with this text."""
    ben, now = world.people["ben"].id, world.bot.now()
    answers = {
        Question.FACTORS: "One thing\nAnother",
        Question.LIMITED: "Luck",
        Question.LESSONS: text[:100],
    }
    async with world.bot.db.transaction() as tx:
        incident = await tx.incidents.get(number)
        await postmortems.answer(tx, incident, answers, by=ben, now=now)
        await postmortems.publish(
            tx,
            incident,
            write=lambda *_: f"# DI-{number}: Revenue is missing\n\n{text}\n",
            by=ben,
            now=now,
            anyway=True,
        )
    await quiet(world)


async def over_in_its_channel(world: World) -> Channel:
    channel = await declared(world)
    await over(world)
    return channel


def canvases(world: World) -> Sequence[Canvas]:
    return list(world.sandbox.world.plan.canvases.values())


async def somebodys(world: World, channel: Channel, markdown: str) -> Canvas:
    """What a person has made of the channel's canvas."""
    content = {"type": "markdown", "markdown": markdown}
    await world.bot.client.conversations_canvases_create(
        channel_id=channel.id, document_content=content
    )
    assert channel.canvas is not None
    return channel.canvas


def shown(channel: Channel) -> str:
    return channel.canvas.markdown if channel.canvas else ""


def has_file(channel: Channel, name: str) -> bool:
    return name in [file.name for one in channel.messages.values() for file in one.files]


async def undone(world: World) -> int:
    waiting = await left(world)
    async with world.bot.db.reading() as tx:
        return waiting + len(await tx.undelivered.list())


@pytest.mark.parametrize("what", WHAT_HAPPENS)
@pytest.mark.parametrize("method", [INFO, CREATE])
async def test_it_is_made_once_whatever_happens_to_a_call(
    world: World, method: str, what: str
) -> None:
    channel = await over_in_its_channel(world)
    world.sandbox.faults.add(method, **WHAT_HAPPENS[what])

    await published(world, "What we learned.")

    assert [canvas.channel for canvas in canvases(world)] == [channel.id]
    assert shown(channel).startswith("# DI-1: Revenue is missing\n\n### Postmortem of DI-1: ")
    assert shown(channel).endswith("What we learned.")
    assert has_file(channel, "DI-1-postmortem.md")
    assert await undone(world) == 0


@pytest.mark.parametrize("what", WHAT_HAPPENS)
@pytest.mark.parametrize("method", [LOOK, EDIT])
async def test_a_second_version_replaces_the_first_whatever_happens_to_a_call(
    world: World, method: str, what: str
) -> None:
    channel = await over_in_its_channel(world)
    await published(world, "The first version.")
    world.sandbox.faults.add(method, **WHAT_HAPPENS[what])

    await published(world, "The second version.")

    assert len(canvases(world)) == 1
    assert shown(channel).endswith("The second version.")
    assert "The first version." not in shown(channel)
    assert shown(channel).count("###") == 1
    assert await undone(world) == 0


async def test_what_is_sent_again_late_brings_no_older_version_back(world: World) -> None:
    channel = await over_in_its_channel(world)
    world.sandbox.faults.add(CREATE, kind="error", error="restricted_action")
    await published(world, "The first version.")
    refused = told(world, "ben", "could not be delivered")
    await published(world, "The second version.")
    nothing_left = await undone(world)

    await world.people["ben"].presses(refused, "Send again")
    await quiet(world)

    assert nothing_left == 0
    assert shown(channel).endswith("The second version.")


@pytest.mark.parametrize("theirs", ["# DI-1: my notes", "# Runbook of DI-1\n\nCall Gus.", "Words"])
async def test_somebodys_canvas_is_left_alone(world: World, theirs: str) -> None:
    channel = await over_in_its_channel(world)
    await somebodys(world, channel, theirs)

    await published(world, "What we learned.")

    assert shown(channel) == theirs
    assert has_file(channel, "DI-1-postmortem.md")
    assert await undone(world) == 0


async def test_a_canvas_whose_heading_people_took_away_is_theirs(world: World) -> None:
    channel = await over_in_its_channel(world)
    await published(world, "The first version.")
    assert channel.canvas is not None
    kept = {key: text for key, text in channel.canvas.sections.items() if mark("DI-1") not in text}
    channel.canvas.sections = kept

    await published(world, "The second version.")

    assert shown(channel).endswith("The first version.")


async def test_an_empty_canvas_is_filled(world: World) -> None:
    channel = await over_in_its_channel(world)
    empty = await somebodys(world, channel, "")

    await published(world, "What we learned.")

    assert canvases(world) == [empty]
    assert shown(channel).endswith("What we learned.")
    assert world.sandbox.called(LOOK) == []


async def test_one_that_somebody_makes_meanwhile_is_looked_at_again(world: World) -> None:
    channel = await over_in_its_channel(world)
    world.sandbox.faults.add(CREATE, kind="error", error="channel_canvas_already_exists")

    await published(world, "What we learned.")

    assert shown(channel).endswith("What we learned.")
    assert len(world.sandbox.called(CREATE)) == 2
    assert await undone(world) == 0


@pytest.mark.parametrize(
    ("method", "code"),
    [
        (EDIT, "canvas_editing_locked"),
        (EDIT, "canvas_editing_failed"),
        (EDIT, "canvas_not_found"),
        (LOOK, "canvas_deleted"),
        (LOOK, "canvas_not_found"),
    ],
)
async def test_what_passes_is_tried_again(world: World, method: str, code: str) -> None:
    channel = await over_in_its_channel(world)
    await published(world, "The first version.")
    world.sandbox.faults.add(method, kind="error", error=code, times=2)

    await published(world, "The second version.")

    assert shown(channel).endswith("The second version.")
    assert await undone(world) == 0


async def test_a_canvas_deleted_since_is_made_anew(world: World) -> None:
    channel = await over_in_its_channel(world)
    await published(world, "The first version.")
    (canvas,) = canvases(world)
    await world.bot.client.api_call("canvases.delete", params={"canvas_id": canvas.id})

    await published(world, "The second version.")

    assert shown(channel).endswith("The second version.")


async def test_a_channel_brought_back_after_the_all_clear_gets_the_postmortem(world: World) -> None:
    channel = await over_in_its_channel(world)
    await world.people["ana"].archives(channel)
    await quiet(world)
    lost = (await the_incident(world)).channel
    await world.people["ana"].unarchives(channel)
    await quiet(world)

    await published(world, "What we learned.")

    assert (lost, (await the_incident(world)).channel) == ("", channel.id)
    assert has_file(channel, "DI-1-postmortem.md")
    assert shown(channel).endswith("What we learned.")
