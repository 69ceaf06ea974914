"""The log of calls: how they overlapped, what was limited, over how many connections they came."""

import asyncio
from datetime import UTC, datetime

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from bot.sandbox.log import Call, Delivery, Log
from bot.sandbox.model import Channel

NOON = datetime(2026, 2, 2, 12, tzinfo=UTC)


async def test_calls_side_by_side_are_seen_to_overlap(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel
) -> None:
    sandbox.faults.add("auth.test", kind="slow", seconds=0.05, applied=True)

    await asyncio.gather(client.auth_test(), client.conversations_info(channel=general.id))
    await client.users_list()

    (slow,), (quick,), (later,) = (
        sandbox.called(name) for name in ("auth.test", "conversations.info", "users.list")
    )
    await sandbox.until(lambda: later.ended is not None)
    assert slow.ended is not None
    assert quick.ended is not None
    assert slow.began < quick.ended < slow.ended <= later.began
    assert slow.ended - slow.began >= 0.05


async def test_a_call_that_is_never_answered_ends_when_its_caller_gives_up(
    client: AsyncWebClient, sandbox: Sandbox
) -> None:
    sandbox.faults.add("auth.test", kind="never")
    asking = asyncio.ensure_future(client.auth_test())
    await sandbox.until(lambda: sandbox.calls)
    (call,) = sandbox.calls
    waiting = call.ended

    asking.cancel()
    await sandbox.until(lambda: call.ended is not None)

    assert waiting is None


async def test_connections_are_counted_not_calls(
    client: AsyncWebClient, sandbox: Sandbox, session: aiohttp.ClientSession
) -> None:
    wasteful = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    async with session.get(sandbox.url):
        pass  # the page is no call

    for _ in range(5):
        await client.auth_test()
    shared = sandbox.connections_accepted
    for _ in range(3):
        await wasteful.auth_test()

    assert (shared, sandbox.connections_accepted) == (1, 4)


async def test_limited_calls_are_known(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel
) -> None:
    sandbox.rate_limits = True
    sandbox.faults.add("auth.test", kind="empty", status=429)
    posts = [client.chat_postMessage(channel=general.id, text="x") for _ in range(5)]

    await asyncio.gather(*posts, client.auth_test(), return_exceptions=True)

    assert sorted(call.method for call in sandbox.limited) == [
        "auth.test",
        "chat.postMessage",
        "chat.postMessage",
    ]


def test_only_the_newest_entries_are_kept() -> None:
    log = Log(keeps=100)

    for number in range(1_000):
        log.add_call(Call(str(number), {}, True, None, 200, NOON, "bot"))
        log.add_delivery(Delivery(str(number), {}, 200, None, 0, NOON))

    assert 100 <= len(log.calls) <= 110
    assert (log.calls[-1].method, log.deliveries[-1].kind) == ("999", "999")
    assert len(log.deliveries) <= 110
