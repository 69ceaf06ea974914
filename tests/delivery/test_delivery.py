"""Delivery to the local workspace while it misbehaves: nothing lost, nothing said twice."""

from datetime import timedelta

import pytest

from bot.demo.world import World
from bot.sandbox.model import Channel

POSTS = "chat.postMessage"


async def declare(world: World, title: str = "Revenue is missing") -> None:
    answer = await world.people["ana"].types(
        f"/data-incident sev1 {title}", channel=world.channels["general"]
    )
    assert answer.status == 200


async def quiet(world: World) -> None:
    """Everything out, also what was put off for seconds."""
    for _ in range(8):
        await world.settled()
        world.sandbox.clock.advance(timedelta(seconds=40))
    await world.settled()


async def left(world: World) -> int:
    """How much waits once the clock brings nothing more (it has incidents looked at, now and then)."""
    world.bot.schedule.stop()
    await quiet(world)
    async with world.bot.db.reading() as tx:
        return await tx.outbox.count()


def incident_channels(world: World) -> list[Channel]:
    channels = world.sandbox.workspace.channels.values()
    return [one for one in channels if one.name.startswith("di-")]


def briefings(world: World) -> int:
    (channel,) = incident_channels(world)
    return sum("First duties" in message.text for message in channel.messages.values())


@pytest.mark.parametrize("nth", [1, 2, 3, 4])
@pytest.mark.parametrize("kind", ["drop_after", "drop_before", "server_error", "rate_limited"])
async def test_every_message_arrives_once_whatever_happens_to_its_call(
    world: World, kind: str, nth: int
) -> None:
    world.sandbox.faults.add(POSTS, kind=kind, nth=nth, retry_after=2)  # type: ignore[arg-type]

    await declare(world)
    await quiet(world)

    assert briefings(world) == 1
    announced = world.channels["data-incidents"].messages.values()
    assert sum("Revenue is missing" in one.text for one in announced) == 1
    assert await left(world) == 0


@pytest.mark.parametrize("kind", ["drop_after", "drop_before", "server_error"])
async def test_an_incident_has_one_channel_whatever_happens_to_its_creation(
    world: World, kind: str
) -> None:
    world.sandbox.faults.add("conversations.create", kind=kind)  # type: ignore[arg-type]

    await declare(world)
    await quiet(world)

    (channel,) = incident_channels(world)
    async with world.bot.db.reading() as tx:
        assert (await tx.incidents.get(1)).channel == channel.id


async def test_a_name_that_people_took_is_not_adopted(world: World) -> None:
    theirs = world.sandbox.add_channel("di-1-revenue-is-missing", members=[world.people["gus"]])

    await declare(world)
    await quiet(world)

    async with world.bot.db.reading() as tx:
        incident = await tx.incidents.get(1)
    assert incident.channel != theirs.id
    assert incident.channel_name == "di-1-revenue-is-missing-2"


async def test_what_waits_survives_the_end_of_the_process(world: World) -> None:
    world.sandbox.faults.add("*", kind="server_error", times=None)
    await declare(world)
    await world.settled()

    world.sandbox.faults.clear()
    await world.restart_bot()
    await quiet(world)

    assert briefings(world) == 1


async def test_a_message_that_slack_refuses_is_told_to_the_commander(world: World) -> None:
    world.sandbox.faults.add("conversations.setTopic", kind="error", error="restricted_action")

    await declare(world)
    await quiet(world)

    ben = world.people["ben"]  # on call, and so in charge
    assert any("could not be delivered" in one.text for one in ben.sees(ben.dm))


async def test_a_card_deleted_by_hand_is_posted_anew(world: World) -> None:
    await declare(world)
    await quiet(world)
    (channel,) = incident_channels(world)
    async with world.bot.db.reading() as tx:
        place = await tx.places.find("card:1")
    assert place is not None
    await world.sandbox.talk.delete(channel.messages[place.ts])

    await world.people["ana"].types("/data-incident DI-1 take", channel=world.channels["general"])
    await quiet(world)

    async with world.bot.db.reading() as tx:
        again = await tx.places.find("card:1")
    assert again is not None
    assert again.ts != place.ts
    assert again.ts in channel.messages


async def test_no_name_in_a_text_becomes_a_mention_or_a_link_of_slacks_own(world: World) -> None:
    await declare(world, "@here the revenue of www.shop.example is missing")
    await quiet(world)
    said = [*world.sandbox.called(POSTS), *world.sandbox.called("chat.update")]

    assert {one.method for one in said} == {POSTS, "chat.update"}
    assert {(one.args["parse"], bool(one.args.get("link_names"))) for one in said} == {
        ("none", False)
    }


async def test_what_is_found_where_it_was_posted_shows_the_present(world: World) -> None:
    """What is found shows what was true when it was posted."""
    announcements = world.channels["data-incidents"]
    world.sandbox.faults.add(POSTS, kind="drop_after", channel=announcements.id)
    await declare(world)
    await world.settled()
    await world.people["ben"].types(
        "/data-incident DI-1 severity sev2 only one country", channel=world.channels["general"]
    )

    await quiet(world)

    (shown,) = [one for one in announcements.messages.values() if "Revenue" in one.words]
    assert "· Major ·" in shown.words  # SEV2
