"""What a bot needs to compare its record with the workspace: each list, page by page, and whole."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox
from bot.sandbox.methods import METHODS
from bot.sandbox.model import Channel

NEEDED = [
    "bookmarks.edit",
    "bookmarks.list",
    "bookmarks.remove",
    "chat.delete",
    "conversations.archive",
    "conversations.history",
    "conversations.info",
    "conversations.join",
    "conversations.leave",
    "conversations.list",
    "conversations.members",
    "conversations.rename",
    "conversations.replies",
    "files.info",
    "files.list",
    "pins.list",
    "users.conversations",
    "users.info",
]


@pytest.mark.parametrize("name", NEEDED)
def test_a_method_that_reconciling_needs_is_there(name: str) -> None:
    assert name in METHODS


async def pages(client: AsyncWebClient, method: str, key: str, **args: Any) -> list[list[Any]]:
    """Every page of a list, two by two."""
    found, cursor = [], ""
    while True:
        page = await client.api_call(method, params={"limit": 2, "cursor": cursor, **args})
        found.append(page[key])
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            return found


async def test_lists_come_page_by_page_and_whole(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel
) -> None:
    people = [sandbox.add_person(f"p{number}") for number in range(3)]
    room = sandbox.add_channel("di-1", members=people, with_bot=True)
    sandbox.add_channel("di-2", with_bot=True, private=True)
    kinds = "public_channel,private_channel"

    members = await pages(client, "conversations.members", "members", channel=room.id)
    channels = await pages(client, "conversations.list", "channels", types=kinds)
    mine = await pages(client, "users.conversations", "channels", types=kinds)

    assert [len(page) for page in members] == [2, 2]
    assert [one for page in members for one in page] == list(room.members)
    for found in (channels, mine):
        names = [channel["name"] for page in found for channel in page]
        assert names == ["general", "di-1", "di-2"]


async def test_history_is_newest_first_and_shows_whose_message_it_is(
    client: AsyncWebClient, general: Channel, ana: Person
) -> None:
    metadata = {"event_type": "di_outbox", "event_payload": {"outbox_id": "7"}}
    first = await client.chat_postMessage(channel=general.id, text="1", metadata=metadata)
    await ana.says("2", channel=general)
    last = await client.chat_postMessage(channel=general.id, text="3")

    whole = await client.conversations_history(channel=general.id, include_all_metadata=True)
    bare = await client.conversations_history(channel=general.id)
    one = await client.conversations_history(channel=general.id, limit=1)
    since = await client.conversations_history(channel=general.id, oldest=first["ts"])
    with_it = await client.conversations_history(
        channel=general.id, oldest=first["ts"], latest=last["ts"], inclusive=True
    )

    assert [message["text"] for message in whole["messages"]] == ["3", "2", "1"]
    assert whole["messages"][2]["metadata"] == metadata
    assert bare["messages"][2]["metadata"] == {"event_type": "di_outbox"}
    assert (one["has_more"], whole["has_more"]) == (True, False)
    assert [message["text"] for message in since["messages"]] == ["3", "2"]
    assert len(with_it["messages"]) == 3


async def test_a_thread_shows_its_metadata_too(client: AsyncWebClient, general: Channel) -> None:
    metadata = {"event_type": "di_outbox", "event_payload": {"outbox_id": "8"}}
    parent = (await client.chat_postMessage(channel=general.id, text="card"))["ts"]
    await client.chat_postMessage(
        channel=general.id, text="update", thread_ts=parent, metadata=metadata
    )

    thread = await client.conversations_replies(
        channel=general.id, ts=parent, include_all_metadata=True
    )

    assert [message["text"] for message in thread["messages"]] == ["card", "update"]
    assert thread["messages"][1]["metadata"] == metadata


async def test_files_are_listed_newest_first_by_channel_and_page(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel
) -> None:
    other = sandbox.add_channel("other", with_bot=True)
    for name in ("a.md", "b.md", "c.md"):
        await client.files_upload_v2(filename=name, content="x", channel=general.id)
    await client.files_upload_v2(filename="d.md", content="x", channel=other.id)
    await client.files_getUploadURLExternal(filename="never.md", length=1)

    first = await client.files_list(channel=general.id, count=2, page=1)
    second = await client.files_list(channel=general.id, count=2, page=2)
    everything = await client.files_list()

    assert [file["name"] for file in first["files"]] == ["c.md", "b.md"]
    assert [file["name"] for file in second["files"]] == ["a.md"]
    assert first["paging"] == {"count": 2, "total": 3, "page": 1, "pages": 2}
    assert len(everything["files"]) == 4
    sandbox.take_scopes("files:read")
    with pytest.raises(SlackApiError, match="missing_scope"):
        await client.files_list()
