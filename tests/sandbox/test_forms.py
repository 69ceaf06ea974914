"""Forms: triggers, the stack, hashes, what people fill in, and what the bot answers to it."""

from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Clock, Person, Sandbox
from tests.sandbox.small_bot import SmallBot
from tests.sandbox.test_calls import refused
from tests.sandbox.views import a_modal, a_select, a_trigger, an_input, an_option, words


async def test_a_trigger_opens_one_form_within_three_seconds(
    client: AsyncWebClient, sandbox: Sandbox, clock: Clock, ana: Person
) -> None:
    first, late = a_trigger(sandbox, ana), a_trigger(sandbox, ana)

    await client.views_open(trigger_id=first, view=a_modal())
    clock.advance(timedelta(seconds=3.1))

    assert ana.form.title == "Declare"
    spent = client.views_open(trigger_id=first, view=a_modal())
    assert await refused(spent) == "exchanged_trigger_id"
    expired = client.views_open(trigger_id=late, view=a_modal())
    assert await refused(expired) == "expired_trigger_id"
    unknown = client.views_open(trigger_id="1.2.abc", view=a_modal())
    assert await refused(unknown) == "invalid_trigger_id"


async def test_at_most_three_forms_lie_upon_each_other(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    opened = await client.views_open(trigger_id=a_trigger(sandbox, ana), view=a_modal())
    await client.views_push(trigger_id=a_trigger(sandbox, ana), view=a_modal())
    third = await client.views_push(trigger_id=a_trigger(sandbox, ana), view=a_modal())

    fourth = client.views_push(trigger_id=a_trigger(sandbox, ana), view=a_modal())

    assert await refused(fourth) == "push_limit_reached"
    assert third["view"]["root_view_id"] == opened["view"]["id"]
    await ana.closes()
    assert ana.form.id == third["view"]["previous_view_id"]


async def test_a_bad_view_is_refused_with_the_reason(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    bad = a_modal(title=words("x" * 25))

    with pytest.raises(SlackApiError) as caught:
        await client.views_open(trigger_id=a_trigger(sandbox, ana), view=bad)

    answer = caught.value.response
    assert answer["error"] == "invalid_arguments"
    assert "/view/title" in answer["response_metadata"]["messages"][0]


async def test_an_update_keeps_the_input_of_the_same_field_and_needs_the_hash(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    view = a_modal(an_input("title"), an_input("summary"))
    opened = await client.views_open(trigger_id=a_trigger(sandbox, ana), view=view)
    view_id, stale = opened["view"]["id"], opened["view"]["hash"]
    await ana.fills("title", "Revenue")
    await ana.fills("summary", "It is missing")

    renamed = a_modal(an_input("title"), an_input("summary-2"))
    await client.views_update(view_id=view_id, hash=stale, view=renamed)
    conflict = client.views_update(view_id=view_id, hash=stale, view=renamed)

    assert await refused(conflict) == "hash_conflict"
    values = ana.form.state["values"]
    assert values["title"]["words"]["value"] == "Revenue"
    assert values["summary-2"]["words"]["value"] is None


async def test_an_external_id_belongs_to_one_view(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person, ben: Person
) -> None:
    named = a_modal(external_id="only-one")
    await client.views_open(trigger_id=a_trigger(sandbox, ana), view=named)

    second = client.views_open(trigger_id=a_trigger(sandbox, ben), view=named)

    assert await refused(second) == "duplicate_external_id"
    await client.views_update(external_id="only-one", view=a_modal(title=words("New")))
    assert ana.form.title == "New"


ELEMENTS: list[tuple[dict[str, Any], Any, dict[str, Any]]] = [
    ({"type": "plain_text_input"}, "a & <b>", {"value": "a & <b>"}),
    (a_select("sev1", "sev2"), "Sev2", {"selected_option": an_option("sev2")}),
    (
        {"type": "multi_static_select", "options": [an_option("a"), an_option("b")]},
        ["a", "b"],
        {"selected_options": [an_option("a"), an_option("b")]},
    ),
    ({"type": "users_select"}, "U1", {"selected_user": "U1"}),
    ({"type": "multi_users_select"}, ["U1", "U2"], {"selected_users": ["U1", "U2"]}),
    ({"type": "conversations_select"}, "C1", {"selected_conversation": "C1"}),
    ({"type": "datepicker"}, "2026-02-03", {"selected_date": "2026-02-03"}),
    ({"type": "timepicker"}, "14:05", {"selected_time": "14:05"}),
    ({"type": "datetimepicker"}, 1770000000, {"selected_date_time": 1770000000}),
    (
        {"type": "checkboxes", "options": [an_option("warn")]},
        ["warn"],
        {"selected_options": [an_option("warn")]},
    ),
    (
        {"type": "radio_buttons", "options": [an_option("yes")]},
        "yes",
        {"selected_option": an_option("yes")},
    ),
    ({"type": "number_input", "is_decimal_allowed": False}, 7, {"value": "7"}),
]


@pytest.mark.parametrize(("element", "value", "state"), ELEMENTS)
async def test_every_element_has_the_state_slack_gives_it(
    bot: SmallBot,
    client: AsyncWebClient,
    sandbox: Sandbox,
    ana: Person,
    element: dict[str, Any],
    value: Any,
    state: dict[str, Any],
) -> None:
    bot.keeps("view", "declare")
    field = {**element, "action_id": "it"}
    view = a_modal(an_input("field", field, optional=True))
    await client.views_open(trigger_id=a_trigger(sandbox, ana), view=view)

    answer = await ana.submits(field=value)

    assert answer.ok
    sent = bot.heard[-1]["view"]["state"]["values"]["field"]["it"]
    assert sent == {"type": element["type"], **state}
    assert ana.view is None


async def test_initial_values_count(
    bot: SmallBot, client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    bot.keeps("view", "declare")
    element = {"type": "plain_text_input", "action_id": "words", "initial_value": "as it was"}
    view = a_modal(an_input("title", element))
    await client.views_open(trigger_id=a_trigger(sandbox, ana), view=view)

    await ana.submits()

    values = bot.heard[-1]["view"]["state"]["values"]
    assert values["title"]["words"]["value"] == "as it was"


async def test_an_incomplete_form_is_not_sent(
    bot: SmallBot, client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    bot.keeps("view", "declare")
    await client.views_open(trigger_id=a_trigger(sandbox, ana), view=a_modal())

    answer = await ana.submits()

    assert (answer.error, list(answer.errors)) == ("incomplete", ["title"])
    assert bot.heard == []


async def test_errors_are_shown_beside_their_fields(
    bot: SmallBot, client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    bot.keeps("view", "declare", {"response_action": "errors", "errors": {"title": "Too odd"}})
    await client.views_open(trigger_id=a_trigger(sandbox, ana), view=a_modal())

    answer = await ana.submits(title="?!")

    assert answer.errors == {"title": "Too odd"}
    assert ana.form.errors == {"title": "Too odd"}


async def test_errors_for_a_field_that_is_not_there_are_a_mistake_of_the_bot(
    bot: SmallBot, client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    bot.keeps("view", "declare", {"response_action": "errors", "errors": {"words": "no block"}})
    await client.views_open(trigger_id=a_trigger(sandbox, ana), view=a_modal())

    answer = await ana.submits(title="x")

    assert not answer.ok
    assert "input blocks" in str(answer.error)


@pytest.mark.parametrize(("action", "stack"), [("update", 1), ("push", 2), ("clear", 0)])
async def test_the_answer_to_a_form_changes_the_stack(
    bot: SmallBot,
    client: AsyncWebClient,
    sandbox: Sandbox,
    ana: Person,
    action: str,
    stack: int,
) -> None:
    answer: dict[str, Any] = {"response_action": action}
    if action != "clear":
        answer["view"] = a_modal(title=words("Preview"))
    bot.keeps("view", "declare", answer)
    await client.views_open(trigger_id=a_trigger(sandbox, ana), view=a_modal())

    await ana.submits(title="x")

    assert len(sandbox.world.views.stack(ana.id)) == stack
    assert ana.view is None or ana.view.title == "Preview"


async def test_a_form_stays_open_when_the_bot_fails(
    bot: SmallBot, client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    await client.views_open(trigger_id=a_trigger(sandbox, ana), view=a_modal())

    answer = await ana.submits(title="x")

    assert (answer.status, answer.ok) == (404, False)
    assert ana.form.state["values"]["title"]["words"]["value"] == "x"


async def test_a_closed_form_is_told_where_asked_for(
    bot: SmallBot, client: AsyncWebClient, sandbox: Sandbox, ana: Person
) -> None:
    bot.keeps("view_closed", "declare")
    view = a_modal(notify_on_close=True)
    await client.views_open(trigger_id=a_trigger(sandbox, ana), view=view)

    await ana.closes()

    assert [body["type"] for body in bot.heard] == ["view_closed"]
    assert ana.view is None
