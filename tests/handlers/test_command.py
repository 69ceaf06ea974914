"""Command: taking it, handing it over, roles, severity, title, and taking it in order to act."""

from dataclasses import replace

import pytest

from bot.demo.world import World
from bot.domain.incident import Incident
from bot.sandbox.people import Person
from tests.handlers.incidents import (
    announced,
    declared,
    entries,
    incident_channel,
    said,
)


async def kept(world: World, number: int = 1) -> Incident:
    async with world.bot.db.reading() as tx:
        return await tx.incidents.get(number)


async def types(world: World, line: str, *, by: str = "ana") -> str:
    """In the incident's channel, or in #general by number; what is answered."""
    answer = await world.people[by].types(
        f"/data-incident DI-1 {line}", channel=world.channels["general"]
    )
    await world.settled()
    assert answer.ok, answer
    return answer.text


def told(person: Person) -> str:
    """What the bot told somebody directly last."""
    return said(person.sees(person.dm)[-1])


async def test_taking_command_begins_investigating_and_gives_the_duties(world: World) -> None:
    channel = await declared(world)
    ana = world.people["ana"]

    answer = await types(world, "take")

    incident = await kept(world)
    assert (incident.commander, incident.commander_took) == (ana.id, True)
    assert (incident.status, incident.escalate_at) == ("investigating", None)
    assert "You command DI-1" in answer
    assert "you are commander" in told(ana)
    assert any("took command" in one.text for one in ana.sees(channel))


async def test_taking_over_says_who_was_in_charge(world: World) -> None:
    channel = await declared(world)

    answer = await types(world, "take")

    assert f"in <#{channel.id}>" in answer
    ben = world.people["ben"].id
    posted = [said(one) for one in world.people["ana"].sees(channel)]
    assert any(f"<@{ben}> was in charge before" in text for text in posted)


async def test_taking_twice_changes_nothing(world: World) -> None:
    await declared(world)
    await types(world, "take")

    answer = await types(world, "take")

    assert answer == "You already command DI-1."
    assert len(await entries(world, "command_taken")) == 1


async def test_command_is_handed_over_and_the_other_gets_the_duties(world: World) -> None:
    channel = await declared(world)
    ana, dev = world.people["ana"], world.people["dev"]
    await types(world, "take")

    answer = await types(world, "role commander @dev")

    assert (await kept(world)).commander == dev.id
    assert f"<@{dev.id}> (commander)" in answer
    assert "you are commander" in told(dev)
    assert dev.id in channel.members
    assert any(f"<@{dev.id}> is in command now" in one.text for one in ana.sees(channel))
    assert [one.facts["person"] for one in await entries(world, "command_handed_over")] == [dev.id]


@pytest.mark.parametrize(
    "line", ["role comms @chloe", "role communications lead @chloe", "role @chloe comms"]
)
async def test_the_communications_lead_gets_the_duties(world: World, line: str) -> None:
    await declared(world)
    chloe = world.people["chloe"]

    await types(world, line)

    assert (await kept(world)).comms_lead == chloe.id
    assert "you are communications lead" in told(chloe)


@pytest.mark.parametrize("line", ["role responder @dev @chloe", "role responders dev, chloe"])
async def test_several_responders_at_once(world: World, line: str) -> None:
    channel = await declared(world)

    await types(world, line)

    for name in ("dev", "chloe"):
        assert world.people[name].id in channel.members
        assert "you are responder" in told(world.people[name])


async def test_role_alone_opens_a_form_and_only_who_is_new_gets_a_role(world: World) -> None:
    await declared(world)
    ana, chloe, dev = (world.people[name] for name in ("ana", "chloe", "dev"))
    await types(world, "role")
    assert ana.form.values["commander"]["value"]["selected_user"] == world.people["ben"].id

    answer = await ana.submits(comms=chloe.id, responders=[dev.id, ana.id])
    await world.settled()

    assert answer.ok, answer
    assigned = await entries(world, "role_assigned")
    assert [(one.facts["person"], one.facts["role"]) for one in assigned] == [
        (chloe.id, "communications lead"),
        (dev.id, "responder"),
    ]


async def test_a_form_that_changes_nobody_says_so(world: World) -> None:
    await declared(world)
    ana = world.people["ana"]
    await types(world, "role")

    await ana.submits()

    assert "Nobody was chosen" in ana.form.words


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("role commander @nobody", "“@nobody” is neither a role"),
        ("role commander #general", "neither a role"),
        ("role boss @dev", "“boss” is neither a role"),
        ("role commander @dev @chloe", "There is one commander"),
        ("role commander comms @dev", "One role at a time"),
        ("role commander @farah", "not on the data team"),
        ("role responder @ana", "already works on DI-1"),
        ("role commander <!channel>", "neither a role"),
    ],
)
async def test_who_cannot_have_a_role_is_refused_with_a_sentence(
    world: World, line: str, sentence: str
) -> None:
    await declared(world)

    answer = await types(world, line)

    assert sentence in answer
    assert "<!channel" not in answer
    assert not await entries(world, "role_assigned", "command_handed_over")


async def test_the_bot_and_people_who_have_left_get_no_role(world: World) -> None:
    await declared(world)
    bot = world.sandbox.workspace.app.user_id
    world.sandbox.deactivate(world.people["dev"])
    async with world.bot.db.transaction() as tx:
        dev = await tx.people.find(world.people["dev"].id)
        assert dev is not None
        await tx.people.save(replace(dev, active=False))

    for mention in (f"<@{bot}>", world.people["dev"].mention):
        answer = await types(world, f"role responder {mention}")
        assert "nobody who can take a role" in answer


async def test_in_the_form_the_field_is_marked(world: World) -> None:
    await declared(world)
    ana = world.people["ana"]
    await types(world, "role")

    answer = await ana.submits(commander=world.people["farah"].id)

    assert "not on the data team" in answer.errors["commander"]


async def test_severity_with_its_reason(world: World) -> None:
    channel = await declared(world)

    answer = await types(world, "severity sev2 only <internal> & late")

    assert answer == "DI-1 is now SEV2."
    assert (await kept(world)).severity == "sev2"
    changed = await entries(world, "severity_changed")
    assert changed[0].facts["reason"] == "only <internal> & late"
    posted = [one.text for one in world.people["ana"].sees(channel)]
    assert any("only &lt;internal&gt; &amp; late" in text for text in posted)
    assert channel.topic.startswith("SEV2")


async def test_severity_alone_opens_a_form_that_says_what_is_suggested(world: World) -> None:
    await declared(world)
    await types(world, "assets link mart.marketing_spend_roi")
    ana = world.people["ana"]
    await types(world, "severity")
    assert "Suggested: SEV3, because" in ana.form.words

    await ana.submits(severity="sev3", reason="One team reads it")
    await world.settled()

    assert (await kept(world)).severity == "sev3"


@pytest.mark.parametrize("level", ["sev0", "sev5", "purple", "<https://evil.example|sev1>"])
async def test_an_unknown_severity_is_refused_with_what_to_write(world: World, level: str) -> None:
    await declared(world)

    answer = await types(world, f"severity {level} because")

    assert "write sev1, sev2, sev3 or sev4" in answer
    assert (await kept(world)).severity == "sev1"


async def test_raised_from_a_thread_to_sev1_it_gets_a_channel_and_the_commander_is_asked(
    world: World,
) -> None:
    message = await announced(world)
    ana, ben = world.people["ana"], world.people["ben"]
    assert ben.dm.messages == {}

    await types(world, "severity sev1 The board reads it today")

    channel = incident_channel(world)
    assert {ana.id, ben.id} <= channel.members.keys()
    assert any("Why SEV1" in one.words for one in ana.sees(channel))
    room = world.channels["data-incidents"]
    thread = ana.sees(room, message.ts)
    assert any(f"goes on in <#{channel.id}>" in one.text for one in thread)
    assert "Take command" in ben.sees(ben.dm)[-1].buttons
    assert (await kept(world)).escalate_at is not None


async def test_title_and_summary_are_edited(world: World) -> None:
    await declared(world)
    ana = world.people["ana"]

    answer = await types(world, "title Revenue of *1 to 3 Feb* <is> missing")
    assert "Revenue of *1 to 3 Feb* &lt;is&gt; missing" in answer
    await types(world, "edit")
    assert ana.form.values["title"]["value"]["value"] == "Revenue of *1 to 3 Feb* <is> missing"
    await ana.submits(summary="The loader stopped")
    await world.settled()

    incident = await kept(world)
    assert incident.title == "Revenue of *1 to 3 Feb* <is> missing"
    assert incident.summary == "The loader stopped"
    assert len(await entries(world, "details_changed")) == 2
    assert "1 to 3 Feb" in incident_channel(world).topic


@pytest.mark.parametrize("line", ["title Revenue is missing", "edit    Revenue  is missing"])
async def test_a_title_that_is_the_same_changes_nothing(world: World, line: str) -> None:
    await declared(world)

    answer = await types(world, line)

    assert "already reads so" in answer
