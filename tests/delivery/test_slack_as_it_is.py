"""What people do to channels, accounts and the app while an incident goes on; the record goes on."""

from datetime import timedelta

import pytest

from bot.demo.world import World
from bot.domain.incident import Incident
from bot.sandbox.model import Channel, Message
from tests.delivery.test_delivery import declare, incident_channels, quiet


async def declared(world: World) -> Channel:
    """A declared incident, which Ben commands, and its channel."""
    await declare(world)
    await world.people["ben"].types("/data-incident DI-1 take", channel=world.channels["general"])
    await quiet(world)
    return incident_channels(world)[-1]


async def the_incident(world: World) -> Incident:
    async with world.bot.db.reading() as tx:
        return await tx.incidents.get(1)


async def note(world: World, words: str) -> None:
    answer = await world.people["ana"].types(
        f"/data-incident DI-1 note {words}", channel=world.channels["general"]
    )
    assert answer.status == 200
    await quiet(world)


def told(world: World, name: str, words: str) -> Message:
    """The one direct message to somebody that says these words."""
    person = world.people[name]
    (found,) = [one for one in person.sees(person.dm) if words in one.text]
    return found


def in_thread(world: World, words: str) -> bool:
    threads = world.channels["data-incidents"].threads.values()
    return any(words in reply.text for thread in threads for reply in thread)


async def test_an_archived_channel_moves_the_work_to_the_thread_and_a_new_one_is_a_click_away(
    world: World,
) -> None:
    channel = await declared(world)

    await world.people["ana"].archives(channel)
    await quiet(world)
    await note(world, "the loader is restarted")

    assert in_thread(world, "was archived")
    assert in_thread(world, "the loader is restarted")
    message = told(world, "ben", "its channel was archived")
    await world.people["ben"].presses(message, "Open a new channel")
    await quiet(world)
    incident = await the_incident(world)
    assert incident.channel_name == "di-1-revenue-is-missing-2"
    fresh = world.sandbox.workspace.channels[incident.channel]
    assert any("DI-1 · SEV1 · " in one.words for one in fresh.messages.values())
    assert len(fresh.pins) == 1


async def test_a_channel_found_archived_by_a_call_is_lost_as_well(world: World) -> None:
    channel = await declared(world)
    channel.is_archived = True  # the event about it never came

    await note(world, "the loader is restarted")

    assert in_thread(world, "the loader is restarted")
    told(world, "ben", "its channel was archived")


async def test_a_deleted_channel_is_told_once(world: World) -> None:
    channel = await declared(world)

    await world.people["ana"].deletes_channel(channel)
    await quiet(world)
    await note(world, "the loader is restarted")

    assert in_thread(world, "the loader is restarted")
    told(world, "ben", "its channel is gone")


async def test_whoever_removes_the_bot_and_brings_it_back_goes_on_in_the_same_channel(
    world: World,
) -> None:
    channel = await declared(world)
    bot = world.sandbox.workspace.bot.id

    await world.people["ana"].removes(bot, channel)
    await quiet(world)
    typed = await world.people["ana"].types("/data-incident note still known", channel=channel)
    await world.people["ana"].invites(bot, channel)
    await quiet(world)
    await note(world, "back again")

    assert "still known" in str(typed.body) or typed.status == 200
    assert (await the_incident(world)).channel == channel.id
    assert any("back again" in one.text for one in channel.messages.values())


async def test_a_renamed_channel_goes_by_its_new_name(world: World) -> None:
    channel = await declared(world)

    await world.people["ana"].renames(channel, "where-did-revenue-go")
    await quiet(world)

    assert (await the_incident(world)).channel_name == "where-did-revenue-go"


async def test_a_channel_archived_after_the_end_is_no_news(world: World) -> None:
    channel = await declared(world)
    general, ana = world.channels["general"], world.people["ana"]
    await ana.types("/data-incident DI-1 dismiss a false alarm", channel=general)
    await quiet(world)

    await ana.archives(channel)
    await quiet(world)

    ben = world.people["ben"]
    assert not [one for one in ben.sees(ben.dm) if "archived" in one.text]


async def test_a_card_deleted_by_hand_is_posted_once_and_pinned(world: World) -> None:
    channel = await declared(world)
    (card,) = [channel.messages[ts] for ts in channel.pins]

    await world.people["ana"].deletes(card)
    await quiet(world)

    cards = [one for one in channel.messages.values() if "DI-1 · SEV1 · " in one.words]
    assert len(cards) == 1
    assert list(channel.pins) == [cards[0].ts]


async def test_a_closed_account_leaves_command_to_the_next_in_line(world: World) -> None:
    await declared(world)
    assert (await the_incident(world)).commander == world.people["ben"].id

    world.sandbox.deactivate(world.people["ben"])
    await quiet(world)

    incident = await the_incident(world)
    assert incident.commander not in {"", world.people["ben"].id}
    assert not incident.commander_took
    (channel,) = incident_channels(world)
    assert any("The role of commander is open" in one.text for one in channel.messages.values())


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive", "invalid_auth"])
@pytest.mark.parametrize("token", [None, "xoxb-another"])
async def test_a_dead_token_stops_sending_and_nothing_else(
    world: World, error: str, token: str | None
) -> None:
    world.sandbox.revoke_token(error)  # type: ignore[arg-type]

    await declare(world)
    await world.settled()
    async with world.bot.db.reading() as tx:
        waiting = await tx.outbox.count()
    stopped = world.bot.standing.stopped
    tries = len(world.sandbox.calls)
    for _ in range(60):
        world.sandbox.clock.advance(timedelta(minutes=1))
        await world.settled()
    asked = len(world.sandbox.calls) - tries
    world.sandbox.reinstall(token=token)
    await quiet(world)

    assert (stopped, waiting > 3) == (error, True)
    assert asked <= 61 * 2
    assert not world.bot.standing.stopped
    (channel,) = incident_channels(world)
    assert sum("First duties" in one.text for one in channel.messages.values()) == 1
    async with world.bot.db.reading() as tx:
        assert await tx.undelivered.list() == []


async def test_who_asks_while_slack_takes_nothing_is_told_so(world: World) -> None:
    ana, general = world.people["ana"], world.channels["general"]

    async def answered(line: str) -> str:
        await ana.types(f"/data-incident {line}", channel=general)
        return ana.sees(general)[-1].words

    before = await answered("list")
    world.sandbox.revoke_token()
    await answered("sev1 Revenue is missing")
    await world.settled()
    during = await answered("list")
    world.sandbox.reinstall()
    await quiet(world)
    after = await answered("list")

    assert "DI-1" in during
    assert "Slack takes no messages from me at present (token_revoked)" in during
    assert "takes no messages" not in before + after


async def test_a_scope_that_is_taken_holds_up_what_needs_it_and_is_said_once(world: World) -> None:
    world.sandbox.take_scopes("pins:write")

    await declare(world)
    await quiet(world)
    (channel,) = incident_channels(world)
    before = len(channel.pins)
    briefed = any("First duties" in one.text for one in channel.messages.values())
    world.sandbox.give_scopes("pins:write")
    await quiet(world)

    assert (before, briefed) == (0, True)
    assert len(channel.pins) == 1
    told(world, "ben", "the app may not do it any more")


async def test_what_nobody_misses_at_once_is_said_once_a_day(world: World) -> None:
    world.sandbox.faults.add(
        "conversations.setTopic", kind="error", error="restricted_action", times=None
    )

    await declare(world, "Revenue is missing")
    await declare(world, "Orders are late")
    await quiet(world)

    told(world, "ben", "could not be delivered")


async def test_what_could_not_be_delivered_is_on_the_card_and_sent_again_with_a_click(
    world: World,
) -> None:
    world.sandbox.faults.add(
        "conversations.setTopic", kind="error", error="restricted_action", times=None
    )
    channel = await declared(world)
    (card,) = [channel.messages[ts] for ts in channel.pins]
    shown = card.words
    world.sandbox.faults.clear()

    answer = await world.people["ben"].presses(card, "Send again")
    await quiet(world)

    assert (
        "Not delivered: the channel's topic, for the channel of DI-1 (restricted_action)" in shown
    )
    assert answer.status == 200
    assert "SEV1" in channel.topic
    assert "Not delivered" not in channel.messages[card.ts].words
