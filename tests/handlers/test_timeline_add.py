"""“Add to incident timeline” in a message's menu: one entry beside 📌, with a comment."""

from bot.demo.world import World
from bot.domain.capture import instant
from tests.handlers.incidents import PIN, declared, entries, last_for, pinned, said


async def test_the_shortcut_adds_a_message_with_a_comment_to_the_incident_of_the_channel(
    world: World,
) -> None:
    channel, ana = await declared(world), world.people["ana"]
    message = await ana.says("The vendor called", channel=channel)

    await ana.uses("timeline_add", message)
    answer = await ana.submits(comment="first we heard of it")
    await world.settled()

    (entry,) = await entries(world, "message_captured")
    assert answer.ok
    assert entry.facts["comment"] == "first we heard of it"
    assert entry.at == instant(message.ts)
    assert "goes onto DI-1's timeline" in said(last_for(ana, channel))


async def test_the_shortcut_reads_what_the_bot_may_not_from_the_message_itself(
    world: World,
) -> None:
    await declared(world)
    finance, gus = world.channels["finance"], world.people["gus"]
    message = await gus.says("<https://evil|click> totals are off 🙈" * 80, channel=finance)

    await gus.uses("timeline_add", message)
    await gus.submits()
    await world.settled()

    (entry,) = await entries(world, "message_captured")
    assert entry.facts["author"] == gus.id
    assert str(entry.facts["text"]).startswith("<https://evil|click> totals")


async def test_the_shortcut_after_a_pin_makes_no_second_entry_and_keeps_the_comment(
    world: World,
) -> None:
    channel, message = await pinned(world)
    ana = world.people["ana"]

    await ana.uses("timeline_add", message)
    await ana.submits(comment="this is the cause")
    await world.settled()

    (note,) = await entries(world, "note_added")
    assert len(await entries(world, "message_captured")) == 1
    assert note.facts["text"] == "this is the cause"
    assert note.at == instant(message.ts)
    assert "is on DI-1's timeline, as entry" in said(last_for(ana, channel))


async def test_what_the_shortcut_added_stays_when_a_pin_is_taken_away(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    message = await ana.says("The vendor called", channel=channel)
    await ana.uses("timeline_add", message)
    await ana.submits()
    await world.settled()

    await ana.reacts(message, PIN)
    await ana.unreacts(message, PIN)
    await world.settled()

    (entry,) = await entries(world, "message_captured")
    assert not entry.struck


async def test_the_shortcut_says_so_when_no_incident_is_open(world: World) -> None:
    general, ana = world.channels["general"], world.people["ana"]
    message = await ana.says("hello", channel=general)

    await ana.uses("timeline_add", message)
    await world.settled()

    assert "No incident is open" in said(last_for(ana, general))
