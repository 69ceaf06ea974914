"""Files that go up once, a look at a message that is not there or not for us, a run's other alerts."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.calls import SlackRefused
from bot.delivery.extras import Extras
from bot.delivery.outcome import Impossible, Unreachable
from bot.delivery.seeing import see
from bot.delivery.slots import draw
from bot.demo.world import World
from bot.domain.capture import Look, Purpose, Seen, Why
from bot.domain.notice import Notice, Way
from tests.delivery.test_delivery import quiet
from tests.delivery.test_slack_as_it_is import declared
from tests.services.test_alerts import a_signal, take

COMPLETE, HISTORY, LINK = (
    "files.completeUploadExternal",
    "conversations.history",
    "chat.getPermalink",
)
FACTS = {"file_name": "di-1.md", "title": "DI-1", "text": "# DI-1", "comment": "The postmortem"}


@pytest.mark.parametrize("kind", ["drop_after", "drop_before", "server_error"])
async def test_a_file_is_shared_once_whatever_happens_to_its_last_call(
    world: World, kind: str
) -> None:
    channel = await declared(world)
    world.sandbox.faults.add(COMPLETE, kind=kind)  # type: ignore[arg-type]
    async with world.bot.db.transaction() as tx:
        wish = Notice(way=Way.UPLOAD, kind="file", to="channel:1", incident=1, facts=FACTS)
        await tx.outbox.add(wish)

    await quiet(world)

    shared = [one for one in channel.messages.values() if one.files]
    assert [file.name for one in shared for file in one.files] == ["di-1.md"]


async def test_a_file_that_the_channel_does_not_take_is_said_to_be_undelivered(
    world: World,
) -> None:
    channel = await declared(world)
    world.sandbox.faults.add(COMPLETE, kind="error", error="posting_to_channel_denied")
    async with world.bot.db.transaction() as tx:
        wish = Notice(way=Way.UPLOAD, kind="file", to="channel:1", incident=1, facts=FACTS)
        await tx.outbox.add(wish)

    await quiet(world)

    assert not [one for one in channel.messages.values() if one.files]
    async with world.bot.db.reading() as tx:
        (dead,) = await tx.undelivered.list(incident=1)
    assert dead.error == "posting_to_channel_denied"


@pytest.fixture
def extras(world: World) -> Extras:
    found: Extras = world.bot.worker.out.extras  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("where", ["not a place for files", "nobody there"])
async def test_bytes_that_nobody_took_are_sent_again(
    world: World, extras: Extras, where: str
) -> None:
    url = f"{world.sandbox.url}/files/upload/none"
    url = url if where == "not a place for files" else "http://127.0.0.1:1/"

    with pytest.raises(Unreachable) as raised:
        await extras._put(url, b"# DI-1")

    assert raised.value.certainly_not_sent


async def test_without_a_session_nothing_goes_up(world: World, extras: Extras) -> None:
    alone = Extras(AsyncWebClient(), extras.addresses, extras.now)

    with pytest.raises(RuntimeError, match="session"):
        await alone._put("http://127.0.0.1:1/", b"")


def a_look(channel: str, *, ts: str, text: str = "") -> Look:
    return Look(
        purpose=next(iter(Purpose)),
        why=next(iter(Why)),
        channel=channel,
        ts=ts,
        author="UANA",
        text=text,
    )


async def test_a_message_that_went_before_its_link_was_asked_for_is_gone(world: World) -> None:
    general = world.channels["general"]
    await world.people["ana"].invites(world.sandbox.workspace.bot.id, general)
    message = await world.people["ana"].says("Revenue is zero", channel=general)
    world.sandbox.faults.add(LINK, kind="error", error="message_not_found")

    assert await see(world.bot.client, a_look(general.id, ts=message.ts)) == Seen(there=False)


async def test_where_the_bot_may_not_read_it_keeps_what_it_was_shown(world: World) -> None:
    closed = world.sandbox.add_channel("closed", members=[world.people["ana"]], private=True)
    shown = a_look(closed.id, ts="1.000001", text="Revenue is zero")

    assert await see(world.bot.client, shown) == Seen(author="UANA", text="Revenue is zero")
    with pytest.raises(SlackRefused):
        await see(world.bot.client, a_look(closed.id, ts="1.000001"))


async def test_a_thread_that_cannot_be_read_for_another_reason_is_no_answer(world: World) -> None:
    general = world.channels["general"]
    await world.people["ana"].invites(world.sandbox.workspace.bot.id, general)
    world.sandbox.faults.add("conversations.replies", kind="error", error="not_today")

    with pytest.raises(SlackRefused, match="not_today"):
        await see(world.bot.client, a_look(general.id, ts="1.000001"))


async def test_a_link_to_what_was_never_posted_is_impossible(world: World) -> None:
    addresses = world.bot.worker.out.extras.addresses  # type: ignore[attr-defined]

    with pytest.raises(Impossible, match="was not posted"):
        await addresses.posted("announcement:9")


async def test_what_has_no_message_of_its_own_is_drawn_as_a_crowd(
    world: World, extras: Extras
) -> None:
    broken = [a_signal(f"c{one}", asset=f"model.shop.m{one:03}") for one in range(60)]
    await take(world.bot.db, *broken)
    facts = {"run": "run-1", "asset": 0}
    wish = Notice(way=Way.SLOT, kind="alert", to="alerts", slot="alert:run-1:0", facts=facts)

    async with world.bot.db.reading() as tx:
        drawn = await draw(tx, wish)
    shown = await drawn.message(extras.addresses)

    assert "35 more assets" in shown.text + str(shown.blocks)
