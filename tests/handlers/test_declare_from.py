"""The declare form opened on a message, from anywhere, and on an alert."""

from datetime import timedelta

from bot.demo.shop_files import artifact
from bot.demo.world import World
from bot.domain.dbt import read_run_results
from bot.domain.incident import Incident
from bot.sandbox.people import Person
from bot.services import alerts
from tests.handlers.incidents import entries, last_for


async def kept(world: World, number: int = 1) -> Incident:
    async with world.bot.db.reading() as tx:
        return await tx.incidents.get(number)


def title_in(person: Person) -> str:
    return str(person.form.values["title"]["value"]["value"])


async def test_a_message_becomes_the_title_and_is_linked(world: World) -> None:
    farah, ana, general = world.people["farah"], world.people["ana"], world.channels["general"]
    message = await farah.says("Is revenue *wrong* & <old>?\nI see zero", channel=general)

    await ana.uses("declare_message", message)
    assert title_in(ana) == "Is revenue *wrong* & <old>?"
    await ana.submits()
    await world.settled()

    incident = await kept(world)
    assert incident.summary == "Is revenue *wrong* & <old>?\nI see zero"
    assert incident.source_link == world.sandbox.workspace.permalink(message)


async def test_the_link_is_kept_even_when_slack_does_not_tell_it(world: World) -> None:
    farah, ana, general = world.people["farah"], world.people["ana"], world.channels["general"]
    message = await farah.says("Revenue is zero", channel=general)
    world.sandbox.faults.add("chat.getPermalink", kind="server_error", times=None)

    await ana.uses("declare_message", message)
    await ana.submits()

    number = message.ts.replace(".", "")
    wanted = f"https://sandbox.slack.com/archives/{general.id}/p{number}"
    assert (await kept(world)).source_link == wanted


async def test_a_slow_permalink_does_not_hold_up_the_form(world: World) -> None:
    farah, ana, general = world.people["farah"], world.people["ana"], world.channels["general"]
    message = await farah.says("Revenue is zero", channel=general)
    world.sandbox.faults.add("chat.getPermalink", kind="slow", seconds=5.0)

    answer = await ana.uses("declare_message", message)

    assert answer.ok, answer
    assert title_in(ana) == "Revenue is zero"


async def test_a_long_message_is_cut_for_the_title_only(world: World) -> None:
    ana, general = world.people["ana"], world.channels["general"]
    message = await ana.says("word " * 500, channel=general)

    await ana.uses("declare_message", message)
    await ana.submits()

    incident = await kept(world)
    assert len(incident.title) <= 150
    assert incident.summary == ("word " * 500).strip()


async def test_the_global_shortcut_opens_an_empty_form(world: World) -> None:
    ana = world.people["ana"]

    await ana.uses("declare_global")
    await ana.submits(title="Revenue is missing")
    await world.settled()

    assert (await kept(world)).title == "Revenue is missing"


async def failing(world: World) -> None:
    """The shop's own run, with its failures in the alerts channel."""
    moved = world.sandbox.clock.now() - timedelta(minutes=5)
    found = read_run_results(artifact("run_results.json"), artifact("manifest.json"))
    async with world.bot.db.transaction() as tx:
        await alerts.take_in(tx, list(found), now=moved)
    await world.settled()


async def test_an_alert_opens_the_form_filled_and_becomes_part_of_the_incident(
    world: World,
) -> None:
    await failing(world)
    ana, room = world.people["ana"], world.channels["data-alerts"]
    alert = next(one for one in ana.sees(room) if "Declare" in one.buttons)

    await ana.presses(alert, "Declare")
    assert title_in(ana)
    await ana.submits()
    await world.settled()

    incident = await kept(world)
    assert incident.detection.value == "monitor"
    assert incident.failure_mode is not None
    assert incident.source_link
    assert await entries(world, "alert_linked")
    async with world.bot.db.reading() as tx:
        assert await tx.alerts.list_of_incident(1)
        assert await tx.incidents.list_assets(1)


async def test_an_alert_is_linked_even_when_slack_does_not_tell_its_address_in_time(
    world: World,
) -> None:
    await failing(world)
    ana, room = world.people["ana"], world.channels["data-alerts"]
    alert = next(one for one in ana.sees(room) if "Declare" in one.buttons)
    world.sandbox.faults.add("chat.getPermalink", kind="slow", seconds=5.0)

    await ana.presses(alert, "Declare")
    await ana.submits()

    number = alert.ts.replace(".", "")
    wanted = f"https://sandbox.slack.com/archives/{room.id}/p{number}"
    assert (await kept(world)).source_link == wanted


async def test_an_alert_that_is_part_of_an_incident_offers_to_join_it(world: World) -> None:
    await failing(world)
    ana, dev, room = world.people["ana"], world.people["dev"], world.channels["data-alerts"]
    alert = next(one for one in ana.sees(room) if "Declare" in one.buttons)
    await dev.presses(alert, "Declare")
    await ana.presses(alert, "Declare")
    await ana.submits()
    await dev.closes()

    stale = alert
    await dev.presses(stale, "Declare")
    await world.settled()

    assert "part of DI-1" in last_for(dev, room).text


async def test_an_alert_that_is_not_known_any_more_leads_to_the_form(world: World) -> None:
    await failing(world)
    ana, room = world.people["ana"], world.channels["data-alerts"]
    alert = next(one for one in ana.sees(room) if "Declare" in one.buttons)
    async with world.bot.db.transaction() as tx:
        await tx.connection.exec_driver_sql("DELETE FROM alert")

    await ana.presses(alert, "Declare")
    await world.settled()

    assert "not known any more" in last_for(ana, room).text
    assert ana.view is None
