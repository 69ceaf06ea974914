"""The bot posts, edits, whispers and takes back, as far as Slack lets it."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox
from bot.sandbox.model import Channel
from tests.sandbox.test_calls import refused
from tests.sandbox.views import buttons


async def test_a_message_is_seen_by_everybody_in_the_channel(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person, general: Channel
) -> None:
    posted = await client.chat_postMessage(channel=general.id, text="hi", blocks=[buttons("Take")])

    (message,) = ana.sees(general)
    assert (message.ts, message.user) == (posted["ts"], sandbox.workspace.app.user_id)
    assert message.buttons == ["Take"]
    assert posted["message"]["blocks"][0]["elements"][0]["action_id"] == "take"


async def test_bad_blocks_are_refused_with_the_reason(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel
) -> None:
    assert (
        await refused(
            client.chat_postMessage(channel=general.id, text="x", blocks=[buttons("x" * 76)])
        )
        == "invalid_blocks"
    )
    assert not general.messages


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"text": "x", "thread_ts": "1.000001"}, "cannot_reply_to_message"),
        ({"text": "x", "metadata": {"event_type": "t"}}, "invalid_metadata_format"),
        ({"text": "x", "blocks": "nonsense"}, "invalid_blocks_format"),
    ],
)
async def test_what_slack_would_not_post_is_refused(
    client: AsyncWebClient, general: Channel, said: dict[str, object], error: str
) -> None:
    call = client.api_call("chat.postMessage", json={"channel": general.id, **said})

    assert await refused(call) == error


async def test_a_text_too_long_is_cut_with_a_warning(
    client: AsyncWebClient, general: Channel
) -> None:
    posted = await client.chat_postMessage(channel=general.id, text="x" * 40_001)

    assert len(posted["message"]["text"]) == 40_000
    assert posted["warning"] == "message_truncated"


async def test_posting_needs_membership_or_the_public_scope(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    public = sandbox.add_channel("sales", members=[ana])
    private = sandbox.add_channel("board", members=[ana], private=True)

    await client.chat_postMessage(channel=public.id, text="allowed by chat:write.public")
    sandbox.world.scopes.granted -= {"chat:write.public"}

    assert await refused(client.chat_postMessage(channel=public.id, text="x")) == "not_in_channel"
    assert (
        await refused(client.chat_postMessage(channel=private.id, text="x")) == "channel_not_found"
    )


async def test_a_persons_id_as_channel_opens_the_direct_message(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person, ben: Person
) -> None:
    posted = await client.chat_postMessage(channel=ana.id, text="for you")
    sandbox.deactivate(ben)

    assert posted["channel"] == ana.dm.id
    assert [message.text for message in ana.sees(ana.dm)] == ["for you"]
    assert not ben.sees(ana.dm)
    assert await refused(client.chat_postMessage(channel=ben.id, text="x")) == "user_disabled"


async def test_an_archived_channel_takes_nothing_more(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    channel = sandbox.add_channel("old", members=[ana], with_bot=True)
    posted = await client.chat_postMessage(channel=channel.id, text="last words")
    await ana.archives(channel)

    assert await refused(client.chat_postMessage(channel=channel.id, text="x")) == "is_archived"
    update = client.chat_update(channel=channel.id, ts=posted["ts"], text="x")
    assert await refused(update) == "is_inactive"


async def test_an_update_keeps_what_it_does_not_name(
    client: AsyncWebClient, general: Channel
) -> None:
    metadata = {"event_type": "di_outbox", "event_payload": {"outbox_id": "7"}}
    posted = await client.chat_postMessage(
        channel=general.id, text="a", blocks=[buttons("Take")], metadata=metadata
    )
    ts = posted["ts"]
    message = general.messages[ts]

    await client.chat_update(channel=general.id, ts=ts, blocks=[buttons("Leave")], text="b")
    with_blocks = (message.text, message.buttons, message.edited, message.metadata)
    await client.chat_update(channel=general.id, ts=ts, text="c", metadata={})
    with_text = (message.text, message.buttons, message.metadata)

    assert with_blocks == ("b", ["Leave"], None, metadata)
    assert with_text == ("c", [], None)
    assert message.edited is not None


async def test_only_its_own_messages_can_the_bot_change(
    client: AsyncWebClient, ana: Person, general: Channel
) -> None:
    hers = await ana.says("mine", channel=general)
    where: dict[str, Any] = {"channel": general.id, "ts": hers.ts}

    assert await refused(client.chat_update(**where, text="x")) == "cant_update_message"
    assert await refused(client.chat_delete(**where)) == "cant_delete_message"
    too_long = client.chat_update(channel=general.id, ts="1.0", text="x")
    assert await refused(too_long) == "message_not_found"


async def test_an_update_of_more_than_4000_characters_is_refused(
    client: AsyncWebClient, general: Channel
) -> None:
    posted = await client.chat_postMessage(channel=general.id, text="short")

    call = client.chat_update(channel=general.id, ts=posted["ts"], text="x" * 4001)

    assert await refused(call) == "msg_too_long"


async def test_an_ephemeral_message_is_for_one_person_who_is_there(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person, ben: Person, general: Channel
) -> None:
    sales = sandbox.add_channel("sales", members=[ana], with_bot=True)

    posted = await client.chat_postEphemeral(channel=general.id, user=ana.id, text="psst")
    history = await client.conversations_history(channel=general.id)

    assert [message.text for message in ana.sees(general)] == ["psst"]
    assert not ben.sees(general)
    assert history["messages"] == []
    elsewhere = client.chat_postEphemeral(channel=sales.id, user=ben.id, text="x")
    assert await refused(elsewhere) == "user_not_in_channel"
    update = client.chat_update(channel=general.id, ts=posted["message_ts"], text="x")
    assert await refused(update) == "message_not_found"


async def test_an_ephemeral_reply_shows_only_in_a_living_thread(
    client: AsyncWebClient, ana: Person, general: Channel
) -> None:
    parent = await ana.says("is it broken?", channel=general)
    await client.chat_postEphemeral(
        channel=general.id, user=ana.id, text="psst", thread_ts=parent.ts
    )
    before = [message.text for message in ana.sees(general, parent.ts)]

    await client.chat_postMessage(channel=general.id, text="it is", thread_ts=parent.ts)

    assert before == ["is it broken?"]
    after = [message.text for message in ana.sees(general, parent.ts)]
    assert after == ["is it broken?", "psst", "it is"]


async def test_a_permalink_leads_to_the_message_and_its_thread(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person, general: Channel
) -> None:
    parent = await ana.says("a", channel=general)
    reply = await client.chat_postMessage(channel=general.id, text="b", thread_ts=parent.ts)

    link = await client.chat_getPermalink(channel=general.id, message_ts=reply["ts"])

    ts = reply["ts"].replace(".", "")
    place = f"{sandbox.url}/archives/{general.id}/p{ts}"
    assert link["permalink"] == f"{place}?thread_ts={parent.ts}&cid={general.id}"


async def test_a_deleted_message_with_replies_leaves_a_tombstone(
    client: AsyncWebClient, ana: Person, general: Channel
) -> None:
    posted = await client.chat_postMessage(channel=general.id, text="a")
    await ana.says("why?", channel=general, thread_ts=posted["ts"])

    await client.chat_delete(channel=general.id, ts=posted["ts"])
    again = client.chat_delete(channel=general.id, ts=posted["ts"])

    assert general.messages[posted["ts"]].subtype == "tombstone"
    assert await refused(again) == "message_not_found"
