"""Slow calls, calls that are never answered, and troubles in one channel alone."""

import asyncio

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox
from bot.sandbox.model import Channel
from tests.sandbox.small_bot import SmallBot


async def test_a_slow_call_is_done_in_the_end(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel
) -> None:
    sandbox.faults.add("chat.postMessage", kind="slow", seconds=0.05)
    began = asyncio.get_running_loop().time()

    await client.chat_postMessage(channel=general.id, text="x")

    assert asyncio.get_running_loop().time() - began >= 0.05


async def test_who_hangs_up_on_a_slow_call_does_not_undo_it(
    sandbox: Sandbox, general: Channel
) -> None:
    sandbox.faults.add("chat.postMessage", kind="slow", seconds=0.05)
    hurried = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
    call = hurried.chat_postMessage(channel=general.id, text="x")

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(call, 0.01)

    await sandbox.until(lambda: len(general.messages) == 1)


async def test_every_call_can_take_a_while(client: AsyncWebClient, sandbox: Sandbox) -> None:
    sandbox.latency = 0.04
    began = asyncio.get_running_loop().time()

    await asyncio.gather(*(client.auth_test() for _ in range(5)))

    assert asyncio.get_running_loop().time() - began >= 0.04


@pytest.mark.parametrize("applied", [False, True])
async def test_a_call_is_never_answered(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel, applied: bool
) -> None:
    sandbox.faults.add("chat.postMessage", kind="never", applied=applied)
    call = asyncio.ensure_future(client.chat_postMessage(channel=general.id, text="x"))
    await sandbox.until(lambda: sandbox.called("chat.postMessage"))

    await client.auth_test()  # others are answered meanwhile

    assert not call.done()
    assert len(general.messages) == applied
    call.cancel()
    await sandbox.until(lambda: sandbox.faults.silence.kept == 0)


async def test_what_is_never_answered_does_not_hold_up_the_end(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel
) -> None:
    sandbox.faults.add("chat.postMessage", kind="never")
    sandbox.faults.add("auth.test", kind="slow", seconds=60)
    hanging = [
        asyncio.ensure_future(client.chat_postMessage(channel=general.id, text="x")),
        asyncio.ensure_future(client.auth_test()),
    ]
    await sandbox.until(lambda: sandbox.faults.rules[0].seen and sandbox.faults.rules[1].seen)
    began = asyncio.get_running_loop().time()

    await sandbox.stop()

    assert asyncio.get_running_loop().time() - began < 0.5
    ends = await asyncio.gather(*hanging, return_exceptions=True)
    assert all(isinstance(end, aiohttp.ClientError) for end in ends)


async def test_a_slow_call_may_be_done_long_before_it_is_answered(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel
) -> None:
    sandbox.faults.add("chat.postMessage", kind="slow", seconds=60, applied=True)
    call = asyncio.ensure_future(client.chat_postMessage(channel=general.id, text="x"))

    await sandbox.until(lambda: len(general.messages) == 1)

    assert not call.done()
    call.cancel()


async def test_one_channel_is_slow_and_no_other(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel
) -> None:
    other = sandbox.add_channel("other", with_bot=True)
    sandbox.faults.add("*", kind="never", times=None, channel=general.id)
    stuck = [
        asyncio.ensure_future(client.chat_postMessage(channel=general.id, text="x")),
        asyncio.ensure_future(client.bookmarks_list(channel_id=general.id)),
    ]

    for _ in range(3):
        await client.chat_postMessage(channel=other.id, text="y")
    await client.auth_test()

    assert len(other.messages) == 3
    assert not any(call.done() for call in stuck)
    for call in stuck:
        call.cancel()


async def test_an_answer_by_response_url_is_slow_in_one_channel_only(
    bot: SmallBot, sandbox: Sandbox, session: aiohttp.ClientSession, ana: Person, general: Channel
) -> None:
    other = sandbox.add_channel("other", members=[ana])
    bot.answers("/data-incident", "")
    await ana.types("/data-incident", channel=general)
    await ana.types("/data-incident", channel=other)
    sandbox.faults.add("response_url", kind="server_error", times=None, channel=general.id)

    answers = [await session.post(heard["response_url"], json={"text": "x"}) for heard in bot.heard]

    assert [answer.status for answer in answers] == [503, 200]
