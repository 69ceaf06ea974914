"""A user group in the policy stands for the people in it, whoever they are by now."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.demo.policy import shop_policy
from bot.demo.world import World
from bot.domain.policy import Domain
from bot.sandbox import Clock, Person
from bot.sandbox.model import UserGroup
from tests.conftest import TUESDAY

LIST = "usergroups.list"


@pytest.fixture
async def grouped(database_url: str) -> AsyncIterator[World]:
    """The shop, whose on-call rota and data team are kept as user groups, on a Tuesday."""
    policy = replace(
        shop_policy(),
        default_oncall="@data-oncall",
        data_team=("@data-team", "chloe@shop.example"),
        rotas={},
        domains={"finance": Domain(name="finance", label="Finance", audience=("@cfo-office",))},
    )
    made = World(database_url, clock=Clock(TUESDAY), policy=policy)
    await made.start()
    yield made
    await made.stop()


def add(world: World, handle: str, *names: str) -> UserGroup:
    return world.sandbox.add_group(handle, members=[world.people[name] for name in names])


async def a_minute_passes(world: World) -> None:
    world.sandbox.clock.advance(timedelta(minutes=1))
    await world.bot.schedule.tick()
    await world.settled()


async def declare(world: World, title: str, *, by: str = "ben") -> None:
    general = world.channels["general"]
    await world.people[by].types(f"/data-incident sev1 {title}", channel=general)
    await world.settled()


async def commander(world: World, number: int = 1) -> str:
    async with world.bot.db.reading() as tx:
        found = (await tx.incidents.get(number)).commander
    return next((name for name, one in world.people.items() if one.id == found), "")


def told(person: Person, words: str) -> int:
    return sum(words in one.text for one in person.sees(person.dm))


async def test_who_is_in_the_group_is_asked_in_its_order_and_by_who_is_in_it_then(
    grouped: World,
) -> None:
    group = add(grouped, "data-oncall", "dev", "ana")
    await a_minute_passes(grouped)
    await declare(grouped, "Revenue is missing")
    first = await commander(grouped)

    grouped.sandbox.clock.advance(timedelta(minutes=6))
    await a_minute_passes(grouped)
    second = await commander(grouped)
    group.users[:] = [grouped.people["ben"].id]
    await a_minute_passes(grouped)
    await declare(grouped, "Orders are late")

    assert (first, second, await commander(grouped, 2)) == ("dev", "ana", "ben")


async def test_who_is_in_nobody_s_group_may_not_command(grouped: World) -> None:
    add(grouped, "data-oncall", "dev")
    add(grouped, "data-team", "ana", "dev")
    await a_minute_passes(grouped)
    await declare(grouped, "Revenue is missing", by="gus")
    general = grouped.channels["general"]

    refused = await grouped.people["gus"].types("/data-incident DI-1 take", channel=general)
    taken = await grouped.people["ana"].types("/data-incident DI-1 take", channel=general)

    assert "data team" in refused.text
    assert "data team" not in taken.text
    assert await commander(grouped) == "ana"


async def test_a_closed_account_in_the_group_is_passed_over(grouped: World) -> None:
    add(grouped, "data-oncall", "dev", "ana")
    await a_minute_passes(grouped)
    grouped.sandbox.deactivate(grouped.people["dev"])
    await grouped.settled()

    await declare(grouped, "Revenue is missing")

    assert await commander(grouped) == "ana"


async def test_what_was_declared_before_the_group_was_known_is_asked_for(grouped: World) -> None:
    grouped.sandbox.deactivate(grouped.people["chloe"])  # last in line: without her nobody is
    await declare(grouped, "Revenue is missing")
    at_first = await commander(grouped)

    add(grouped, "data-oncall", "dev")
    await a_minute_passes(grouped)

    assert (at_first, await commander(grouped)) == ("", "dev")
    assert told(grouped.people["dev"], "Revenue is missing") == 1


@pytest.mark.parametrize("fault", ["server_error", "drop_before", "empty"])
async def test_where_slack_does_not_say_what_was_known_stays(grouped: World, fault: str) -> None:
    add(grouped, "data-oncall", "dev")
    await a_minute_passes(grouped)
    grouped.sandbox.faults.add(LIST, kind=fault)  # type: ignore[arg-type]
    await a_minute_passes(grouped)

    await declare(grouped, "Revenue is missing")

    assert await commander(grouped) == "dev"


async def test_a_plan_without_groups_is_said_once_and_heals_when_it_is_changed(
    grouped: World,
) -> None:
    chloe = grouped.people["chloe"]
    add(grouped, "data-oncall", "dev")
    grouped.sandbox.plan = "free"
    for _ in range(3):
        await a_minute_passes(grouped)
    await declare(grouped, "Revenue is missing")
    meanwhile = await commander(grouped)

    grouped.sandbox.plan = "paid"
    await a_minute_passes(grouped)
    await declare(grouped, "Orders are late")

    assert told(chloe, "user groups") == 1
    assert (meanwhile, await commander(grouped, 2)) == ("chloe", "dev")


async def test_an_app_that_may_not_ask_is_said_once_a_day(grouped: World) -> None:
    chloe = grouped.people["chloe"]
    for _ in range(3):
        grouped.sandbox.faults.add(LIST, kind="error", error="missing_scope")
        await a_minute_passes(grouped)

    assert told(chloe, "usergroups:read") == 1


async def test_a_policy_without_groups_asks_for_none(tuesday: World) -> None:
    tuesday.sandbox.calls.clear()

    await a_minute_passes(tuesday)

    assert LIST not in [one.method for one in tuesday.sandbox.calls]
