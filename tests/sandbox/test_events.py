"""What the bot hears of, as signed requests, and how a failed delivery is repeated."""

import time
from datetime import timedelta

import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Clock, Person, Sandbox
from bot.sandbox.model import Channel
from bot.sandbox.senders import signature
from tests.sandbox.small_bot import SmallBot


def test_requests_are_signed_as_the_sdk_checks_them() -> None:
    stamp, body = str(int(time.time())), b"payload=%7B%7D"

    signed = signature("a secret", stamp, body)

    assert SignatureVerifier("a secret").is_valid(body, stamp, signed)


async def test_a_message_is_heard_where_the_bot_is(
    bot: SmallBot, sandbox: Sandbox, ana: Person, general: Channel
) -> None:
    bot.hears("message")
    elsewhere = sandbox.add_channel("sales", members=[ana])

    await ana.says("not for you", channel=elsewhere)
    said = await ana.says("is <b> & c broken? ask @ben", channel=general)

    (event,) = bot.heard
    ben = sandbox.workspace.by_name("ben")
    assert ben is not None
    assert event["text"] == f"is &lt;b&gt; &amp; c broken? ask <@{ben.id}>"
    assert (event["ts"], event["channel_type"]) == (said.ts, "channel")
    assert {headers["x-slack-signature"][:3] for headers in bot.headers} == {"v0="}


async def test_a_mention_is_heard_twice_and_a_direct_message_once(
    bot: SmallBot, sandbox: Sandbox, ana: Person, general: Channel
) -> None:
    bot.hears("message", "app_mention")

    await ana.says("@data-incident update", channel=general)
    await ana.says("@data-incident trust", channel=ana.dm)

    kinds = [(event["type"], event["channel_type"]) for event in bot.heard]
    assert sorted(kinds) == [("app_mention", "channel"), ("message", "channel"), ("message", "im")]


async def test_edits_deletions_and_reactions_are_heard(
    bot: SmallBot, ana: Person, general: Channel
) -> None:
    bot.hears("message", "reaction_added", "reaction_removed")
    message = await ana.says("it began at 7", channel=general)

    await ana.reacts(message, "pushpin")
    await ana.unreacts(message, "pushpin")
    await ana.edits(message, "it began at 8")
    await ana.deletes(message)

    kinds = [event.get("subtype", event["type"]) for event in bot.heard]
    assert kinds == [
        "message",
        "reaction_added",
        "reaction_removed",
        "message_changed",
        "message_deleted",
    ]
    assert bot.heard[1]["item"] == {"type": "message", "channel": general.id, "ts": message.ts}
    assert bot.heard[3]["previous_message"]["text"] == "it began at 7"


async def test_people_who_come_and_go_are_heard(
    bot: SmallBot, ana: Person, ben: Person, sandbox: Sandbox
) -> None:
    bot.hears("member_joined_channel", "member_left_channel", "channel_archive", "channel_rename")
    channel = sandbox.add_channel("di-1", members=[ana], with_bot=True)

    await ben.joins(channel)
    await ben.leaves(channel)
    await ana.renames(channel, "di-1-revenue")
    await ana.archives(channel)

    assert [event["type"] for event in bot.heard] == [
        "member_joined_channel",
        "member_left_channel",
        "channel_rename",
        "channel_archive",
    ]


async def test_people_bring_the_bot_into_a_channel(
    bot: SmallBot, ana: Person, sandbox: Sandbox
) -> None:
    bot.hears("member_joined_channel")
    channel = sandbox.add_channel("sales", members=[ana])

    answer = await ana.types("/invite @data-incident", channel=channel)

    assert answer.ok
    assert bot.heard[0]["user"] == sandbox.workspace.app.user_id
    assert bot.heard[0]["inviter"] == ana.id


async def test_without_its_scope_or_subscription_an_event_is_not_sent(
    bot: SmallBot, sandbox: Sandbox, ana: Person, general: Channel
) -> None:
    bot.hears("message", "reaction_added")
    sandbox.world.scopes.granted -= {"reactions:read"}
    sandbox.world.events.subscribed = frozenset({"reaction_added", "message.im"})

    message = await ana.says("hello", channel=general)
    await ana.reacts(message, "eyes")
    await ana.says("hello", channel=ana.dm)

    assert [event["channel_type"] for event in bot.heard] == ["im"]


async def test_a_failed_delivery_is_repeated_at_once_then_after_one_and_five_minutes(
    bot: SmallBot, sandbox: Sandbox, clock: Clock, ana: Person, general: Channel
) -> None:
    bot.hears("message")
    bot.broken = [web.Response(status=500) for _ in range(3)]

    await ana.says("hello", channel=general)
    await sandbox.until(lambda: len(sandbox.deliveries) == 2)
    clock.advance(timedelta(minutes=1))
    await sandbox.until(lambda: len(sandbox.deliveries) == 3)
    clock.advance(timedelta(minutes=4))
    too_early = len(sandbox.deliveries)
    clock.advance(timedelta(minutes=1))
    await sandbox.until(lambda: len(bot.heard) == 1)

    assert too_early == 3
    assert [delivery.attempt for delivery in sandbox.deliveries] == [0, 1, 2, 3]
    numbers = [headers.get("x-slack-retry-num") for headers in bot.headers]
    assert numbers == [None, "1", "2", "3"]
    assert bot.headers[1]["x-slack-retry-reason"] == "http_error"
    ids = {delivery.body["event_id"] for delivery in sandbox.deliveries}
    assert len(ids) == 1


async def test_slack_gives_up_after_the_third_repeat(
    bot: SmallBot, sandbox: Sandbox, clock: Clock, ana: Person, general: Channel
) -> None:
    bot.broken = [web.Response(status=503) for _ in range(9)]

    await ana.says("hello", channel=general)
    for sent in (2, 3, 4):
        await sandbox.until(lambda sent=sent: len(sandbox.deliveries) == sent)  # type: ignore[misc]
        clock.advance(timedelta(minutes=6))
    await sandbox.until(lambda: sandbox.world.background.idle)

    assert len(sandbox.deliveries) == 4


async def test_the_bot_can_refuse_repeats(
    bot: SmallBot, sandbox: Sandbox, ana: Person, general: Channel
) -> None:
    bot.broken = [web.Response(status=500, headers={"x-slack-no-retry": "1"})]

    await ana.says("hello", channel=general)

    await sandbox.until(lambda: sandbox.world.background.idle)
    assert len(sandbox.deliveries) == 1


async def test_a_bot_that_is_not_there_is_a_failed_connection(
    sandbox: Sandbox, ana: Person, general: Channel
) -> None:
    sandbox.connect("http://127.0.0.1:9/slack/events")

    answer = await ana.types("/data-incident", channel=general)

    assert (answer.status, answer.error) == (0, "dispatch_failed")


@pytest.mark.parametrize("failures", [1, 2])
async def test_clicks_and_commands_are_never_repeated(
    bot: SmallBot, sandbox: Sandbox, ana: Person, general: Channel, failures: int
) -> None:
    bot.answers("/data-incident", "fine")
    bot.broken = [web.Response(status=500) for _ in range(failures)]

    answers = [await ana.types("/data-incident x", channel=general) for _ in range(failures)]

    assert [answer.status for answer in answers] == [500] * failures
    assert sandbox.world.background.idle
    assert len(sandbox.deliveries) == failures


async def test_what_the_bot_does_itself_is_no_news_to_it(
    bot: SmallBot, client: AsyncWebClient, sandbox: Sandbox, general: Channel
) -> None:
    posted = await client.chat_postMessage(channel=general.id, text="x")
    await client.reactions_add(channel=general.id, timestamp=posted["ts"], name="eyes")
    await client.pins_add(channel=general.id, timestamp=posted["ts"])

    assert sandbox.world.background.idle
    assert sandbox.deliveries == []
