"""Pins, bookmarks, reactions and files."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox
from bot.sandbox.model import Channel
from tests.sandbox.test_calls import refused


async def test_a_message_is_pinned_once(client: AsyncWebClient, general: Channel) -> None:
    posted = await client.chat_postMessage(channel=general.id, text="the card")
    where = {"channel": general.id, "timestamp": posted["ts"]}

    await client.pins_add(**where)
    again = await refused(client.pins_add(**where))
    listed = await client.pins_list(channel=general.id)
    await client.pins_remove(**where)

    assert again == "already_pinned"
    assert [item["message"]["ts"] for item in listed["items"]] == [posted["ts"]]
    assert await refused(client.pins_remove(**where)) == "no_pin"


async def test_bookmarks_are_kept_changed_and_removed(
    client: AsyncWebClient, general: Channel
) -> None:
    added = await client.bookmarks_add(
        channel_id=general.id, title="Status", type="link", link="https://shop.example"
    )
    named = {"channel_id": general.id, "bookmark_id": added["bookmark"]["id"]}

    await client.bookmarks_edit(**named, title="Status thread")
    listed = await client.bookmarks_list(channel_id=general.id)
    await client.bookmarks_remove(**named)

    assert [one["title"] for one in listed["bookmarks"]] == ["Status thread"]
    assert await refused(client.bookmarks_remove(**named)) == "not_found"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "shop.example", "https://" + "x" * 2048])
async def test_a_bookmark_leads_to_a_web_address(
    client: AsyncWebClient, general: Channel, link: str
) -> None:
    call = client.bookmarks_add(channel_id=general.id, title="x", type="link", link=link)

    assert await refused(call) == "invalid_link"


async def test_a_channel_holds_100_bookmarks(client: AsyncWebClient, general: Channel) -> None:
    new = {"channel_id": general.id, "title": "x", "type": "link", "link": "https://shop.example"}
    for _ in range(100):
        await client.bookmarks_add(**new)

    assert await refused(client.bookmarks_add(**new)) == "too_many_bookmarks"


async def test_the_bot_reacts_once_with_each_emoji(
    client: AsyncWebClient, ana: Person, general: Channel
) -> None:
    message = await ana.says("broken", channel=general)
    where: dict[str, Any] = {"channel": general.id, "timestamp": message.ts}

    await client.reactions_add(**where, name="eyes")
    again = await refused(client.reactions_add(**where, name="eyes"))
    shown = await client.reactions_get(**where)
    await client.reactions_remove(**where, name="eyes")

    assert again == "already_reacted"
    assert shown["message"]["reactions"][0]["name"] == "eyes"
    assert await refused(client.reactions_remove(**where, name="eyes")) == "no_reaction"
    assert await refused(client.reactions_add(**where, name=":eyes:")) == "invalid_name"


async def test_an_upload_is_shared_in_a_thread_and_can_be_read(
    client: AsyncWebClient,
    session: aiohttp.ClientSession,
    sandbox: Sandbox,
    ana: Person,
    general: Channel,
) -> None:
    parent = await client.chat_postMessage(channel=general.id, text="postmortem")

    done = await client.files_upload_v2(
        filename="DI-7.md",
        title="Postmortem of DI-7",
        content="# Why",
        channel=general.id,
        thread_ts=parent["ts"],
        initial_comment="Here it is",
    )

    reply = ana.sees(general, parent["ts"])[-1]
    (file,) = reply.files
    assert (reply.text, file.title, file.content) == ("Here it is", "Postmortem of DI-7", b"# Why")
    assert "ts" not in str(done["files"][0]["shares"])  # Slack shares a moment later
    told = await client.files_info(file=file.id)
    assert told["file"]["shares"]["public"][general.id][0]["ts"] == reply.ts
    page = await session.get(told["file"]["url_private"])
    assert await page.text() == "# Why"
    assert page.headers["Content-Security-Policy"] == "sandbox"


async def test_what_was_never_uploaded_cannot_be_completed(
    client: AsyncWebClient, general: Channel
) -> None:
    announced = await client.files_getUploadURLExternal(filename="a.md", length=3)

    complete = client.files_completeUploadExternal(
        files=[{"id": announced["file_id"]}], channel_id=general.id
    )

    assert await refused(complete) == "file_update_failed"
    empty = client.files_getUploadURLExternal(filename="a.md", length=0)
    assert await refused(empty) == "invalid_arguments"


async def test_a_deleted_file_is_gone_from_its_message(
    client: AsyncWebClient, ana: Person, general: Channel
) -> None:
    await client.files_upload_v2(filename="a.md", content="x", channel=general.id)
    (message,) = ana.sees(general)
    (file,) = message.files

    await client.files_delete(file=file.id)

    assert message.files == []
    assert await refused(client.files_info(file=file.id)) == "file_deleted"
