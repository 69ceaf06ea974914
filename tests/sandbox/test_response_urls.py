"""What a response URL takes: five answers in thirty minutes, replacing and deleting."""

from datetime import timedelta

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Clock, Person, Sandbox
from bot.sandbox.model import Channel
from tests.sandbox.small_bot import SmallBot
from tests.sandbox.views import buttons


async def test_a_response_url_answers_five_times_within_thirty_minutes(
    bot: SmallBot,
    sandbox: Sandbox,
    session: aiohttp.ClientSession,
    clock: Clock,
    ana: Person,
    ben: Person,
    general: Channel,
) -> None:
    bot.answers("/data-incident", "")
    await ana.types("/data-incident", channel=general)
    await ana.types("/data-incident", channel=general)
    first, second = (heard["response_url"] for heard in bot.heard)

    statuses = [(await session.post(first, json={"text": "hi"})).status for _ in range(6)]
    clock.advance(timedelta(minutes=31))
    late = await session.post(second, json={"text": "hi"})

    assert statuses == [200] * 5 + [404]
    assert (await late.json())["error"] == "expired_url"
    assert len(ana.sees(general)) == 5
    assert not ben.sees(general)
    assert len(sandbox.called("response_url")) == 7


async def test_a_response_url_replaces_and_deletes_the_message_acted_on(
    bot: SmallBot,
    client: AsyncWebClient,
    session: aiohttp.ClientSession,
    ana: Person,
    general: Channel,
) -> None:
    bot.keeps("action", "take")
    await client.chat_postEphemeral(
        channel=general.id, user=ana.id, text="?", blocks=[buttons("Take")]
    )
    (message,) = ana.sees(general)
    await ana.presses(message, "take")
    url = bot.heard[0]["response_url"]

    await session.post(url, json={"replace_original": True, "text": "taken"})
    replaced = [(one.text, one.buttons) for one in ana.sees(general)]
    await session.post(url, json={"delete_original": True})

    assert replaced == [("taken", [])]
    assert not ana.sees(general)


async def test_a_response_url_takes_no_nonsense(
    bot: SmallBot, session: aiohttp.ClientSession, ana: Person, general: Channel
) -> None:
    bot.answers("/data-incident", "")
    await ana.types("/data-incident", channel=general)
    url = bot.heard[0]["response_url"]

    answers = [
        await session.post(url, data=b"{"),
        await session.post(url, json=[]),
        await session.post(url, json={"text": ""}),
        await session.post(url, json={"text": "x", "blocks": [buttons("x" * 76)]}),
    ]

    assert [answer.status for answer in answers] == [400] * 4
    assert not ana.sees(general)
