"""What people do to channels and accounts under the bot's feet: the event, and the errors later."""

from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox
from bot.sandbox.model import Channel
from tests.sandbox.small_bot import SmallBot


async def error_of(call: Awaitable[Any]) -> str:
    """The error code of a call that must fail."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


@pytest.fixture(params=[False, True], ids=["public", "private"])
def war_room(request: pytest.FixtureRequest, sandbox: Sandbox, ana: Person, ben: Person) -> Channel:
    return sandbox.add_channel("di-7", members=[ana, ben], private=request.param, with_bot=True)


def kinds(bot: SmallBot) -> list[str]:
    return [event["type"] for event in bot.heard]


async def test_a_bot_removed_from_a_channel_hears_it_and_is_out(
    bot: SmallBot, client: AsyncWebClient, sandbox: Sandbox, ana: Person, war_room: Channel
) -> None:
    bot.hears("channel_left", "group_left", "member_left_channel")
    me = sandbox.workspace.app.user_id

    await ana.removes(me, war_room)

    (heard,) = bot.heard
    assert heard["type"] == ("group_left" if war_room.is_private else "channel_left")
    assert (heard["channel"], heard["actor_id"]) == (war_room.id, ana.id)
    outside = "channel_not_found" if war_room.is_private else "not_in_channel"
    assert await error_of(client.conversations_history(channel=war_room.id)) == outside
    assert await error_of(client.conversations_invite(channel=war_room.id, users=me)) == outside
    sandbox.world.scopes.granted -= {"chat:write.public"}
    assert await error_of(client.chat_postMessage(channel=war_room.id, text="x")) == outside
    assert (await ana.removes(me, war_room)).error == "not_in_channel"


async def test_a_person_removed_is_told_of_like_one_who_leaves(
    bot: SmallBot, ana: Person, ben: Person, war_room: Channel
) -> None:
    bot.hears("member_left_channel")

    await ana.removes(ben.id, war_room)
    await ana.leaves(war_room)

    assert [event["user"] for event in bot.heard] == [ben.id, ana.id]


async def test_archiving_and_unarchiving_are_heard_and_felt(
    bot: SmallBot, client: AsyncWebClient, ana: Person, war_room: Channel
) -> None:
    kind = war_room.kind
    bot.hears(f"{kind}_archive", f"{kind}_unarchive")

    await ana.archives(war_room)
    refused = await error_of(client.chat_postMessage(channel=war_room.id, text="x"))
    await ana.unarchives(war_room)
    await client.chat_postMessage(channel=war_room.id, text="y")

    assert refused == "is_archived"
    assert kinds(bot) == [f"{kind}_archive", f"{kind}_unarchive"]


async def test_a_rename_is_heard_and_leaves_a_line(
    bot: SmallBot, client: AsyncWebClient, ana: Person, war_room: Channel
) -> None:
    bot.hears("channel_rename", "group_rename")

    await ana.renames(war_room, "di-7-revenue")

    (heard,) = bot.heard
    assert heard["type"] == f"{war_room.kind}_rename"
    assert heard["channel"]["name"] == "di-7-revenue"
    info = await client.conversations_info(channel=war_room.id)
    assert info["channel"]["previous_names"] == ["di-7"]
    assert ana.sees(war_room)[-1].subtype == f"{war_room.kind}_name"


async def test_a_deleted_channel_is_gone_and_its_name_free(
    bot: SmallBot,
    client: AsyncWebClient,
    session: aiohttp.ClientSession,
    ana: Person,
    war_room: Channel,
) -> None:
    bot.hears("channel_deleted", "group_deleted")
    bot.answers("/data-incident", "")
    upload = await client.files_upload_v2(filename="a.md", content="x", channel=war_room.id)
    file = upload["file"]["id"]
    await ana.types("/data-incident", channel=war_room)
    respond = bot.heard.pop()["response_url"]

    await ana.deletes_channel(war_room)

    assert [(event["type"], event["channel"]) for event in bot.heard] == [
        (f"{war_room.kind}_deleted", war_room.id)
    ]
    assert await error_of(client.conversations_info(channel=war_room.id)) == "channel_not_found"
    assert await error_of(client.chat_postMessage(channel=war_room.id, text="x")) == (
        "channel_not_found"
    )
    assert (await session.post(respond, json={"text": "x"})).status == 400
    assert (await client.files_info(file=file))["file"]["channels"] == []
    await client.files_delete(file=file)
    assert (await client.conversations_create(name="di-7"))["ok"]


async def test_a_pinned_card_deleted_by_hand_takes_its_pin_along(
    bot: SmallBot, client: AsyncWebClient, sandbox: Sandbox, ana: Person, war_room: Channel
) -> None:
    """Read from the deliveries: Bolt takes the deletion of a bot's message for the bot's own act."""
    card = (await client.chat_postMessage(channel=war_room.id, text="card"))["ts"]
    await client.pins_add(channel=war_room.id, timestamp=card)

    await ana.deletes(war_room.messages[card])

    deleted, unpinned = [delivery.body["event"] for delivery in sandbox.deliveries]
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", card)
    assert (unpinned["type"], unpinned["item"]["message"]["ts"]) == ("pin_removed", card)
    assert (unpinned["user"], unpinned["has_pins"]) == (ana.id, False)
    update = client.chat_update(channel=war_room.id, ts=card, text="y")
    assert await error_of(update) == "message_not_found"
    pin = client.pins_add(channel=war_room.id, timestamp=card)
    assert await error_of(pin) == "message_not_found"
    assert (await client.pins_list(channel=war_room.id))["items"] == []


async def test_a_pin_and_a_bookmark_are_taken_away(
    bot: SmallBot, client: AsyncWebClient, ana: Person, war_room: Channel
) -> None:
    bot.hears("pin_removed")
    card = (await client.chat_postMessage(channel=war_room.id, text="card"))["ts"]
    await client.pins_add(channel=war_room.id, timestamp=card)
    bookmark = await client.bookmarks_add(
        channel_id=war_room.id, title="Runbook", type="link", link="https://shop.example/r"
    )
    bookmark_id = bookmark["bookmark"]["id"]

    await ana.unpins(war_room.messages[card])
    await ana.removes_bookmark(bookmark_id, war_room)

    assert kinds(bot) == ["pin_removed"]
    unpin = client.pins_remove(channel=war_room.id, timestamp=card)
    assert await error_of(unpin) == "no_pin"
    edit = client.bookmarks_edit(channel_id=war_room.id, bookmark_id=bookmark_id, title="x")
    assert await error_of(edit) == "not_found"
    assert (await ana.unpins(war_room.messages[card])).error == "no_pin"
    assert (await ana.removes_bookmark(bookmark_id, war_room)).error == "not_found"


async def test_a_deactivated_person_cannot_be_reached_until_reactivated(
    bot: SmallBot, client: AsyncWebClient, sandbox: Sandbox, ben: Person, war_room: Channel
) -> None:
    bot.hears("user_change")
    direct = (await client.conversations_open(users=ben.id))["channel"]["id"]

    sandbox.deactivate(ben)

    await sandbox.until(lambda: [event["user"]["deleted"] for event in bot.heard] == [True])
    assert (await client.users_info(user=ben.id))["user"]["deleted"]
    assert (await client.conversations_info(channel=direct))["channel"]["is_user_deleted"]
    invite = client.conversations_invite(channel=war_room.id, users=ben.id)
    whisper = client.chat_postEphemeral(channel=war_room.id, user=ben.id, text="x")
    assert await error_of(client.conversations_open(users=ben.id)) == "user_disabled"
    assert await error_of(client.chat_postMessage(channel=ben.id, text="x")) == "user_disabled"
    assert await error_of(client.chat_postMessage(channel=direct, text="x")) == "user_disabled"
    assert await error_of(invite) == "cant_invite"
    assert await error_of(whisper) == "user_not_in_channel"

    sandbox.reactivate(ben)

    await sandbox.until(lambda: [event["user"]["deleted"] for event in bot.heard] == [True, False])
    assert ben.id not in war_room.members
    await client.conversations_invite(channel=war_room.id, users=ben.id)
    await client.chat_postMessage(channel=ben.id, text="welcome back")


async def test_a_bot_does_not_write_to_itself(client: AsyncWebClient, sandbox: Sandbox) -> None:
    itself = client.conversations_open(users=sandbox.workspace.app.user_id)

    assert await error_of(itself) == "cannot_dm_bot"
