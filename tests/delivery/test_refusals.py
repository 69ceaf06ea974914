"""What Slack refuses seldom: a name, an invite, a pin, an edit, a whole channel; people hear of it."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.delivery.orphans import Orphans
from bot.delivery.outcome import NotThereYet
from bot.demo.policy import shop_policy
from bot.demo.world import World
from bot.domain.notice import Notice, Place, Way
from bot.sandbox.model import Channel, Message
from tests.delivery.test_delivery import briefings, declare, incident_channels, quiet
from tests.delivery.test_slack_as_it_is import declared, in_thread, note, the_incident, told

POST = "chat.postMessage"


@pytest.fixture
async def strange(database_url: str) -> AsyncIterator[World]:
    """A team whose channels all have one name, whose announcements go to a channel that is not
    there, and in which nobody is on call."""
    policy = shop_policy()
    policy = replace(
        policy,
        channel_name="inc",
        announce_channel="nowhere",
        default_oncall="",
        oncall_manager="",
        rotas={},
        domains={},
    )
    made = World(database_url, policy=policy)
    await made.start()
    yield made
    await made.stop()


def many_channels(world: World, count: int = 205) -> None:
    """More than Slack lists on one page, and the bot is in all of them."""
    for number in range(count):
        world.sandbox.add_channel(f"a-{number}", with_bot=True)


def announcement(world: World) -> Message:
    (found,) = [
        one
        for one in world.channels["data-incidents"].messages.values()
        if "Revenue is missing" in one.words and not one.is_reply
    ]
    return found


def the_card(channel: Channel) -> Message:
    (ts,) = channel.pins
    return channel.messages[ts]


@pytest.mark.parametrize(
    ("method", "code", "what"),
    [
        ("conversations.invite", "cant_invite", "responders"),
        ("pins.add", "not_pinnable", "card"),
    ],
)
async def test_what_belongs_to_the_channel_and_is_refused_is_told(
    world: World, method: str, code: str, what: str
) -> None:
    world.sandbox.faults.add(method, kind="error", error=code)

    await declare(world)
    await quiet(world)

    assert code in told(world, "ben", "could not be delivered").words
    assert briefings(world) == 1
    async with world.bot.db.reading() as tx:
        assert [one.notice.kind for one in await tx.undelivered.list()] == [what]


async def test_where_every_name_is_taken_the_work_goes_on_in_the_thread(world: World) -> None:
    name = "di-1-revenue-is-missing"
    for taken in (name, *(f"{name}-{number}" for number in range(2, 10))):
        world.sandbox.add_channel(taken, members=[world.people["gus"]])

    await declare(world)
    await quiet(world)

    assert in_thread(world, "First duties")
    assert "name_taken" in told(world, "ben", "name_taken").words
    assert not (await the_incident(world)).has_channel


async def test_without_the_scope_for_channels_the_work_goes_on_in_the_thread(world: World) -> None:
    world.sandbox.take_scopes("channels:manage")

    await declare(world)
    await quiet(world)

    assert in_thread(world, "First duties")
    assert not (await the_incident(world)).has_channel


async def test_a_channel_refused_at_first_is_a_click_away_and_comes_with_all_that_is_in_it(
    world: World,
) -> None:
    world.sandbox.faults.add("conversations.create", kind="error", error="restricted_action")
    await declare(world)
    await quiet(world)
    general, ben = world.channels["general"], world.people["ben"]

    shown = await ben.types("/data-incident DI-1 show", channel=general)
    refused = told(world, "ben", "no channel could be opened")
    await ben.presses(refused, "Open a new channel")
    await quiet(world)
    await note(world, "the loader is restarted")

    assert "Send again" not in str(shown.blocks)  # an empty channel that nobody would work in
    (channel,) = incident_channels(world)
    incident = await the_incident(world)
    assert (incident.has_channel, incident.channel) == (True, channel.id)
    assert any("the loader is restarted" in one.text for one in channel.messages.values())
    assert "DI-1" in the_card(channel).words


async def test_a_second_wish_for_a_channel_makes_no_second_one(world: World) -> None:
    await declare(world)
    await quiet(world)
    wish = Notice(way=Way.OPEN_CHANNEL, kind="channel", to="channel:1", incident=1)
    async with world.bot.db.transaction() as tx:
        await tx.outbox.add(wish)

    await quiet(world)

    assert len(incident_channels(world)) == 1
    assert len(world.sandbox.called("conversations.create")) == 1


async def test_another_incidents_channel_is_not_adopted(strange: World) -> None:
    await declare(strange)
    await strange.settled()
    await declare(strange, "Costs are doubled")
    await quiet(strange)

    async with strange.bot.db.reading() as tx:
        names = [one.channel_name for one in await tx.incidents.list_latest()]
    assert sorted(names) == ["inc", "inc-2"]


async def test_a_channel_of_our_own_that_no_incident_has_is_adopted(strange: World) -> None:
    workspace = strange.sandbox.workspace
    ours = workspace.add_channel("inc", workspace.bot.id, members=[workspace.bot.id])

    await declare(strange)
    await quiet(strange)

    assert (await the_incident(strange)).channel == ours.id


async def test_a_channel_made_unheard_is_found_behind_two_hundred_others(world: World) -> None:
    many_channels(world)
    world.sandbox.faults.add("conversations.create", kind="drop_after")

    await declare(world)
    await quiet(world)

    (channel,) = incident_channels(world)
    assert (await the_incident(world)).channel == channel.id
    assert await Orphans(world.bot.db, world.bot.client).find() == []


async def test_channels_that_are_no_incidents_are_no_orphans(strange: World) -> None:
    await declare(strange)
    await quiet(strange)

    assert await Orphans(strange.bot.db, strange.bot.client).find() == []


async def test_a_channel_of_the_policy_that_is_not_there_is_said(strange: World) -> None:
    many_channels(strange)
    await declare(strange)
    await quiet(strange)

    async with strange.bot.db.reading() as tx:
        errors = {one.error for one in await tx.undelivered.list(incident=1)}
    assert any("There is no channel #nowhere" in one for one in errors)


async def test_where_nobody_is_on_call_what_the_app_lacks_is_told_to_nobody(
    strange: World,
) -> None:
    strange.sandbox.take_scopes("pins:write")

    await declare(strange)
    await quiet(strange)

    everybody = strange.people.values()
    assert not [one for each in everybody for one in each.sees(each.dm) if "may not" in one.text]


@pytest.mark.parametrize("event", [True, False], ids=["an event tells", "no event tells"])
@pytest.mark.parametrize("what", ["card", "announcement"])
async def test_what_is_deleted_by_hand_is_posted_anew_before_it_is_edited(
    world: World, what: str, event: bool
) -> None:
    channel = await declared(world)
    before = the_card(channel) if what == "card" else announcement(world)
    if event:
        await world.people["ana"].deletes(before)
    else:
        world.sandbox.workspace.remove(before)

    answer = await world.people["ana"].types(
        "/data-incident DI-1 edit Revenue is missing again", channel=world.channels["general"]
    )
    await quiet(world)

    again = the_card(channel) if what == "card" else announcement(world)
    assert answer.ok
    assert again.ts != before.ts
    assert "missing again" in again.words


async def test_a_link_to_a_message_that_is_gone_is_left_out(world: World) -> None:
    await declare(world)
    await quiet(world)
    addresses = world.bot.worker.out.extras.addresses  # type: ignore[attr-defined]
    addresses._links_begin = ""
    world.sandbox.workspace.remove(announcement(world))

    linked = await addresses.linked({"thread_link": "place:announcement:1", "deep": [{"n": 1}]})

    assert linked == {"thread_link": "", "deep": [{"n": 1}]}


async def test_what_waits_for_a_place_that_is_not_there_waits(world: World) -> None:
    addresses = world.bot.worker.out.extras.addresses  # type: ignore[attr-defined]

    with pytest.raises(NotThereYet):
        await addresses.where("channel:7")
    await addresses.keep(Place(slot="channel:7", channel="C7"))
    assert (await addresses.where("channel:7")).channel == "C7"
    assert (await addresses.where("C9")).channel == "C9"
