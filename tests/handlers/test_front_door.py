"""What comes too late, from an older version or from nowhere is answered properly, and changes nothing."""

from dataclasses import replace
from typing import Any

import pytest

from bot.demo.world import World
from bot.domain.status import Status
from bot.sandbox.model import Message
from bot.ui import forms, kit
from tests.handlers.repairs import channel_of, declared, general, last, types, words


async def shown(world: World, *elements: dict[str, Any]) -> Message:
    """A message of the bot's own with these buttons, as an older version may have left it."""
    blocks = [kit.section("Something"), kit.actions(*elements)]
    sent = await world.bot.client.chat_postMessage(
        channel=channel_of(world).id, text="Something", blocks=blocks
    )
    return channel_of(world).messages[str(sent["ts"])]


async def ended(world: World, status: Status) -> None:
    async with world.bot.db.transaction() as tx:
        incident = await tx.incidents.get(1)
        await tx.incidents.save(replace(incident, status=status))


async def entries(world: World) -> int:
    async with world.bot.db.reading() as tx:
        return await tx.timeline.count(1)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED, Status.DISMISSED])
async def test_an_old_button_of_an_incident_that_is_over_says_so(
    world: World, status: Status
) -> None:
    await declared(world)
    ana = world.people["ana"]
    old = await shown(world, kit.verb("Take command", "take", incident=1))
    await ended(world, status)
    before = await entries(world)

    answer = await ana.presses(old, "Take command")
    await world.settled()

    assert answer.ok
    said = ana.sees(channel_of(world))[-1].words
    assert f"DI-1 is {status}" in said
    assert "reopen" in said
    assert await entries(world) == before


@pytest.mark.parametrize(
    "button",
    [
        kit.button("Old", "shuffle:3", value="DI-1 shuffle all"),
        kit.button("Old", "verb:shuffle:", value="DI-1 shuffle everything please"),
        kit.button("Old", "verb:", value="DI-1 shuffle"),
        kit.button("Old", "no_such_action"),
    ],
    ids=["unknown action", "unknown verb", "unknown verb alone", "no value"],
)
async def test_a_button_of_an_older_version_leads_on_and_declares_nothing(
    world: World, button: dict[str, Any]
) -> None:
    await declared(world)
    ana = world.people["ana"]
    old = await shown(world, button)

    answer = await ana.presses(old, "Old")
    await world.settled()

    assert answer.ok
    said = ana.sees(channel_of(world))[-1]
    assert "from an older version" in said.words
    assert "What fits now" in said.buttons
    assert ana.view is None


async def test_a_link_button_leads_away_without_a_word_from_us(world: World) -> None:
    await declared(world)
    ana = world.people["ana"]
    old = await shown(world, kit.button("Open", "look:1", url="https://shop.example/revenue"))
    before = len(ana.sees(channel_of(world)))

    answer = await ana.presses(old, "Open")
    await world.settled()

    assert answer.ok
    assert len(ana.sees(channel_of(world))) == before


async def test_a_form_of_an_older_version_is_answered_in_its_place(world: World) -> None:
    ana = world.people["ana"]
    await ana.types("/data-incident find", channel=general(world))
    view = ana.form
    old = forms.modal("no_such_form", "Old", [forms.text_input("words", "Words")], submit="Go")
    await world.bot.client.views_update(view_id=view.id, view=old)

    answer = await ana.submits(words="revenue")

    assert answer.ok
    assert "older version" in str(ana.form.blocks)


async def test_a_form_closed_by_hand_changes_nothing(world: World) -> None:
    await declared(world)
    ana = world.people["ana"]
    before = await entries(world)
    await types(world, "action new")

    answer = await ana.closes()

    assert answer.ok
    assert await entries(world) == before


async def test_a_form_that_slack_does_not_open_is_offered_again_with_its_words(
    world: World,
) -> None:
    await declared(world)
    ana = world.people["ana"]
    world.sandbox.faults.add("views.open", kind="drop_before")

    answer = await types(world, "action @nobody write a runbook")
    await ana.presses(last(world), "Open the form")

    assert "All of what you typed is kept" in words(answer)
    assert "write a runbook" in str(ana.form.blocks)


async def test_an_incident_that_is_not_there_is_said_on_an_old_button(world: World) -> None:
    await declared(world)
    ana = world.people["ana"]
    old = await shown(world, kit.verb("Show", "show", incident=404))

    await ana.presses(old, "Show")
    await world.settled()

    assert "There is no incident DI-404" in ana.sees(channel_of(world))[-1].words


async def test_words_too_long_for_a_button_are_not_cut_in_half(world: World) -> None:
    await declared(world)
    ana = world.people["ana"]

    answer = await ana.types(f"/data-incident note {'x' * 2500}", channel=general(world))

    assert "too long for a button" in words(answer)
    assert last(world).buttons == ["show DI-1"]


async def test_the_same_press_twice_is_one(world: World) -> None:
    await declared(world)
    ana = world.people["ana"]
    await types(world, "action add a test")
    await types(world, "action")
    listed = last(world)

    await ana.presses(listed, "Done")
    await world.settled()
    await ana.presses(listed, "Done")
    await world.settled()

    assert "DI-1.1 is done already" in last(world).words
