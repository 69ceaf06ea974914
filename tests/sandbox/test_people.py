"""People at the front doors: commands, buttons, shortcuts, and the answers they get."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox
from bot.sandbox.model import Channel
from tests.sandbox.small_bot import SmallBot
from tests.sandbox.views import a_modal, a_select, an_input, an_option, buttons, words


async def test_a_command_is_answered_to_her_alone(
    bot: SmallBot, sandbox: Sandbox, ana: Person, ben: Person, general: Channel
) -> None:
    bot.answers("/data-incident", "DI-7 is declared")

    answer = await ana.types("/data-incident sev1  Revenue & <b>", channel=general)

    assert (answer.status, answer.text) == (200, "DI-7 is declared")
    assert [message.text for message in ana.sees(general)] == ["DI-7 is declared"]
    assert not ben.sees(general)
    (heard,) = bot.heard
    assert heard["text"] == "sev1  Revenue &amp; &lt;b&gt;"
    assert (heard["user_id"], heard["channel_name"]) == (ana.id, "general")


async def test_a_command_can_be_answered_to_all(
    bot: SmallBot, ana: Person, ben: Person, general: Channel
) -> None:
    bot.answers("/data-incident", {"response_type": "in_channel", "text": "hello all"})

    await ana.types("/data-incident", channel=general)

    assert [message.text for message in ben.sees(general)] == ["hello all"]


async def test_an_answer_slack_would_not_show_is_found(
    bot: SmallBot, ana: Person, general: Channel
) -> None:
    bot.answers("/data-incident", {"text": "x", "blocks": [buttons("x" * 76)]})

    answer = await ana.types("/data-incident", channel=general)

    assert not answer.ok
    assert "less than 76" in str(answer.error)
    assert not ana.sees(general)


async def test_an_unknown_command_never_reaches_the_bot(
    bot: SmallBot, sandbox: Sandbox, ana: Person, general: Channel
) -> None:
    sandbox.install({"features": {"slash_commands": [{"command": "/data-incident"}]}})

    answer = await ana.types("/data-accident", channel=general)

    assert answer.error == "/data-accident is not a valid command"
    assert sandbox.deliveries == []


async def test_a_command_needs_a_channel_she_is_in(sandbox: Sandbox, ana: Person) -> None:
    elsewhere = sandbox.add_channel("board")

    with pytest.raises(AssertionError, match="ana is not in board"):
        await ana.types("/data-incident", channel=elsewhere)


async def test_a_button_says_who_pressed_what_where(
    bot: SmallBot, client: AsyncWebClient, ana: Person, general: Channel
) -> None:
    bot.keeps("action", "take")
    posted = await client.chat_postMessage(
        channel=general.id, text="x", blocks=[buttons("Take", "Leave")]
    )
    message = general.messages[posted["ts"]]

    answer = await ana.presses(message, "Take")

    (heard,) = bot.heard
    assert answer.ok
    assert (heard["user"]["id"], heard["actions"][0]["value"]) == (ana.id, "Take")
    assert heard["message"]["ts"] == message.ts
    assert heard["container"]["channel_id"] == general.id


async def test_an_ephemeral_message_comes_back_without_its_text(
    bot: SmallBot, client: AsyncWebClient, ana: Person, general: Channel
) -> None:
    bot.keeps("action", "take")
    await client.chat_postEphemeral(
        channel=general.id, user=ana.id, text="x", blocks=[buttons("Take")]
    )

    await ana.presses(ana.sees(general)[-1], "take")

    assert "message" not in bot.heard[0]
    assert bot.heard[0]["container"]["is_ephemeral"]


async def test_choices_in_a_message_are_told_and_kept(
    bot: SmallBot, client: AsyncWebClient, ana: Person, general: Channel
) -> None:
    bot.keeps("action", "choice")
    bot.keeps("action", "send")
    menu = {"type": "actions", "block_id": "menu", "elements": [a_select("a", "b")]}
    posted = await client.chat_postMessage(
        channel=general.id, text="x", blocks=[menu, buttons("Send")]
    )
    message = general.messages[posted["ts"]]

    await ana.presses(message, "choice", "b")
    await ana.presses(message, "Send")

    assert bot.heard[0]["actions"][0]["selected_option"] == an_option("b")
    kept = bot.heard[1]["state"]["values"]["menu"]["choice"]
    assert kept["selected_option"] == an_option("b")


async def test_an_overflow_menu_gives_the_option_chosen(
    bot: SmallBot, client: AsyncWebClient, ana: Person, general: Channel
) -> None:
    bot.keeps("action", "more")
    options = [an_option("close"), an_option("reopen")]
    overflow = {"type": "overflow", "action_id": "more", "options": options}
    block = {"type": "section", "text": words("DI-7"), "accessory": overflow}
    posted = await client.chat_postMessage(channel=general.id, text="x", blocks=[block])

    await ana.presses(general.messages[posted["ts"]], "more", "Reopen")

    assert bot.heard[0]["actions"][0]["selected_option"]["value"] == "reopen"


async def test_shortcuts_carry_what_they_are_about(
    bot: SmallBot, ana: Person, general: Channel
) -> None:
    bot.keeps("shortcut", "declare_global")
    bot.keeps("shortcut", "declare_message")
    message = await ana.says("revenue is empty", channel=general)

    await ana.uses("declare_global")
    await ana.uses("declare_message", message)

    anywhere, about = bot.heard
    assert (anywhere["type"], about["type"]) == ("shortcut", "message_action")
    assert about["message"]["text"] == "revenue is empty"
    assert about["response_url"]
    assert anywhere["trigger_id"]


async def test_a_slow_bot_leaves_her_with_a_time_out(
    bot: SmallBot, sandbox: Sandbox, ana: Person, general: Channel
) -> None:
    sandbox.world.sender.patience = 0.05
    bot.awake.clear()

    answer = await ana.types("/data-incident", channel=general)

    assert (answer.status, answer.error) == (0, "operation_timeout")
    bot.awake.set()


async def test_waiting_in_vain_tells_the_last_state(
    client: AsyncWebClient, sandbox: Sandbox
) -> None:
    await client.auth_test()

    with pytest.raises(AssertionError, match=r"auth\.test -> 200"):
        await sandbox.until(lambda: False, timeout=0.01)


async def test_of_several_like_buttons_the_value_says_which(
    bot: SmallBot, client: AsyncWebClient, ana: Person, general: Channel
) -> None:
    bot.keeps("action", "open")
    rows = [
        {
            "type": "actions",
            "elements": [
                {"type": "button", "action_id": "open", "text": words("Open"), "value": value}
            ],
        }
        for value in ("DI-7", "DI-8")
    ]
    posted = await client.chat_postMessage(channel=general.id, text="x", blocks=rows)

    await ana.presses(general.messages[posted["ts"]], "Open", "DI-8")

    assert bot.heard[0]["actions"][0]["value"] == "DI-8"


async def test_nobody_presses_what_they_do_not_see(
    client: AsyncWebClient, ana: Person, ben: Person, general: Channel
) -> None:
    await client.chat_postEphemeral(
        channel=general.id, user=ana.id, text="x", blocks=[buttons("Take")]
    )

    with pytest.raises(AssertionError, match="ben does not see that message"):
        await ben.presses(ana.sees(general)[0], "Take")


async def test_what_was_sent_can_be_sent_again(
    bot: SmallBot, sandbox: Sandbox, ana: Person, general: Channel
) -> None:
    bot.answers("/data-incident", "")
    bot.keeps("shortcut", "declare")
    bot.hears("message")
    await ana.types("/data-incident sev1", channel=general)
    await ana.uses("declare")
    await ana.says("hello", channel=general)

    answers = [await sandbox.redeliver(delivery) for delivery in list(sandbox.deliveries)]

    assert [answer.status for answer in answers] == [200, 200, 200]
    assert bot.heard[3:] == bot.heard[:3]
    assert bot.headers[-1]["x-slack-retry-num"] == "1"


async def test_half_a_character_pair_reaches_the_bot_as_it_is(
    bot: SmallBot, client: AsyncWebClient, sandbox: Sandbox, ana: Person, general: Channel
) -> None:
    bot.opens("/data-incident", a_modal(an_input("title")))
    bot.keeps("view", "declare")
    bot.hears("message")

    await ana.types("/data-incident \ud800", channel=general)
    await ana.submits(title="\ud800\x00")
    await ana.says("\udfff", channel=general)
    history = await client.conversations_history(channel=general.id)

    values = bot.heard[0]["view"]["state"]["values"]
    assert values["title"]["words"]["value"] == "\ud800\x00"
    assert bot.heard[1]["text"] == "\udfff"
    assert history["messages"][0]["text"] == "\udfff"
