"""The channel of an incident: its name, people, card, topic and bookmarks, and when Slack says no."""

import pytest

from bot.demo.world import World
from bot.domain.incident import Incident
from bot.sandbox.model import Channel
from tests.handlers.incidents import announced, declared, entries, incident_channel, said
from tests.handlers.telling import hurting, passes


async def kept(world: World, number: int = 1) -> Incident:
    async with world.bot.db.reading() as tx:
        return await tx.incidents.get(number)


def channels(world: World) -> list[str]:
    everywhere = world.sandbox.workspace.channels.values()
    return [one.name for one in everywhere if one.name.startswith("di-")]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Revenue is missing", "di-1-revenue-is-missing"),
        ("Umsatz für Österreich fehlt!", "di-1-umsatz-fur-osterreich-fehlt"),
        ("الإيرادات مفقودة", "di-1-"),
        ("売上がありません", "di-1-"),
        ("🔥🔥", "di-1-"),
        ("<!channel> *_~`", "di-1-channel"),
        ("../../etc/passwd #general", "di-1-etc-passwd-general"),
        ("word " * 40, "di-1-word-word"),
        ("!!!", "di-1"),
    ],
)
async def test_any_title_gives_a_readable_name(world: World, title: str, name: str) -> None:
    channel = await declared_named(world, title)

    assert channel.name.startswith(name)
    assert len(channel.name) <= 80
    assert channel.name.isascii()


async def declared_named(world: World, title: str) -> Channel:
    ana = world.people["ana"]
    await ana.types(f"/data-incident sev1 {title}", channel=world.channels["general"])
    await world.settled()
    everywhere = world.sandbox.workspace.channels.values()
    return next(one for one in everywhere if one.name.startswith("di-1"))


async def test_everything_that_belongs_to_a_channel_is_there(world: World) -> None:
    await hurting(world)

    channel = incident_channel(world)

    assert channel.topic == "SEV1 · investigating · Revenue is missing"
    assert {world.people[name].id for name in ("ana",)} <= channel.members.keys()
    assert [said(channel.messages[ts]).count("DI-1 · SEV1") for ts in channel.pins]
    assert len(channel.pins) == 1
    await world.sandbox.until(lambda: len(channel.bookmarks) == 4)
    names = [one.title for one in channel.bookmarks.values()]
    assert {"Status thread", "Executive revenue"} <= set(names)
    briefing = next(one for one in world.people["ana"].sees(channel) if "Why SEV" in one.words)
    for known in ("mart.orders", "owner", "Hurt downstream", "Board pack", "First duties"):
        assert known in said(briefing)


async def test_a_name_that_is_taken_gets_a_number(world: World) -> None:
    ana = world.people["ana"]
    world.sandbox.add_channel("di-1-revenue-is-missing", members=[ana])

    channel = await declared(world, "sev1 Revenue is missing")

    assert channels(world) == ["di-1-revenue-is-missing", "di-1-revenue-is-missing-2"]
    assert (await kept(world)).channel_name == "di-1-revenue-is-missing-2"
    assert channel


async def test_refused_a_channel_the_work_goes_on_in_the_thread(world: World) -> None:
    world.sandbox.faults.add(
        "conversations.create", kind="error", error="restricted_action", times=None
    )
    ana, ben, room = world.people["ana"], world.people["ben"], world.channels["data-incidents"]
    topic, members = room.topic, set(room.members)

    await ana.types("/data-incident sev1 Revenue is missing", channel=world.channels["general"])
    await world.settled()

    assert channels(world) == []
    assert not (await kept(world)).has_channel
    first = next(one for one in ana.sees(room) if one.blocks)
    assert any("Why SEV1" in one.words for one in ana.sees(room, first.ts))
    assert "no channel could be opened" in said(ben.sees(ben.dm)[-1])
    assert "restricted_action" in said(ben.sees(ben.dm)[-1])
    assert [one.facts["what"] for one in await entries(world, "delivery_failed")] == ["channel"]
    bot = world.sandbox.workspace.app.user_id
    assert (room.topic, set(room.members) - {bot}) == (topic, members - {bot})
    assert not room.bookmarks
    assert not room.pins


async def test_a_channel_whose_making_was_not_confirmed_is_found_again_not_made_twice(
    world: World,
) -> None:
    world.sandbox.faults.add("conversations.create", kind="drop_after")
    ana = world.people["ana"]

    await ana.types("/data-incident sev1 Revenue is missing", channel=world.channels["general"])
    await world.settled()
    await passes(world, seconds=30)

    assert channels(world) == ["di-1-revenue-is-missing"]
    assert (await kept(world)).channel == incident_channel(world).id


async def test_sev3_works_in_the_thread_of_its_announcement(world: World) -> None:
    message = await announced(world)
    ana, room = world.people["ana"], world.channels["data-incidents"]

    thread = ana.sees(room, message.ts)

    assert channels(world) == []
    assert any("Why SEV3" in one.words for one in thread)
    assert "worked on in this thread" in said(message)


async def test_a_verb_works_in_the_thread_by_mention_and_channel_moves_the_work(
    world: World,
) -> None:
    message = await announced(world)
    ana, ben, room = world.people["ana"], world.people["ben"], world.channels["data-incidents"]
    await ana.types("/data-incident DI-1 role responder @dev", channel=room)

    await ana.types("/data-incident DI-1 channel", channel=room)
    await world.settled()

    channel = incident_channel(world)
    assert {ana.id, ben.id, world.people["dev"].id} <= channel.members.keys()
    assert any("Why SEV3" in one.words for one in ana.sees(channel))
    assert any(f"goes on in <#{channel.id}>" in one.text for one in ana.sees(room, message.ts))
    assert f"<#{channel.id}>" in said(room.messages[message.ts])
    answer = await ana.types("/data-incident channel", channel=channel)
    assert f"already has <#{channel.id}>" in answer.text


async def test_somebody_who_cannot_be_invited_keeps_nobody_else_out(world: World) -> None:
    world.sandbox.deactivate(world.people["chloe"])

    channel = await declared(world)
    ana = world.people["ana"]
    await ana.types("/data-incident assets link web.sessions", channel=channel)
    await world.settled()

    assert world.people["dev"].id in channel.members
