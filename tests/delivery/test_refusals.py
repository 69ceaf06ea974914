"""What Slack refuses seldom: a name, an invite, a pin, an edit, a whole channel; people hear of it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.orphans import Orphans
from bot.delivery.outcome import NotThereYet
from bot.demo.policy import shop_policy
from bot.demo.world import World
from bot.domain.event import RoleVacated
from bot.domain.notice import Notice, Place, Way
from bot.domain.policy import Role
from bot.sandbox.model import Channel, Message
from tests.delivery.test_delivery import briefings, declare, incident_channels, quiet
from tests.delivery.test_slack_as_it_is import declared, in_thread, note, the_incident, told

POST = "chat.postMessage"


@pytest.fixture
async def strange(database_url: str) -> AsyncIterator[World]:
    """A team whose channels' names carry no number, whose announcements go to a channel that is not
    there, and in which nobody is on call."""
    policy = shop_policy()
    policy = replace(
        policy,
        channel_name="inc-{title}",
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
        assert [one.notice.kind for one in await tx.outbox.list_dead()] == [what]


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
    await quiet(strange)
    strange.sandbox.clock.advance(timedelta(minutes=3))  # else it would be asked about
    await declare(strange)
    await quiet(strange)

    async with strange.bot.db.reading() as tx:
        names = [one.channel_name for one in await tx.incidents.list_latest()]
    assert sorted(names) == ["inc-revenue-is-missing", "inc-revenue-is-missing-2"]


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
        errors = {one.error for one in await tx.outbox.list_dead(incident=1)}
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


async def test_a_card_that_cannot_be_edited_asks_for_no_card_that_says_so(world: World) -> None:
    await declared(world)
    world.sandbox.faults.add("chat.update", kind="error", error="cant_update_message", times=None)

    await note(world, "the loader is restarted")
    await world.people["ana"].types(
        "/data-incident DI-1 edit Revenue is late", channel=world.channels["general"]
    )
    await quiet(world)

    edits = len(world.sandbox.called("chat.update"))
    await quiet(world)
    assert len(world.sandbox.called("chat.update")) == edits
    assert "cant_update_message" in told(world, "ben", "card").words


async def test_a_commander_who_cannot_be_told_is_not_told_of_that(world: World) -> None:
    await declare(world)
    await quiet(world)
    ben = world.people["ben"]
    fault = world.sandbox.faults.add(
        POST, kind="error", error="restricted_action", channel=ben.id, times=None
    )

    await world.people["ben"].types("/data-incident DI-1 take", channel=world.channels["general"])
    await quiet(world)

    assert fault.seen == 1
    async with world.bot.db.reading() as tx:
        dead = await tx.outbox.list_dead(incident=1)
    assert [one.notice.kind for one in dead] == ["duties"]


async def test_news_of_a_failure_that_fails_too_makes_no_more_news(world: World) -> None:
    await declare(world)
    await quiet(world)
    fault = world.sandbox.faults.add(
        POST,
        kind="error",
        error="restricted_action",
        channel=world.people["ben"].id,
        times=None,
    )
    async with world.bot.db.transaction() as tx:
        await tx.outbox.add(Notice(way=Way.POST, kind="undelivered", to="#nowhere", facts=FACTS))
        await tx.outbox.add(Notice(way=Way.POST, kind="scope_missing", to="#nowhere", facts=FACTS))

    await quiet(world)

    assert fault.seen == 1  # of the second whoever is on call would have heard
    async with world.bot.db.reading() as tx:
        assert len(await tx.outbox.list_dead()) == 3


FACTS = {
    "ref": "",
    "incident": None,
    "drill": False,
    "what": "alert",
    "to": "#data-alerts",
    "error": "restricted_action",
    "notice": 1,
    "method": "pins.add",
    "scope": "pins:write",
}


async def test_what_was_sent_again_already_is_not_sent_a_third_time(world: World) -> None:
    world.sandbox.faults.add("conversations.setTopic", kind="error", error="restricted_action")
    channel = await declared(world)
    card, message = the_card(channel), told(world, "ben", "could not be delivered")
    shown = str(card.blocks)

    await world.people["ben"].presses(message, "Send again")
    await quiet(world)
    answer = await world.people["ben"].presses(message, "Send again")
    await quiet(world)

    assert "Send again" in shown
    assert answer.ok
    assert len(world.sandbox.called("conversations.setTopic")) <= 3
    async with world.bot.db.reading() as tx:
        assert await tx.outbox.list_dead() == []


async def test_what_belongs_to_no_incident_is_sent_again_as_well(world: World) -> None:
    alerts = world.channels["data-alerts"]
    world.sandbox.faults.add(POST, kind="error", error="restricted_action", channel=alerts.id)
    async with world.bot.db.transaction() as tx:
        await tx.outbox.add(
            Notice(way=Way.POST, kind="scope_missing", to=f"#{alerts.name}", facts=FACTS)
        )
    await quiet(world)

    ana, ben = world.people["ana"], world.people["ben"]
    told_of = [
        (who, one)
        for who in (ana, ben)
        for one in who.sees(who.dm)
        if "could not be delivered" in one.text
    ]
    ((who, message),) = told_of
    await who.presses(message, "Send again")
    await quiet(world)

    assert any("pins:write" in one.words for one in alerts.messages.values())


async def test_a_closed_account_found_by_a_call_leaves_its_roles(world: World) -> None:
    await declared(world)
    ben = world.people["ben"]
    async with world.bot.db.transaction() as tx:
        await tx.incidents.save(replace(await tx.incidents.get(1), comms_lead=ben.id))
    world.sandbox.faults.add(POST, kind="error", error="user_disabled", channel=ben.id)
    async with world.bot.db.transaction() as tx:
        await tx.outbox.add(
            Notice(way=Way.POST, kind="scope_missing", to=f"person:{ben.id}", facts=FACTS)
        )

    await quiet(world)

    incident = await the_incident(world)
    assert incident.comms_lead == ""
    assert incident.commander not in {"", ben.id}
    async with world.bot.db.reading() as tx:
        entries = await tx.timeline.list_all(1)
        known = await tx.people.find(ben.id)
        assert await tx.outbox.list_dead() == []
    left = [one.facts["role"] for one in entries if one.kind == RoleVacated.kind]
    assert left == [Role.COMMS_LEAD, Role.COMMANDER]
    assert known is not None
    assert not known.active


async def test_of_a_lead_who_is_gone_only_that_role_is_open(world: World) -> None:
    await declared(world)
    gus, ben = world.people["gus"], world.people["ben"]
    async with world.bot.db.transaction() as tx:
        await tx.incidents.save(replace(await tx.incidents.get(1), comms_lead=gus.id))

    world.sandbox.deactivate(gus)
    await quiet(world)

    incident = await the_incident(world)
    assert (incident.commander, incident.comms_lead) == (ben.id, "")


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
