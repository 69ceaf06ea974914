"""User groups and canvases, and what of them the free plan refuses."""

from collections.abc import Awaitable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox
from bot.sandbox.model import Channel

Json = dict[str, Any]


async def error_of(call: Awaitable[Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


def markdown(text: str) -> Json:
    return {"type": "markdown", "markdown": text}


async def test_a_user_group_is_listed_with_its_people(
    client: AsyncWebClient, sandbox: Sandbox, ana: Person, ben: Person
) -> None:
    group = sandbox.add_group("data-oncall", members=[ana, ben])

    (bare,) = (await client.usergroups_list())["usergroups"]
    (full,) = (await client.usergroups_list(include_users=True))["usergroups"]
    users = (await client.usergroups_users_list(usergroup=group.id))["users"]

    assert (bare["handle"], bare["user_count"], "users" in bare) == ("data-oncall", 2, False)
    assert full["users"] == users == [ana.id, ben.id]
    assert await error_of(client.usergroups_users_list(usergroup="S404")) == "no_such_subteam"


async def test_the_free_plan_has_no_user_groups(client: AsyncWebClient, sandbox: Sandbox) -> None:
    group = sandbox.add_group("data-oncall")

    sandbox.plan = "free"

    assert await error_of(client.usergroups_list()) == "plan_upgrade_required"
    assert await error_of(client.usergroups_users_list(usergroup=group.id)) == (
        "plan_upgrade_required"
    )
    assert sandbox.plan == "free"


async def test_a_channel_has_one_canvas_of_its_own(
    client: AsyncWebClient, general: Channel
) -> None:
    made = await client.conversations_canvases_create(
        channel_id=general.id, document_content=markdown("# Runbook")
    )

    again = client.conversations_canvases_create(
        channel_id=general.id, document_content=markdown("x")
    )
    assert await error_of(again) == "channel_canvas_already_exists"
    info = (await client.conversations_info(channel=general.id))["channel"]
    assert info["properties"]["canvas"] == {"file_id": made["canvas_id"], "is_empty": False}


async def test_a_canvas_without_words_is_told_to_be_empty(
    client: AsyncWebClient, general: Channel
) -> None:
    made = await client.conversations_canvases_create(
        channel_id=general.id, document_content=markdown("")
    )

    info = (await client.conversations_info(channel=general.id))["channel"]
    assert info["properties"]["canvas"] == {"file_id": made["canvas_id"], "is_empty": True}


async def test_the_free_plan_has_one_tab_in_a_channel_and_no_other_canvas(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel
) -> None:
    alone = (await client.canvases_create(title="Alone"))["canvas_id"]
    sandbox.plan = "free"
    tab = (await client.canvases_create(title="Tab", channel_id=general.id))["canvas_id"]
    change = {"operation": "insert_at_end", "document_content": markdown("more")}

    own = client.conversations_canvases_create(
        channel_id=general.id, document_content=markdown("x")
    )
    assert await error_of(own) == "team_tier_cannot_create_channel_canvases"
    second = client.canvases_create(channel_id=general.id)
    assert await error_of(second) == "free_team_canvas_tab_already_exists"
    assert await error_of(client.canvases_create()) == (
        "free_teams_cannot_create_standalone_canvases"
    )
    assert await error_of(client.canvases_edit(canvas_id=alone, changes=[change])) == (
        "free_teams_cannot_edit_standalone_canvases"
    )
    await client.canvases_edit(canvas_id=tab, changes=[change])
    assert sandbox.world.plan.canvases[tab].markdown == "more"
    info = (await client.conversations_info(channel=general.id))["channel"]
    assert info["properties"]["tabs"] == [{"type": "canvas", "data": {"file_id": tab}}]


@pytest.mark.parametrize(
    ("operation", "about_b", "expected"),
    [
        ("insert_at_start", False, "new\n\na\n\nb\n\nc"),
        ("insert_at_end", False, "a\n\nb\n\nc\n\nnew"),
        ("insert_before", True, "a\n\nnew\n\nb\n\nc"),
        ("insert_after", True, "a\n\nb\n\nnew\n\nc"),
        ("replace", True, "a\n\nnew\n\nc"),
        ("replace", False, "new"),
        ("delete", True, "a\n\nc"),
    ],
)
async def test_a_canvas_is_changed_section_by_section(
    client: AsyncWebClient, sandbox: Sandbox, operation: str, about_b: bool, expected: str
) -> None:
    made = await client.canvases_create(document_content=markdown("a\n\nb\n\nc"))
    canvas = sandbox.world.plan.canvases[made["canvas_id"]]
    criteria = {"contains_text": "b"}
    found = await client.canvases_sections_lookup(canvas_id=canvas.id, criteria=criteria)
    change: Json = {"operation": operation, "document_content": markdown("new")}
    if about_b:
        change["section_id"] = found["sections"][0]["id"]

    await client.canvases_edit(canvas_id=canvas.id, changes=[change])

    assert canvas.markdown == expected


async def test_headings_are_found_and_a_title_changed(
    client: AsyncWebClient, sandbox: Sandbox
) -> None:
    text = "# One\n\nwords\n\n## Two"
    made = (await client.canvases_create(document_content=markdown(text)))["canvas_id"]
    rename = {"operation": "rename", "title_content": markdown("DI-7")}

    async def found(*kinds: str) -> int:
        criteria = {"section_types": list(kinds)}
        sections = await client.canvases_sections_lookup(canvas_id=made, criteria=criteria)
        return len(sections["sections"])

    assert (await found("h1"), await found("h2"), await found("any_header")) == (1, 1, 2)
    await client.canvases_edit(canvas_id=made, changes=[rename])
    assert sandbox.world.plan.canvases[made].title == "DI-7"


async def test_what_a_canvas_does_not_take_is_refused(
    client: AsyncWebClient, sandbox: Sandbox, general: Channel
) -> None:
    made = (await client.canvases_create(channel_id=general.id))["canvas_id"]
    change: Json = {"operation": "insert_at_end", "document_content": markdown("x")}
    half, table = "x" * (512 * 1024 + 1), "| a | b |\n" * 151

    async def edit(*changes: Json) -> str:
        return await error_of(client.canvases_edit(canvas_id=made, changes=list(changes)))

    assert await edit(change, change) == "invalid_arguments"
    assert await edit({"operation": "explode"}) == "invalid_arguments"
    assert await edit(change | {"document_content": {"type": "html"}}) == "invalid_arguments"
    assert await edit(change | {"section_id": "temp:C:404"}) == "canvas_editing_failed"
    await client.canvases_edit(
        canvas_id=made, changes=[change | {"document_content": markdown(half)}]
    )
    assert await edit(change | {"document_content": markdown(half)}) == "canvas_too_large"
    made_of = client.canvases_create(document_content=markdown(table))
    assert await error_of(made_of) == "canvas_creation_failed"

    await client.canvases_delete(canvas_id=made)

    assert general.canvas_tabs == []
    assert await error_of(client.canvases_delete(canvas_id=made)) == "canvas_not_found"
