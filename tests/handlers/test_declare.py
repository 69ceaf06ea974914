"""Declaring in one line, as a person types it and then sees it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.demo.world import World
from bot.domain.incident import Incident
from tests.handlers.incidents import entries, incident_channel, last_for, said


async def kept(world: World, number: int = 1) -> Incident:
    async with world.bot.db.reading() as tx:
        return await tx.incidents.get(number)


def marked_up(node: Any) -> Iterator[str]:
    """Every text in which Slack reads markup."""
    if isinstance(node, list):
        for part in node:
            yield from marked_up(part)
    elif isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            yield str(node["text"])
        for part in node.values():
            yield from marked_up(part)


async def how_many(world: World) -> int:
    async with world.bot.db.reading() as tx:
        return len(await tx.incidents.list_latest(limit=50))


async def test_one_line_declares_and_the_briefing_is_in_the_channel(world: World) -> None:
    ben, general = world.people["ben"], world.channels["general"]

    answer = await ben.types("/data-incident sev1 Revenue is missing <!channel>", channel=general)
    await world.settled()

    assert answer.status == 200
    assert "DI-1 is declared as SEV1" in str(answer.text)
    channel = incident_channel(world)
    assert channel.name == "di-1-revenue-is-missing-channel"
    assert any("Revenue is missing" in one.text for one in ben.sees(channel))
    assert all("<!channel" not in one.text for one in ben.sees(channel))
    assert channel.topic == "SEV1 · triage · Revenue is missing ‹!channel›"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("sev1 <!channel> is down", "<!channel> is down"),
        ("sev1 <https://evil.example|click> me", "click"),
        ("sev1 {{ 7*7 }} {% raw %}", "{{ 7*7 }} {% raw %}"),
        ("sev1 *bold* _it_ ~no~ `code`", "*bold* _it_ ~no~ `code`"),
        ("sev1 <script>alert(1)</script>", "<script>alert(1)</script>"),
        ("sev1 🔥🔥", "🔥🔥"),
        ("sev1 الإيرادات مفقودة منذ الثلاثاء", "الإيرادات مفقودة منذ الثلاثاء"),
        ("sev1 Umsatz fehlt für Österreich", "Umsatz fehlt für Österreich"),
        ("declare sev2 売上がありません", "売上がありません"),
        ("sev1 moved: DI-99 reopen 2099-12-31", "moved: DI-99 reopen 2099-12-31"),
    ],
)
async def test_any_title_is_declared_as_it_was_typed_and_nothing_in_it_pings_or_links(
    world: World, line: str, title: str
) -> None:
    ana, general = world.people["ana"], world.channels["general"]

    answer = await ana.types(f"/data-incident {line}", channel=general)
    await world.settled()

    assert answer.ok, answer
    assert title in (await kept(world)).title
    channel = incident_channel(world)
    posted = ana.sees(channel)
    assert any(one.blocks for one in posted)
    assert not {"<", ">"} & set(channel.topic)
    for message in posted:
        live = "\n".join([message.text, *marked_up(message.blocks)])
        assert "<!channel" not in live
        assert "<https://evil" not in live


async def test_a_title_of_3000_characters_is_cut_and_all_of_it_is_in_the_summary(
    world: World,
) -> None:
    ana, general = world.people["ana"], world.channels["general"]
    long = "Revenue is missing since Tuesday morning, " * 71

    answer = await ana.types(f"/data-incident sev1 {long}", channel=general)
    await world.settled()

    assert answer.ok, answer
    incident = await kept(world)
    assert len(incident.title) <= 150
    assert long.strip() in incident.summary
    assert any(one.text.startswith("DI-1") for one in ana.sees(incident_channel(world)))


@pytest.mark.parametrize("line", ["declare", "declare sev1", "sev2", "declare drill", "new"])
async def test_without_a_title_the_form_opens(world: World, line: str) -> None:
    ana = world.people["ana"]

    answer = await ana.types(f"/data-incident {line}", channel=world.channels["general"])

    assert answer.ok
    assert ana.form.title == "Declare an incident"
    assert await how_many(world) == 0


async def test_a_line_that_begins_with_no_verb_is_the_title_of_the_form(world: World) -> None:
    ana = world.people["ana"]

    await ana.types("/data-incident Revenue looks odd", channel=world.channels["general"])

    assert ana.form.values["title"]["value"]["value"] == "Revenue looks odd"


async def test_a_drill_says_so_everywhere(world: World) -> None:
    ana, general = world.people["ana"], world.channels["general"]

    answer = await ana.types("/data-incident declare drill sev1 Practice", channel=general)
    await world.settled()

    assert "Drill" in answer.text
    assert (await kept(world)).drill
    channel = incident_channel(world)
    assert channel.topic.startswith("DRILL")
    assert all("Drill" in one.text for one in ana.sees(channel) if one.blocks)
    assert any("Drill" in one.text for one in ana.sees(world.channels["data-incidents"]))
    ben = world.people["ben"]
    assert "Drill" in ben.sees(ben.dm)[-1].text


@pytest.mark.parametrize("again", ["Revenue is missing", "sev2 revenue missing today"])
async def test_nearly_the_same_title_within_two_minutes_asks_whether_it_is_the_same(
    world: World, again: str
) -> None:
    ana, ben, general = world.people["ana"], world.people["ben"], world.channels["general"]
    await ana.types("/data-incident sev1 Revenue is missing", channel=general)

    answer = await ben.types(f"/data-incident declare {again}", channel=general)

    assert "DI-1" in answer.text
    assert "Nothing was declared yet" in answer.text
    assert await how_many(world) == 1
    shown = last_for(ben, general)
    assert shown.buttons == ["Join DI-1", "Declare anyway"]


async def test_who_joins_instead_works_on_it_and_is_invited_and_told_where(world: World) -> None:
    ana, ben, general = world.people["ana"], world.people["ben"], world.channels["general"]
    await ana.types("/data-incident sev1 Revenue is missing", channel=general)
    await world.settled()
    await ana.types("/data-incident DI-1 take", channel=general)
    dev = world.people["dev"]
    await dev.types("/data-incident sev1 revenue is missing", channel=general)

    await dev.presses(last_for(dev, general), "Join DI-1")
    await world.settled()

    channel = incident_channel(world)
    assert dev.id in channel.members
    assert f"<#{channel.id}>" in last_for(dev, general).text
    assert "you are responder" in dev.sees(dev.dm)[-1].text
    assert [one.facts["person"] for one in await entries(world, "role_assigned")] == [dev.id]
    assert ben.id in channel.members


async def test_who_joins_what_is_worked_on_in_a_thread_gets_its_link(world: World) -> None:
    ana, dev, general = world.people["ana"], world.people["dev"], world.channels["general"]
    await ana.types("/data-incident sev3 Churn looks odd", channel=general)
    await world.settled()
    await dev.types("/data-incident sev3 churn looks odd", channel=general)

    await dev.presses(last_for(dev, general), "Join DI-1")
    await world.settled()

    room = world.channels["data-incidents"]
    first = next(one for one in dev.sees(room) if one.blocks)
    link = world.sandbox.workspace.permalink(first)
    assert f"<{link}|the thread of its announcement>" in last_for(dev, general).text


async def test_somebody_from_outside_who_joins_is_invited_and_stays_a_reader(
    world: World,
) -> None:
    ana, farah, general = world.people["ana"], world.people["farah"], world.channels["general"]
    await ana.types("/data-incident sev1 Revenue is missing", channel=general)
    await world.settled()
    await farah.types("/data-incident declare revenue is missing", channel=general)

    await farah.presses(last_for(farah, general), "Join DI-1")
    await world.settled()

    assert farah.id in incident_channel(world).members
    async with world.bot.db.reading() as tx:
        responders = [person for person, _ in await tx.incidents.list_responders(1)]
    assert farah.id not in responders


async def test_declare_anyway_declares_once_however_often_it_is_pressed(world: World) -> None:
    ana, ben, general = world.people["ana"], world.people["ben"], world.channels["general"]
    await ana.types("/data-incident sev1 Revenue is missing", channel=general)
    await ben.types("/data-incident sev2 Revenue is missing & <gone>", channel=general)
    question = last_for(ben, general)

    await ben.presses(question, "Declare anyway")
    await ben.presses(question, "Declare anyway")
    await world.settled()

    assert await how_many(world) == 2
    second = await kept(world, 2)
    assert second.title == "Revenue is missing & <gone>"
    assert second.severity.value == "sev2"


async def test_after_two_minutes_or_as_a_drill_it_is_declared_at_once(world: World) -> None:
    ana, general = world.people["ana"], world.channels["general"]
    await ana.types("/data-incident sev1 Revenue is missing", channel=general)

    await ana.types("/data-incident declare drill sev1 Revenue is missing", channel=general)
    world.sandbox.clock.advance(timedelta(minutes=3))
    await ana.types("/data-incident sev1 Revenue is missing", channel=general)

    assert await how_many(world) == 3


async def test_somebody_outside_the_data_team_is_heard_and_the_commander_sets_the_severity(
    world: World,
) -> None:
    farah, ben, general = world.people["farah"], world.people["ben"], world.channels["general"]

    answer = await farah.types("/data-incident declare My revenue is wrong", channel=general)
    await world.settled()

    assert "SEV" not in answer.text
    assert f"<@{ben.id}> is in charge" in answer.text
    shown = last_for(farah, general)
    assert "Take command" not in shown.buttons
    incident = await kept(world)
    assert incident.commander == ben.id
    assert incident.detection.value == "stakeholder"
    asked = ben.sees(ben.dm)[-1]
    assert "set it within 15 minutes" in said(asked)
    assert "Set the severity" in asked.buttons


async def test_who_is_outside_the_data_team_cannot_take_command(world: World) -> None:
    farah, general = world.people["farah"], world.channels["general"]
    await farah.types("/data-incident declare My revenue is wrong", channel=general)

    answer = await farah.types("/data-incident DI-1 take", channel=general)

    assert "Command is for the data team" in answer.text
    assert not (await kept(world)).commander_took


async def test_a_command_delivered_twice_declares_once(world: World) -> None:
    ana, general = world.people["ana"], world.channels["general"]
    await ana.types("/data-incident sev1 Revenue is missing", channel=general)
    sent = [one for one in world.sandbox.deliveries if one.kind == "slash_commands"]

    again = await world.sandbox.redeliver(sent[-1])

    assert again.ok
    assert await how_many(world) == 1
