"""Faults on demand and rate limits: what the bot's client sees of them, and what took effect."""

import json
from datetime import timedelta

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Clock, Sandbox
from bot.sandbox.model import Channel
from tests.sandbox.small_bot import SmallBot


async def failing(client: AsyncWebClient, channel: Channel) -> SlackApiError:
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=channel.id, text="x")
    return caught.value


async def test_the_nth_call_of_a_method_fails(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel
) -> None:
    sandbox.faults.add("chat.postMessage", kind="error", nth=2, times=2, error="fatal_error")
    outcomes = []

    for number in range(4):
        await client.auth_test()
        try:
            await client.chat_postMessage(channel=general.id, text=str(number))
            outcomes.append("posted")
        except SlackApiError as refusal:
            outcomes.append(refusal.response["error"])

    assert outcomes == ["posted", "fatal_error", "fatal_error", "posted"]
    assert [message.text for message in general.messages.values()] == ["0", "3"]


async def test_an_error_may_have_taken_effect_all_the_same(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel
) -> None:
    sandbox.faults.add("chat.postMessage", kind="error", applied=True)

    await failing(client, general)

    assert len(general.messages) == 1


@pytest.mark.parametrize("retry_after", [7, None])
async def test_a_limit_may_come_without_saying_how_long(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel, retry_after: int | None
) -> None:
    sandbox.faults.add("chat.postMessage", kind="rate_limited", retry_after=retry_after)

    limited = (await failing(client, general)).response

    assert (limited.status_code, limited["error"]) == (429, "ratelimited")
    assert limited.headers.get("Retry-After") == (str(retry_after) if retry_after else None)
    assert not general.messages


async def test_a_server_error_is_a_page_of_html(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel
) -> None:
    sandbox.faults.add("chat.postMessage", kind="server_error", status=502)

    response = (await failing(client, general)).response

    assert response.status_code == 502
    assert not general.messages


@pytest.mark.parametrize(("kind", "posted"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_connection_drops_before_or_after_the_effect(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel, kind: str, posted: int
) -> None:
    sandbox.faults.add("chat.postMessage", kind=kind)  # type: ignore[arg-type]

    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=general.id, text="x")
    await client.chat_postMessage(channel=general.id, text="y")

    assert len(general.messages) == posted + 1


async def test_a_fault_of_every_method_stays_until_it_is_cleared(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel
) -> None:
    sandbox.faults.add("*", kind="error", times=None, error="internal_error")

    for _ in range(3):
        await failing(client, general)
    sandbox.faults.clear()

    assert (await client.auth_test())["ok"]


async def test_a_kind_that_does_not_exist_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="choose one of rate_limited"):
        sandbox.faults.add("chat.postMessage", kind="explode")  # type: ignore[arg-type]


async def test_limits_hold_when_switched_on(
    client: AsyncWebClient, sandbox: Sandbox, clock: Clock, general: Channel
) -> None:
    for _ in range(10):
        await client.chat_postMessage(channel=general.id, text="off")
    sandbox.rate_limits = True
    refusals: list[SlackApiError] = []

    for _ in range(10):
        try:
            await client.chat_postMessage(channel=general.id, text="on")
        except SlackApiError as refusal:
            refusals.append(refusal)
    clock.advance(timedelta(seconds=int(refusals[-1].response.headers["Retry-After"])))
    await client.chat_postMessage(channel=general.id, text="after waiting")

    assert {refusal.response.status_code for refusal in refusals} == {429}
    assert list(general.messages.values())[-1].text == "after waiting"


async def test_answers_by_response_url_can_fail_too(
    bot: SmallBot, sandbox: Sandbox, session: aiohttp.ClientSession
) -> None:
    ana = sandbox.add_person("ana")
    channel = sandbox.add_channel("general", members=[ana])
    bot.answers("/data-incident", "")
    await ana.types("/data-incident", channel=channel)
    sandbox.faults.add("response_url", kind="server_error")

    answer = await session.post(bot.heard[0]["response_url"], json={"text": "x"})

    assert answer.status == 503
    assert not ana.sees(channel)


async def raw(
    session: aiohttp.ClientSession, sandbox: Sandbox, channel: Channel
) -> tuple[int, str, str | None]:
    """Status, body and Retry-After of a post, as no library has touched them."""
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    url, body = f"{sandbox.api_url}chat.postMessage", {"channel": channel.id, "text": "x"}
    async with session.post(url, json=body, headers=headers) as answer:
        return answer.status, await answer.text(), answer.headers.get("Retry-After")


@pytest.mark.parametrize("status", [200, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("applied", [False, True])
async def test_a_body_can_be_empty_whatever_the_status_and_the_effect(
    session: aiohttp.ClientSession, sandbox: Sandbox, general: Channel, status: int, applied: bool
) -> None:
    sandbox.faults.add("chat.postMessage", kind="empty", status=status, applied=applied)

    assert await raw(session, sandbox, general) == (status, "", None)
    assert len(general.messages) == applied


@pytest.mark.parametrize("applied", [False, True])
async def test_a_body_can_be_cut_short(
    session: aiohttp.ClientSession, sandbox: Sandbox, general: Channel, applied: bool
) -> None:
    sandbox.faults.add("chat.postMessage", kind="truncated", applied=applied)

    status, body, _ = await raw(session, sandbox, general)

    assert (status, body[0]) == (200, "{")
    with pytest.raises(ValueError, match="Unterminated"):
        json.loads(body)
    assert len(general.messages) == applied


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_a_page_of_html_comes_with_any_status(
    session: aiohttp.ClientSession, sandbox: Sandbox, general: Channel, status: int
) -> None:
    sandbox.faults.add("chat.postMessage", kind="server_error", status=status, retry_after=3)

    found, body, retry_after = await raw(session, sandbox, general)

    assert (found, body[:6], retry_after) == (status, "<html>", "3")


@pytest.mark.parametrize("retry_after", ["soon", "-1", "1e9", ""])
@pytest.mark.parametrize("error", ["ratelimited", "rate_limited"])
async def test_a_limit_may_say_nonsense(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel, retry_after: str, error: str
) -> None:
    sandbox.faults.add(
        "chat.postMessage", kind="rate_limited", retry_after=retry_after, error=error
    )

    limited = (await failing(client, general)).response

    assert (limited.status_code, limited["error"]) == (429, error)
    assert limited.headers["Retry-After"] == retry_after


async def test_a_refusal_may_come_with_a_status_of_its_own(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel
) -> None:
    sandbox.faults.add("chat.postMessage", kind="error", error="internal_error", status=500)

    refused = (await failing(client, general)).response

    assert (refused.status_code, refused["error"]) == (500, "internal_error")
