"""Fields that tell the bot at once, menus it fills, and what a form can ask for besides."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox
from bot.sandbox.model import Channel
from tests.sandbox.small_bot import SmallBot
from tests.sandbox.views import a_modal, a_select, a_trigger, an_input, an_option, buttons


async def test_a_field_that_dispatches_is_told_at_once(
    bot: SmallBot, client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    bot.keeps("action", "choice")
    silent = an_input("severity", a_select("sev1"))
    spoken = an_input("assets", {**a_select("a"), "action_id": "choice"}, dispatch_action=True)
    view = a_modal({**silent, "element": {**silent["element"], "action_id": "quiet"}}, spoken)
    await client.views_open(trigger_id=a_trigger(sandbox, ana), view=view)

    await ana.fills("severity", "sev1")
    await ana.fills("assets", "a")

    (heard,) = bot.heard
    assert heard["actions"][0]["selected_option"] == an_option("a")
    assert heard["view"]["state"]["values"]["severity"]["quiet"]["selected_option"]
    assert heard["container"]["view_id"] == ana.form.id


async def test_an_external_select_offers_what_the_bot_finds(
    bot: SmallBot, client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    bot.keeps("options", "assets", {"options": [an_option("mart.orders")]})
    bot.keeps("view", "declare")
    element = {"type": "multi_external_select", "action_id": "assets", "min_query_length": 0}
    view = a_modal(an_input("assets", element))
    await client.views_open(trigger_id=a_trigger(sandbox, ana), view=view)

    offered = await ana.suggests("assets", "ord")
    await ana.submits(assets=["mart.orders"])

    assert (offered, bot.heard[0]["value"]) == ([an_option("mart.orders")], "ord")
    values = bot.heard[1]["view"]["state"]["values"]["assets"]["assets"]
    assert values["selected_options"] == [an_option("mart.orders")]


async def test_options_slack_would_not_show_are_found(
    bot: SmallBot, client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    bot.keeps("options", "assets", {"options": [an_option("x" * 76)]})
    element = {"type": "external_select", "action_id": "assets"}
    view = a_modal(an_input("assets", element))
    await client.views_open(trigger_id=a_trigger(sandbox, ana), view=view)

    with pytest.raises(AssertionError, match="less than 76"):
        await ana.suggests("assets", "x")


async def test_a_conversation_chosen_for_an_answer_comes_with_a_response_url(
    bot: SmallBot, client: AsyncWebClient, sandbox: Sandbox, ana: Person, general: Channel
) -> None:
    bot.keeps("view", "declare")
    element = {
        "type": "conversations_select",
        "action_id": "where",
        "response_url_enabled": True,
    }
    view = a_modal(an_input("where", element))
    await client.views_open(trigger_id=a_trigger(sandbox, ana), view=view)

    await ana.submits(where=general.id)

    (found,) = bot.heard[-1]["response_urls"]
    assert (found["block_id"], found["channel_id"]) == ("where", general.id)


async def test_a_button_in_a_form_is_pressed_by_its_label(
    bot: SmallBot, client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    bot.keeps("action", "preview")
    view = a_modal(an_input(), buttons("Preview"))
    await client.views_open(trigger_id=a_trigger(sandbox, ana), view=view)

    await ana.presses(ana.form, "Preview")

    assert bot.heard[-1]["actions"][0]["value"] == "Preview"
    with pytest.raises(AssertionError, match=r"there is: words \(Title\), preview"):
        await ana.presses(ana.form, "Publish")


async def test_the_home_tab_is_published_per_person(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    home = {"type": "home", "blocks": [{"type": "divider"}]}

    first = await client.views_publish(user_id=ana.id, view=home)
    second = await client.views_publish(user_id=ana.id, view=home, hash=first["view"]["hash"])

    assert first["view"]["id"] == second["view"]["id"]
    assert ana.view is None
