"""How the Web API takes a call: tokens, arguments in all their forms, scopes, unknown methods."""

import json

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox
from bot.sandbox.model import Channel


async def refused(call: object) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call  # type: ignore[misc]
    return str(caught.value.response["error"])


async def test_the_token_says_who_calls(client: AsyncWebClient, sandbox: Sandbox) -> None:
    answer = await client.auth_test()

    assert answer["user_id"] == sandbox.workspace.app.user_id
    assert answer["bot_id"] == sandbox.workspace.app.bot_id
    assert sandbox.calls[-1].token_kind == "bot"


@pytest.mark.parametrize(
    ("token", "error"),
    [
        (None, "not_authed"),
        ("xoxb-other", "invalid_auth"),
        ("xapp-sandbox", "not_allowed_token_type"),
    ],
)
async def test_a_wrong_token_is_refused(
    sandbox: Sandbox, session: aiohttp.ClientSession, token: str | None, error: str
) -> None:
    client = AsyncWebClient(token=token, base_url=sandbox.api_url, session=session)

    assert await refused(client.auth_test()) == error


async def test_a_revoked_token_stops_every_call(client: AsyncWebClient, sandbox: Sandbox) -> None:
    sandbox.revoke_token()

    assert await refused(client.users_list()) == "token_revoked"


async def test_an_unknown_method_is_refused_by_name(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.api_call("chat.postMesage")

    assert caught.value.response["error"] == "unknown_method"
    assert caught.value.response["req_method"] == "chat.postMesage"


async def test_arguments_come_as_query_form_or_json(
    sandbox: Sandbox, session: aiohttp.ClientSession, general: Channel
) -> None:
    said = {"channel": general.id, "text": "hello", "team_id": "T1", "what_is_this": "1"}
    blocks = [{"type": "divider"}]
    url, bearer = f"{sandbox.api_url}chat.postMessage", {"Authorization": "Bearer xoxb-sandbox"}

    answers = [
        await session.post(url, params=said, headers=bearer),
        await session.post(url, data={**said, "blocks": json.dumps(blocks)}, headers=bearer),
        await session.post(url, json={**said, "blocks": blocks}, headers=bearer),
        await session.post(url, data={**said, "token": "xoxb-sandbox"}),
    ]

    assert [(await answer.json())["ok"] for answer in answers] == [True] * 4
    assert [len(message.blocks) for message in general.messages.values()] == [0, 1, 1, 0]
    assert all("token" not in call.args for call in sandbox.calls)


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"text": NaN}', b'"\xff"'])
async def test_a_body_that_is_no_json_object_is_refused(
    sandbox: Sandbox, session: aiohttp.ClientSession, body: bytes
) -> None:
    headers = {"Authorization": "Bearer xoxb-sandbox", "Content-Type": "application/json"}

    answer = await session.post(f"{sandbox.api_url}auth.test", data=body, headers=headers)

    assert (await answer.json())["error"] in ("invalid_json", "json_not_object")


async def test_a_missing_scope_is_named(client: AsyncWebClient, sandbox: Sandbox) -> None:
    sandbox.world.scopes.granted = frozenset({"chat:write", "commands"})

    with pytest.raises(SlackApiError) as caught:
        await client.users_list()

    answer = caught.value.response
    assert (answer["error"], answer["needed"]) == ("missing_scope", "users:read")
    assert answer["provided"] == "chat:write,commands"


async def test_scopes_are_those_of_the_kind_of_channel(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    sandbox.world.scopes.granted = frozenset({"channels:manage", "channels:read"})

    made = await client.conversations_create(name="di-1")
    with pytest.raises(SlackApiError) as private:
        await client.conversations_create(name="di-2", is_private=True)
    with pytest.raises(SlackApiError) as listed:
        await client.conversations_list(types="public_channel,private_channel")

    assert made["channel"]["name"] == "di-1"
    assert private.value.response["needed"] == "groups:write"
    assert "groups:read" in listed.value.response["needed"]


async def test_missing_arguments_are_listed(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.api_call("pins.add", params={"channel": "C1"})

    answer = caught.value.response
    assert answer["error"] == "invalid_arguments"
    assert "timestamp" in answer["response_metadata"]["messages"][0]


async def test_with_the_manifest_only_what_it_asks_for_is_allowed(
    client: AsyncWebClient, sandbox: Sandbox
) -> None:
    sandbox.install({"oauth_config": {"scopes": {"bot": ["chat:write"]}}})

    assert await refused(client.users_list()) == "missing_scope"
