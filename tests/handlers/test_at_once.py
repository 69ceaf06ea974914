"""One trouble declared twice at the same instant: one incident, and everybody gets its link."""

from typing import Any

from bot.demo.world import World
from bot.sandbox.model import Message
from bot.sandbox.people import Person
from tests.handlers.doors import at_once, handed_in, incidents, pressed, typed
from tests.handlers.incidents import last_for, said
from tests.handlers.test_declare_from import failing


def told(person: Person) -> str:
    """The bot is not in #general: what it answers to a form comes directly."""
    return "\n".join(said(one) for one in person.sees(person.dm))


async def test_a_form_handed_in_twice_declares_once_and_both_get_the_link(world: World) -> None:
    ana, general = world.people["ana"], world.channels["general"]
    await ana.types("/data-incident declare", channel=general)
    await ana.fills("title", "Revenue is missing")
    form = handed_in(world, ana)

    await at_once(world, form, form)

    assert await incidents(world) == [1]
    answers = [said(one) for one in ana.sees(ana.dm) if "DI-1" in said(one)]
    assert len(answers) == 2


async def test_a_command_sent_twice_declares_once_and_both_get_the_link(world: World) -> None:
    ana, general = world.people["ana"], world.channels["general"]
    command = typed(world, ana, "sev1 Revenue is missing", channel=general)

    answers = await at_once(world, command, command)

    assert await incidents(world) == [1]
    assert all("DI-1" in one["text"] for one in answers)


async def test_two_people_who_declare_the_same_alert_get_one_incident(world: World) -> None:
    await failing(world)
    ana, dev, room = world.people["ana"], world.people["dev"], world.channels["data-alerts"]
    alert = next(one for one in ana.sees(room) if "Declare" in one.buttons)
    for person in (ana, dev):
        await person.presses(alert, "Declare")

    await at_once(world, handed_in(world, ana), handed_in(world, dev))

    assert await incidents(world) == [1]
    assert all("DI-1" in said(last_for(one, room)) for one in (ana, dev))


async def test_nearly_the_same_line_from_two_people_is_one_incident_and_an_offer(
    world: World,
) -> None:
    ana, dev, general = world.people["ana"], world.people["dev"], world.channels["general"]

    answers = await at_once(
        world,
        typed(world, ana, "sev2 Revenue is missing", channel=general),
        typed(world, dev, "sev1 the revenue: missing!", channel=general),
    )

    assert await incidents(world) == [1]
    assert sorted("Join DI-1" in str(one) for one in answers) == [False, True]


async def test_declare_anyway_pressed_twice_is_one(world: World) -> None:
    offered = await similar(world)
    dev = world.people["dev"]
    press: dict[str, Any] = pressed(world, dev, offered, "Declare anyway")

    await at_once(world, press, press)

    assert await incidents(world) == [1, 2]
    assert "DI-2" in told(dev)


async def similar(world: World) -> Message:
    """Ana has declared; Dev types nearly the same, and is asked whether it is that."""
    ana, dev, general = world.people["ana"], world.people["dev"], world.channels["general"]
    await ana.types("/data-incident sev3 Revenue is missing", channel=general)
    await dev.types("/data-incident sev3 Revenue is missing", channel=general)
    return last_for(dev, general)
