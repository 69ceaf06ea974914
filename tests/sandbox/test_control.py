"""The HTTP API behind the page: what one person sees there and can do."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox
from bot.sandbox.model import Channel
from tests.sandbox.page import Page
from tests.sandbox.small_bot import SmallBot
from tests.sandbox.views import a_modal, a_select, an_input, an_option, buttons

Json = dict[str, Any]


@pytest.fixture
def page(sandbox: Sandbox, session: aiohttp.ClientSession, ana: Person) -> Page:
    return Page(sandbox, session, ana)


async def test_while_it_is_closed_nobody_acts_over_the_page(
    page: Page, sandbox: Sandbox, general: Channel
) -> None:
    """The demo plays its past first: somebody else's command in between would change it."""
    sandbox.closed = "In a few seconds."
    refused = await page.act("post", channel=general.id, text="hello")
    sandbox.closed = ""
    done = await page.act("post", channel=general.id, text="hello")

    assert (refused["error"], done["status"]) == ("In a few seconds.", 200)
    assert [one.text for one in general.messages.values()] == ["hello"]


async def test_the_state_is_what_one_person_sees(
    page: Page, client: AsyncWebClient, sandbox: Sandbox, ana: Person, ben: Person, general: Channel
) -> None:
    sandbox.add_channel("board", members=[ben], private=True)
    await client.chat_postMessage(channel=general.id, text=f"<@{ana.id}> look")
    sandbox.install({"features": {"slash_commands": [{"command": "/data-incident"}]}})

    state = await page.get("state")

    (shown,) = state["channels"]
    assert (shown["name"], shown["unread"], shown["mention"]) == ("general", 1, True)
    assert state["me"] == ana.id
    assert [one["name"] for one in state["people"]] == ["data-incident", "ana", "ben"]
    assert state["commands"] == [{"command": "/data-incident"}]
    assert (state["view"], state["view_stack"], state["transport"]) == (None, 0, "none")


async def test_reading_a_channel_clears_its_unread(
    page: Page, client: AsyncWebClient, general: Channel
) -> None:
    await client.chat_postMessage(channel=general.id, text="news")

    await page.act("read", channel=general.id)

    assert (await page.get("state"))["channels"][0]["unread"] == 0


async def test_messages_come_with_all_the_page_shows(
    page: Page, client: AsyncWebClient, ana: Person, ben: Person, general: Channel
) -> None:
    posted = await client.chat_postMessage(
        channel=general.id, text="card", blocks=[buttons("Take")]
    )
    ts = posted["ts"]
    await client.pins_add(channel=general.id, timestamp=ts)
    await ana.reacts(general.messages[ts], "eyes")
    await ben.says("on it", channel=general, thread_ts=ts)
    await client.chat_postEphemeral(channel=general.id, user=ben.id, text="for ben")
    await client.files_upload_v2(filename="a b.md", content="x", channel=general.id)

    card, upload = await page.messages(general)
    thread = await page.messages(general, thread=ts)

    assert (card["reply_count"], card["pinned"], card["bot"]) == (1, True, True)
    assert card["reactions"] == [{"name": "eyes", "users": [ana.id]}]
    assert card["blocks"][0]["elements"][0]["text"]["text"] == "Take"
    assert upload["files"][0]["url"].endswith("/a%20b.md")
    assert [one["text"] for one in thread] == ["card", "on it"]


async def test_acts_on_messages_reach_the_workspace(page: Page, general: Channel) -> None:
    posted = await page.act("post", channel=general.id, text="hello @ben")
    about = {"channel": general.id, "ts": posted["ts"]}

    await page.act("react", **about, name="wave")
    await page.act("edit", **about, text="hello")
    message = general.messages[posted["ts"]]
    seen = (message.text, list(message.reactions))
    await page.act("unreact", **about, name="wave")
    await page.act("delete", **about)

    assert seen == ("hello", ["wave"])
    assert not general.messages


async def test_nobody_changes_what_another_wrote(page: Page, ben: Person, general: Channel) -> None:
    hers = await ben.says("mine", channel=general)

    answer = await page.act("edit", channel=general.id, ts=hers.ts, text="yours")

    assert "only who wrote" in answer["error"]
    assert hers.text == "mine"


async def test_a_form_is_filled_and_sent_from_the_page(
    page: Page, bot: SmallBot, general: Channel
) -> None:
    select = {"type": "external_select", "action_id": "asset", "min_query_length": 0}
    choice = an_input("severity", a_select("sev1"), dispatch_action=True, optional=True)
    view = a_modal(an_input("title"), an_input("asset", select), choice, buttons("Preview"))
    bot.opens("/data-incident", view)
    bot.keeps("options", "asset", {"options": [an_option("mart.orders")]})
    bot.keeps("action", "preview")
    bot.keeps("action", "choice")
    bot.keeps("view", "declare")
    title = {"block_id": "title", "action_id": "words"}
    asset = {"block_id": "asset", "action_id": "asset"}

    await page.act("command", channel=general.id, text="/data-incident declare")
    opened = (await page.get("state"))["view"]
    where = {"view": opened["id"]}
    incomplete = await page.act("submit")
    offered = await page.act("suggest", **where, **asset, query="ord")
    await page.act("fill", **where, **asset, value="mart.orders")
    await page.act("fill", **where, **title, value="Revenue", quiet=True)
    await page.act("fill", **where, block_id="severity", action_id="choice", value="sev1")
    await page.act("press", **where, block_id="buttons", action_id="preview")
    sent = await page.act("submit")

    assert opened["title"]["text"] == "Declare"
    assert set(incomplete["body"]["errors"]) == {"title", "asset"}
    assert offered["options"] == [an_option("mart.orders")]
    assert sent["status"] == 200
    assert (await page.get("state"))["view"] is None
    values = bot.heard[-1]["view"]["state"]["values"]
    assert values["title"]["words"]["value"] == "Revenue"
    assert values["asset"]["asset"]["selected_option"] == an_option("mart.orders")
    assert [heard["type"] for heard in bot.heard] == [
        "block_suggestion",
        "block_actions",
        "block_actions",
        "view_submission",
    ]


async def test_shortcuts_buttons_and_channels_work_from_the_page(
    page: Page,
    bot: SmallBot,
    client: AsyncWebClient,
    sandbox: Sandbox,
    ana: Person,
    ben: Person,
    general: Channel,
) -> None:
    bot.keeps("shortcut", "declare")
    bot.keeps("action", "take")
    bot.hears("member_joined_channel", "member_left_channel")
    posted = await client.chat_postMessage(channel=general.id, text="x", blocks=[buttons("Take")])
    about = {"channel": general.id, "ts": posted["ts"]}
    sales = sandbox.add_channel("sales", members=[ben], with_bot=True)

    await page.act("shortcut", callback_id="declare")
    await page.act("shortcut", callback_id="declare", **about)
    await page.act("press", **about, block_id="buttons", action_id="take")
    await page.act("join", channel=sales.id)
    await page.act("leave", channel=sales.id)
    direct = await page.act("open_dm", user=sandbox.workspace.app.user_id)

    kinds = [heard["type"] for heard in bot.heard]
    assert kinds[:3] == ["shortcut", "message_action", "block_actions"]
    assert kinds[3:] == ["member_joined_channel", "member_left_channel"]
    assert direct["channel"] == ana.dm.id


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"act": "fly"}, "there is no act"),
        ({"act": "post", "channel": "C404", "text": "x"}, "channel_not_found"),
        ({"act": "delete", "channel": "general", "ts": "1"}, "channel_not_found"),
        ({"act": "submit"}, "no form is open"),
        ({"act": "post"}, "bad act: 'channel'"),
        ({"act": "press", "view": "V404", "block_id": "b", "action_id": "a"}, "no longer open"),
    ],
)
async def test_acts_that_cannot_be_are_answered_with_a_reason(
    page: Page, fields: Json, status: str
) -> None:
    answer = await page.act(**fields)

    assert status in answer["error"]


async def test_the_page_hears_of_changes_and_of_the_clock(
    page: Page, ana: Person, general: Channel
) -> None:
    async def hear(count: int) -> list[Json]:
        heard = []
        async for note in page.notes():
            heard.append(note)
            if len(heard) == count:
                break
        return heard

    listening = asyncio.ensure_future(hear(2))
    while not listening.done():
        await ana.says("hello", channel=general)
        await page.act("advance", minutes=30)

    kinds = {note["type"] for note in await listening}
    assert kinds == {"changed", "clock"}


async def test_faults_and_the_log_are_at_hand(
    page: Page, client: AsyncWebClient, sandbox: Sandbox, session: aiohttp.ClientSession
) -> None:
    url = f"{sandbox.url}/sandbox/faults"
    await session.post(url, json={"method": "auth.test", "kind": "error", "times": None})
    wrong = await session.post(url, json={"method": "auth.test", "kind": "explode"})
    shown = (await page.get("state"))["faults"]
    await session.delete(url)

    await client.auth_test()

    assert (wrong.status, [fault["method"] for fault in shown]) == (400, ["auth.test"])
    log = await page.get("log")
    assert [call["method"] for call in log["calls"]] == ["auth.test"]


async def test_only_the_pages_own_files_are_served(
    sandbox: Sandbox, session: aiohttp.ClientSession
) -> None:
    statuses = {}
    for path in ("/", "/archives/C1/p1", "/page/main.js", "/page/none.js", "/page/..%2Fapi.py"):
        async with session.get(f"{sandbox.url}{path}") as response:
            statuses[path] = (response.status, response.content_type)

    assert statuses["/"] == statuses["/archives/C1/p1"] == (200, "text/html")
    assert statuses["/page/main.js"] == (200, "text/javascript")
    assert statuses["/page/none.js"][0] == statuses["/page/..%2Fapi.py"][0] == 404


async def test_another_site_cannot_act_for_people_here(
    page: Page, sandbox: Sandbox, session: aiohttp.ClientSession, ana: Person, general: Channel
) -> None:
    act = {"as": ana.id, "act": "post", "channel": general.id, "text": "not me"}
    url = f"{sandbox.url}/sandbox/act"

    foreign = await session.post(url, json=act, headers={"Origin": "https://evil.example"})
    own = await session.post(url, json=act | {"text": "me"}, headers={"Origin": sandbox.url})

    assert (foreign.status, own.status) == (403, 200)
    assert [message.text for message in ana.sees(general)] == ["me"]


async def test_channels_and_accounts_are_kept_up_from_the_page(
    page: Page, sandbox: Sandbox, ben: Person, general: Channel
) -> None:
    me = {"channel": general.id}

    await page.act("rename", **me, name="everyone")
    bad = await page.act("rename", **me, name="No Such Name")
    await page.act("archive", **me)
    archived = general.is_archived
    await page.act("unarchive", **me)
    await page.act("remove", **me, user=sandbox.workspace.app.user_id)
    await page.act("deactivate", user=ben.id)
    closed = sandbox.workspace.people[ben.id].deleted
    await page.act("reactivate", user=ben.id)

    assert (general.name, bad["error"]) == ("everyone", "invalid_name_specials")
    assert (archived, general.is_archived) == (True, False)
    assert sandbox.workspace.app.user_id not in general.members
    assert (closed, sandbox.workspace.people[ben.id].deleted) == (True, False)
    await page.act("delete_channel", **me)
    assert general.id not in sandbox.workspace.channels
