"""What a start reads of Slack to find a backup that was put back: everywhere it speaks, and no more."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery.restoring import LookBack
from bot.demo.world import World
from bot.domain.notice import Notice, Way
from bot.sandbox.model import Channel, Message
from bot.services.restoring import Ahead
from tests.delivery.test_restoring import later, out, saved
from tests.handlers.repairs import channel_of, declared, general, types

HISTORY = "conversations.history"


async def ahead(world: World) -> Ahead | None:
    """What a look finds now."""
    look: LookBack = world.bot.worker.out.look_back  # type: ignore[attr-defined]
    return await look.ahead()


async def a_while(world: World) -> None:
    """So much later that what the record heard of last is not from just now."""
    await later(world, 5)
    world.sandbox.clock.advance(timedelta(minutes=2))


def strange(world: World, channel: Channel, *, thread: str = "", kind: str = "di_notice") -> None:
    """A message in our name that the record does not know."""
    workspace = world.sandbox.workspace
    ts = workspace.next_ts()
    metadata = {"event_type": kind, "event_payload": {"notice": f"lost {ts}", "incident": "1"}}
    workspace.post(
        Message(
            ts,
            channel.id,
            workspace.app.user_id,
            "lost",
            thread_ts=thread or None,
            metadata=metadata,
        )
    )


def talk(world: World, channel: Channel, count: int) -> None:
    workspace = world.sandbox.workspace
    for number in range(count):
        workspace.post(
            Message(workspace.next_ts(), channel.id, world.people["ana"].id, f"talk {number}")
        )


async def test_a_clock_that_was_set_back_holds_up_no_look(tuesday: World) -> None:
    look = tuesday.bot.worker.out.look_back  # type: ignore[attr-defined]
    await declared(tuesday)
    await a_while(tuesday)
    tuesday.sandbox.faults.add(HISTORY, kind="server_error")

    found_at_first = await look.done()
    found_at_once = await look.done()
    look.now = lambda: tuesday.sandbox.clock.now() - timedelta(days=1)

    assert (found_at_first, found_at_once, await look.done()) == (False, False, True)


async def test_what_is_behind_a_page_is_found_and_what_is_far_behind_is_not(
    tuesday: World,
) -> None:
    await declared(tuesday)
    await a_while(tuesday)
    strange(tuesday, channel_of(tuesday))
    talk(tuesday, channel_of(tuesday), 250)
    behind_a_page = await ahead(tuesday)
    talk(tuesday, channel_of(tuesday), 600)

    assert behind_a_page is not None
    assert behind_a_page.messages == 1
    assert await ahead(tuesday) is None


async def test_a_thread_that_is_worked_in_is_read(tuesday: World) -> None:
    await declared(tuesday, "sev3 Orders look odd")
    await a_while(tuesday)
    room = tuesday.channels["data-incidents"]
    (root,) = [one for one in room.messages.values() if "Orders look odd" in one.words][:1]
    strange(tuesday, room, thread=root.ts)

    found = await ahead(tuesday)

    assert found is not None
    assert found.messages == 1


async def test_what_another_app_says_and_what_may_not_be_read_shows_nothing(
    tuesday: World,
) -> None:
    await declared(tuesday)
    await a_while(tuesday)
    strange(tuesday, channel_of(tuesday), kind="of_another_app")
    others = await ahead(tuesday)
    strange(tuesday, channel_of(tuesday))
    tuesday.sandbox.faults.add(HISTORY, kind="error", error="not_in_channel", times=None)

    assert others is None
    assert await ahead(tuesday) is None


async def test_a_record_that_has_announced_nothing_has_nowhere_to_read(tuesday: World) -> None:
    ana = tuesday.people["ana"]
    facts = {"ref": "", "incident": None, "drill": False, "method": "x", "scope": "pins:write"}
    async with tuesday.bot.db.transaction() as tx:
        to = f"person:{ana.id}"
        await tx.outbox.add(Notice(way=Way.POST, kind="scope_missing", to=to, facts=facts))
    await out(tuesday)
    tuesday.sandbox.clock.advance(timedelta(minutes=5))
    reads = len(tuesday.sandbox.called(HISTORY))

    assert await ahead(tuesday) is None
    assert len(tuesday.sandbox.called(HISTORY)) == reads


async def test_an_incident_without_its_place_is_passed_over(tuesday: World) -> None:
    await declared(tuesday)
    await a_while(tuesday)
    strange(tuesday, channel_of(tuesday))
    async with tuesday.bot.db.transaction() as tx:
        await tx.places.forget("channel:1")

    assert await ahead(tuesday) is None


@pytest.mark.parametrize("shown", ["by its channel alone", "by a message that is gone"])
async def test_a_lost_incident_is_named_also_where_there_is_no_link_to_it(
    tuesday: World, tmp_path: Path, shown: str
) -> None:
    await declared(tuesday)
    backup = await saved(tuesday, tmp_path)
    await later(tuesday, 10)
    await types(tuesday, "note said before the backup was put back")
    ana = tuesday.people["ana"]
    await ana.types("/data-incident sev1 Costs are doubled", channel=general(tuesday))
    await out(tuesday)
    if shown == "by its channel alone":
        forget_what_is_said_of_it(tuesday)
    else:
        tuesday.sandbox.faults.add(
            "chat.getPermalink", kind="error", error="message_not_found", times=None
        )

    await tuesday.bot.stop()
    backup.put_back()
    await tuesday._start_bot(socket=False)
    await out(tuesday)

    everybody = tuesday.people.values()
    told = [one.words for who in everybody for one in who.sees(who.dm) if "a backup" in one.words]
    assert len(told) == 1
    assert "DI-2" in told[0]


def forget_what_is_said_of_it(world: World) -> None:
    """Every message about DI-2 outside its own channel is deleted."""
    for channel in world.sandbox.workspace.channels.values():
        if channel.name.startswith("di-2"):
            continue
        for message in list(channel.messages.values()):
            payload = (message.metadata or {}).get("event_payload") or {}
            if payload.get("incident") == "2":
                channel.messages.pop(message.ts)
                channel.threads.pop(message.ts, None)
