"""Taking command in order to do what was refused, and other buttons that carry on."""

from sqlalchemy import delete

from bot.demo.world import World
from storage.incidents import RESPONDERS
from tests.handlers.incidents import declared, last_for, said
from tests.handlers.test_command import kept, types


async def test_who_does_not_work_on_it_may_take_command_and_do_it(world: World) -> None:
    await declared(world)
    dev, general = world.people["dev"], world.channels["general"]
    refused = await types(world, "severity sev2 I looked", by="dev")
    assert "Only people working on DI-1" in refused

    await dev.presses(last_for(dev, general), "Take command and do it")
    await world.settled()

    incident = await kept(world)
    assert (incident.commander, incident.severity) == (dev.id, "sev2")
    answer = last_for(dev, general)
    assert said(answer).count("You command DI-1.") >= 1
    assert "DI-1 is now SEV2." in said(answer)


async def test_take_command_and_do_it_opens_the_form_that_was_refused(world: World) -> None:
    await declared(world)
    dev, general = world.people["dev"], world.channels["general"]
    await types(world, "severity", by="dev")

    await dev.presses(last_for(dev, general), "Take command and do it")

    assert dev.form.title == "Severity"
    await dev.submits(severity="sev2")
    assert (await kept(world)).severity == "sev2"


async def test_a_form_refused_when_handed_in_is_sent_again_after_taking_command(
    world: World,
) -> None:
    await declared(world)
    dev = world.people["dev"]
    await types(world, "role responder @dev")
    await types(world, "severity", by="dev")
    async with world.bot.db.transaction() as tx:
        await tx.connection.execute(delete(RESPONDERS).where(RESPONDERS.c.person == dev.id))
    await dev.submits(severity="sev2", reason="Because I looked")
    assert "Only people working on DI-1" in dev.form.words

    await dev.presses(dev.form, "Take command and do it")
    assert "your form is as you left it" in dev.form.words
    await dev.closes()
    await dev.submits()
    await world.settled()

    assert (await kept(world)).severity == "sev2"
    assert (await kept(world)).commander == dev.id


async def test_who_is_outside_the_data_team_is_only_told_whom_to_ask(world: World) -> None:
    await declared(world)
    farah, general = world.people["farah"], world.channels["general"]

    answer = await types(world, "severity sev2", by="farah")

    assert f"ask <@{world.people['ben'].id}>" in answer
    assert last_for(farah, general).buttons == []


async def test_one_unknown_word_can_become_a_title(world: World) -> None:
    ana, general = world.people["ana"], world.channels["general"]
    await ana.types("/data-incident Umsatzloch", channel=general)

    await ana.presses(last_for(ana, general), "Declare it as an incident")

    assert ana.form.values["title"]["value"]["value"] == "Umsatzloch"
