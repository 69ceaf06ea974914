"""The app's tokens and scopes, taken away and given back while it runs."""

from collections.abc import Awaitable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.sandbox import Sandbox
from bot.sandbox.installation import Dead
from bot.sandbox.model import Channel
from tests.sandbox.small_bot import SmallBot


async def refusal(call: Awaitable[Any]) -> AsyncSlackResponse:
    with pytest.raises(SlackApiError) as caught:
        await call
    response: AsyncSlackResponse = caught.value.response
    return response


def told(sandbox: Sandbox) -> list[str]:
    return [delivery.body["event"]["type"] for delivery in sandbox.deliveries]


@pytest.mark.parametrize(
    ("error", "events"),
    [
        ("token_revoked", ["tokens_revoked"]),
        ("account_inactive", ["app_uninstalled", "tokens_revoked"]),
        ("invalid_auth", []),
        ("token_expired", []),
    ],
)
async def test_a_dead_token_is_refused_until_the_app_is_installed_again(
    bot: SmallBot,
    client: AsyncWebClient,
    sandbox: Sandbox,
    general: Channel,
    error: Dead,
    events: list[str],
) -> None:
    bot.hears("tokens_revoked", "app_uninstalled")

    sandbox.revoke_token(error=error)
    refused = [
        await refusal(client.auth_test()),
        await refusal(client.chat_postMessage(channel=general.id, text="x")),
    ]
    await sandbox.until(lambda: len(told(sandbox)) == len(events))
    sandbox.reinstall()

    assert [one["error"] for one in refused] == [error, error]
    assert sorted(told(sandbox)) == events
    assert (await client.chat_postMessage(channel=general.id, text="y"))["ok"]


async def test_a_new_token_works_and_the_old_one_stays_dead(
    client: AsyncWebClient, sandbox: Sandbox
) -> None:
    sandbox.revoke_token("token_expired")

    token = sandbox.reinstall(token="xoxb-second")

    assert token == sandbox.bot_token == "xoxb-second"
    assert (await client.auth_test(token=token))["ok"]
    assert (await refusal(client.auth_test()))["error"] == "token_expired"


async def test_a_token_replaced_while_it_worked_works_no_longer(
    client: AsyncWebClient, sandbox: Sandbox
) -> None:
    sandbox.reinstall(token="xoxb-second")

    assert (await refusal(client.auth_test()))["error"] == "token_revoked"


async def test_a_scope_is_taken_away_and_given_back(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel
) -> None:
    card = (await client.chat_postMessage(channel=general.id, text="card"))["ts"]

    sandbox.take_scopes("pins:write")
    refused = await refusal(client.pins_add(channel=general.id, timestamp=card))
    seen = (await client.auth_test()).headers["X-OAuth-Scopes"].split(",")
    sandbox.give_scopes("pins:write")
    await client.pins_add(channel=general.id, timestamp=card)

    assert (refused["error"], refused["needed"]) == ("missing_scope", "pins:write")
    assert "pins:write" not in refused["provided"].split(",")
    assert refused["provided"].split(",") == seen
    assert list(general.pins) == [card]


async def test_without_its_scope_an_event_is_not_sent_either(
    bot: SmallBot, sandbox: Sandbox, general: Channel
) -> None:
    person = sandbox.add_person("chloe")
    bot.hears("member_joined_channel")

    sandbox.take_scopes("channels:read", "groups:read")
    await person.joins(general)
    sandbox.give_scopes("channels:read")
    await person.leaves(general)
    await person.joins(general)

    assert told(sandbox) == ["member_left_channel", "member_joined_channel"]
