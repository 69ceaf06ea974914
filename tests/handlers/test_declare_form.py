"""The declare form: what it suggests, what it warns of, and what becomes of it."""

import pytest

from bot.demo.world import World
from bot.domain.incident import Incident
from bot.sandbox.people import Person
from tests.handlers.incidents import incident_channel, last_for, said
from tests.handlers.telling import hurting


async def kept(world: World, number: int = 1) -> Incident:
    async with world.bot.db.reading() as tx:
        return await tx.incidents.get(number)


async def how_many(world: World) -> int:
    async with world.bot.db.reading() as tx:
        return len(await tx.incidents.list_latest(limit=50))


async def opened(world: World, line: str = "declare", *, by: str = "ana") -> Person:
    person = world.people[by]
    await person.types(f"/data-incident {line}", channel=world.channels["general"])
    return person


async def chooses(person: Person, *names: str) -> None:
    """Assets, found by typing."""
    values = []
    for name in names:
        offered = await person.suggests("assets", name)
        values.append(next(one for one in offered if one["text"]["text"] == name))
    await person.fills("assets", values)


def answered(person: Person) -> str:
    """The bot is not in #general: what it answers to a form comes directly."""
    return said(person.sees(person.dm)[-1])


def severity_of(person: Person) -> str:
    for block in person.form.blocks:
        if block["block_id"].startswith("severity"):
            state = next(iter(person.form.values[block["block_id"]].values()))
            return str(state["selected_option"]["value"])
    return ""


async def test_a_title_alone_is_enough(world: World) -> None:
    ana = await opened(world)

    answer = await ana.submits(title="Revenue is missing")
    await world.settled()

    assert answer.ok, answer
    assert ana.view is None
    assert (await kept(world)).title == "Revenue is missing"
    assert "DI-1 is declared" in answered(ana)


async def test_the_form_takes_all_there_is_to_say(world: World) -> None:
    ana = await opened(world)
    await chooses(ana, "mart.orders", "Churn")

    await ana.submits(
        title="Orders are doubled",
        failure_mode="quality",
        summary="Since the deploy",
        drill=["drill"],
    )
    await world.settled()

    incident = await kept(world)
    assert (incident.failure_mode, incident.summary) == ("quality", "Since the deploy")
    assert incident.drill
    assert incident.domain == "finance"
    assert incident.commander == world.people["ana"].id
    channel = incident_channel(world)
    briefing = next(one for one in ana.sees(channel) if "Why SEV" in one.words)
    assert "mart.orders" in briefing.words
    assert "Executive revenue" in briefing.words


async def test_hundreds_of_assets_are_searched_as_one_types(world: World) -> None:
    ana = await opened(world)

    important = await ana.suggests("assets", "")
    found = await ana.suggests("assets", "ORDERS mart")
    nothing = await ana.suggests("assets", "50% _ of <nothing>")

    assert important[0]["description"]["text"].startswith(("dashboard", "model", "application"))
    assert "tier 1" in important[0]["description"]["text"]
    assert found[0]["text"]["text"] == "mart.orders"
    assert nothing == []


async def test_the_severity_follows_the_suggestion_until_somebody_chooses_one(
    world: World,
) -> None:
    ana = await opened(world)
    assert severity_of(ana) == "sev3"

    await chooses(ana, "mart.orders")

    assert severity_of(ana) == "sev1"
    assert "because Board pack (tier 1) reads mart.orders" in ana.form.words
    await ana.fills("failure_mode", "freshness")
    assert severity_of(ana) == "sev2"
    await ana.fills("declare_severity", "sev4")
    await ana.fills("failure_mode", "quality")
    assert severity_of(ana) == "sev4"
    assert "Suggested: SEV1" in ana.form.words


async def test_what_was_typed_stays_while_the_form_is_drawn_anew(world: World) -> None:
    ana = await opened(world)
    await ana.fills("title", "Orders look odd")
    await ana.fills("summary", "since <today>")

    await chooses(ana, "mart.orders")
    await ana.submits()

    incident = await kept(world)
    assert (incident.title, incident.summary) == ("Orders look odd", "since <today>")
    assert incident.severity == "sev1"


async def test_a_severity_typed_before_the_title_is_the_choice(world: World) -> None:
    ana = await opened(world, "declare form drill sev4 Looks odd")

    await chooses(ana, "mart.orders")
    await ana.submits()

    incident = await kept(world)
    assert (incident.severity, incident.drill) == ("sev4", True)


@pytest.mark.parametrize("title", ["   ", "\u200b\u200d", "\x00"])
async def test_an_empty_title_marks_its_field(world: World, title: str) -> None:
    ana = await opened(world)

    answer = await ana.submits(title=title)

    assert "Say in a few words" in answer.errors["title"]
    assert await how_many(world) == 0


@pytest.mark.parametrize(
    "title", ["a\x00b", "lone \ud800 surrogate", "x" * 3000, "<!channel> <https://evil|click>"]
)
async def test_whatever_a_form_brings_is_declared(world: World, title: str) -> None:
    ana = await opened(world)

    answer = await ana.submits(title=title)
    await world.settled()

    assert answer.ok, answer
    assert await how_many(world) == 1


async def test_the_same_form_twice_is_one_incident_and_its_link(world: World) -> None:
    ana = await opened(world)
    form = ana.form
    await ana.submits(title="Revenue is missing", declare_severity="sev1")
    await world.settled()

    again = await ana.resubmits(form)
    await world.settled()

    assert again.ok
    assert await how_many(world) == 1
    assert "declared already: DI-1" in answered(ana)
    assert f"<#{incident_channel(world).id}>" in answered(ana)


async def test_an_open_incident_on_the_same_asset_is_shown_and_can_be_joined(
    world: World,
) -> None:
    await hurting(world)
    dev = await opened(world, by="dev")

    await chooses(dev, "mart.orders")

    assert "DI-1* “Revenue is missing” is open on the same asset" in dev.form.words
    await dev.presses(dev.form, "Join DI-1")
    await world.settled()
    assert dev.form.title == "You are in"
    assert f"<#{incident_channel(world).id}>" in dev.form.words
    assert dev.id in incident_channel(world).members
    assert await how_many(world) == 1


async def test_who_has_seen_the_warning_declares_with_one_press(world: World) -> None:
    await hurting(world)
    dev = await opened(world, by="dev")
    await chooses(dev, "mart.orders")

    await dev.submits(title="Orders lack a column")

    assert await how_many(world) == 2


async def test_what_is_being_declared_right_now_is_shown_before_it_is_declared_again(
    world: World,
) -> None:
    ben = await opened(world, by="ben")
    await (await opened(world, "declare sev1 Revenue is missing")).closes()

    await ben.submits(title="revenue is missing")

    assert await how_many(world) == 1
    assert "was declared a moment ago" in ben.form.words
    await ben.submits()
    assert await how_many(world) == 2


async def test_who_is_outside_the_data_team_is_not_asked_for_a_severity(world: World) -> None:
    farah = await opened(world, by="farah")

    assert severity_of(farah) == ""
    await chooses(farah, "Executive revenue")
    answer = await farah.submits(title="My revenue is wrong")
    await world.settled()

    assert answer.ok, answer
    incident = await kept(world)
    assert incident.severity == "sev1"
    ana = world.people["ana"]
    assert incident.commander == ana.id
    assert "Please set it within 15 minutes" in said(ana.sees(ana.dm)[-1])


async def test_a_slow_slack_offers_the_form_again_with_what_was_typed(world: World) -> None:
    ana, general = world.people["ana"], world.channels["general"]
    world.sandbox.faults.add("views.open", kind="error", error="expired_trigger_id")
    await ana.types("/data-incident declare form sev2 Revenue is odd", channel=general)

    await ana.presses(last_for(ana, general), "Open the form")

    assert ana.form.values["title"]["value"]["value"] == "Revenue is odd"
    assert severity_of(ana) == "sev2"
