"""Channels as the bot makes, fills, describes and reads them."""

import asyncio

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox
from bot.sandbox.model import Channel
from tests.sandbox.small_bot import SmallBot
from tests.sandbox.test_calls import refused


async def made(client: AsyncWebClient, sandbox: Sandbox, name: str = "di-7") -> Channel:
    answer = await client.conversations_create(name=name)
    return sandbox.workspace.channels[answer["channel"]["id"]]


async def test_the_bot_is_in_the_channel_it_makes(client: AsyncWebClient, sandbox: Sandbox) -> None:
    answer = await client.conversations_create(name="di-7-revenue-is-missing")

    bot = sandbox.workspace.app.user_id
    assert answer["channel"]["creator"] == bot
    members = await client.conversations_members(channel=answer["channel"]["id"])
    assert members["members"] == [bot]


async def test_names_of_archived_and_private_channels_stay_taken(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    archived = sandbox.add_channel("di-1", members=[ana])
    await ana.archives(archived)
    sandbox.add_channel("di-2", members=[ana], private=True)

    assert await refused(client.conversations_create(name="di-1")) == "name_taken"
    assert await refused(client.conversations_create(name="di-2")) == "name_taken"


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("Revenue", "invalid_name_specials"),
        ("a b", "invalid_name_specials"),
        ("x" * 81, "invalid_name_maxlength"),
        ("---", "invalid_name_punctuation"),
    ],
)
async def test_a_bad_name_is_refused(client: AsyncWebClient, name: str, error: str) -> None:
    assert await refused(client.conversations_create(name=name)) == error


async def test_those_invited_join_and_the_bot_hears_of_it(
    bot: SmallBot, client: AsyncWebClient, sandbox: Sandbox, ana: Person, ben: Person
) -> None:
    bot.hears("member_joined_channel", "message")
    channel = await made(client, sandbox)

    await client.conversations_invite(channel=channel.id, users=f"{ana.id},{ben.id}")

    await sandbox.until(lambda: len(bot.heard) == 2)
    assert {event["user"] for event in bot.heard} == {ana.id, ben.id}
    assert {event["inviter"] for event in bot.heard} == {sandbox.workspace.app.user_id}


async def test_an_invitation_says_for_each_why_not(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person, ben: Person
) -> None:
    channel = await made(client, sandbox)
    bot = sandbox.workspace.app.user_id
    await client.conversations_invite(channel=channel.id, users=ana.id)

    with pytest.raises(SlackApiError) as caught:
        await client.conversations_invite(channel=channel.id, users=[ana.id, bot, "U404", ben.id])
    forced = await client.conversations_invite(
        channel=channel.id, users=[ana.id, ben.id], force=True
    )

    errors = caught.value.response["errors"]
    assert caught.value.response["error"] == "already_in_channel"
    assert [one["error"] for one in errors] == [
        "already_in_channel",
        "cant_invite_self",
        "user_not_found",
    ]
    assert [one["user"] for one in forced["errors"]] == [ana.id]
    assert ben.id in channel.members


async def test_more_than_100_cannot_be_invited_at_once(
    client: AsyncWebClient, sandbox: Sandbox
) -> None:
    channel = await made(client, sandbox)
    many = [f"U{number}" for number in range(101)]

    call = client.conversations_invite(channel=channel.id, users=many)

    assert await refused(call) == "too_many_users"


async def test_a_topic_that_changes_leaves_a_line(client: AsyncWebClient, sandbox: Sandbox) -> None:
    channel = await made(client, sandbox)

    await client.conversations_setTopic(channel=channel.id, topic="SEV1")
    await client.conversations_setTopic(channel=channel.id, topic="SEV1")

    lines = [message.subtype for message in channel.messages.values()]
    assert lines == ["channel_topic"]
    too_long = client.conversations_setTopic(channel=channel.id, topic="x" * 251)
    assert await refused(too_long) == "too_long"


async def test_a_bot_archives_but_cannot_bring_back(
    client: AsyncWebClient, sandbox: Sandbox
) -> None:
    channel = await made(client, sandbox)

    await client.conversations_archive(channel=channel.id)

    again = client.conversations_archive(channel=channel.id)
    assert await refused(again) == "already_archived"
    back = client.conversations_unarchive(channel=channel.id)
    assert await refused(back) == "not_allowed_token_type"
    rename = client.conversations_rename(channel=channel.id, name="di-8")
    assert await refused(rename) == "is_archived"


async def test_a_renamed_channel_frees_its_old_name(
    client: AsyncWebClient, sandbox: Sandbox
) -> None:
    channel = await made(client, sandbox, "di-7")

    await client.conversations_rename(channel=channel.id, name="di-7-revenue")
    other = await made(client, sandbox, "di-7")

    assert (channel.name, other.name) == ("di-7-revenue", "di-7")


async def test_private_channels_are_unknown_to_a_bot_that_is_not_in_them(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    secret = sandbox.add_channel("board", members=[ana], private=True)

    shown = await client.conversations_list(types="public_channel,private_channel")

    assert shown["channels"] == []
    assert await refused(client.conversations_info(channel=secret.id)) == "channel_not_found"
    assert await refused(client.conversations_join(channel=secret.id)) == "channel_not_found"


async def test_history_needs_membership_which_joining_brings(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    channel = sandbox.add_channel("sales", members=[ana])
    await ana.says("before", channel=channel)

    outside = await refused(client.conversations_history(channel=channel.id))
    await client.conversations_join(channel=channel.id)
    history = await client.conversations_history(channel=channel.id)

    assert outside == "not_in_channel"
    assert [one["text"] for one in history["messages"]][-1] == "before"


async def test_history_is_paged_newest_first_and_replies_oldest_first(
    client: AsyncWebClient, ana: Person, general: Channel
) -> None:
    roots = [await ana.says(str(number), channel=general) for number in range(5)]
    for word in ("a", "b", "c"):
        await ana.says(word, channel=general, thread_ts=roots[0].ts)

    first = await client.conversations_history(channel=general.id, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_history(channel=general.id, limit=9, cursor=cursor)
    thread = await client.conversations_replies(channel=general.id, ts=roots[0].ts, limit=3)
    rest = await client.conversations_replies(
        channel=general.id,
        ts=roots[0].ts,
        cursor=thread["response_metadata"]["next_cursor"],
    )

    assert [one["text"] for one in first["messages"]] == ["4", "3"]
    assert [one["text"] for one in second["messages"]] == ["2", "1", "0"]
    assert second["response_metadata"]["next_cursor"] == ""
    assert second["messages"][-1]["reply_count"] == 3
    assert [one["text"] for one in thread["messages"]] == ["0", "a", "b"]
    assert [one["text"] for one in rest["messages"]] == ["c"]


async def test_one_message_is_found_by_its_time(
    client: AsyncWebClient, ana: Person, general: Channel
) -> None:
    first, second = [await ana.says(text, channel=general) for text in "ab"]

    exactly = await client.conversations_history(
        channel=general.id, latest=first.ts, inclusive=True, limit=1
    )
    since = await client.conversations_history(channel=general.id, oldest=first.ts)

    assert [one["ts"] for one in exactly["messages"]] == [first.ts]
    assert [one["ts"] for one in since["messages"]] == [second.ts]


async def test_metadata_is_told_only_to_those_who_ask(
    client: AsyncWebClient, general: Channel
) -> None:
    metadata = {"event_type": "di_outbox", "event_payload": {"outbox_id": "7"}}
    await client.chat_postMessage(channel=general.id, text="x", metadata=metadata)

    plain = await client.conversations_history(channel=general.id)
    full = await client.conversations_history(channel=general.id, include_all_metadata=True)

    assert plain["messages"][0]["metadata"] == {"event_type": "di_outbox"}
    assert full["messages"][0]["metadata"] == metadata


async def test_lists_come_in_pages(client: AsyncWebClient, sandbox: Sandbox) -> None:
    for number in range(5):
        await made(client, sandbox, f"di-{number}")

    first = await client.conversations_list(limit=3)
    second = await client.conversations_list(
        limit=3, cursor=first["response_metadata"]["next_cursor"]
    )
    mine = await client.users_conversations()

    names = [channel["name"] for page in (first, second) for channel in page["channels"]]
    assert names == [f"di-{number}" for number in range(5)]
    assert len(mine["channels"]) == 5
    assert await refused(client.conversations_list(cursor="eA==")) == "invalid_cursor"


async def test_people_are_found_by_id_and_by_mail(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    by_id = await client.users_info(user=ana.id)
    by_mail = await client.users_lookupByEmail(email="ANA@shop.example")

    assert by_id["user"]["tz"] == "Europe/Lisbon"
    assert by_mail["user"]["id"] == ana.id
    assert await refused(client.users_lookupByEmail(email="no@x.example")) == "users_not_found"
    sandbox.world.scopes.granted -= {"users:read.email"}
    without = await client.users_info(user=ana.id)
    assert "email" not in without["user"]["profile"]


async def test_a_direct_message_is_opened_once(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person, ben: Person
) -> None:
    first, second = await asyncio.gather(
        client.conversations_open(users=ana.id), client.conversations_open(users=ana.id)
    )
    group = await client.conversations_open(users=[ana.id, ben.id], return_im=True)
    sandbox.deactivate(ben)

    assert first["channel"]["id"] == second["channel"]["id"] == ana.dm.id
    assert group["channel"]["is_mpim"]
    assert await refused(client.conversations_open(users=ben.id)) == "user_disabled"


async def test_the_bot_puts_people_out_and_leaves(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person, general: Channel
) -> None:
    channel = await made(client, sandbox)
    await client.conversations_invite(channel=channel.id, users=ana.id)

    await client.conversations_kick(channel=channel.id, user=ana.id)

    assert ana.id not in channel.members
    again = client.conversations_kick(channel=channel.id, user=ana.id)
    assert await refused(again) == "not_in_channel"
    assert await refused(client.conversations_leave(channel=channel.id)) == "last_member"
    assert await refused(client.conversations_leave(channel=general.id)) == "cant_leave_general"
