"""What an incident is about: linked, unlinked, where it began, and what is hurt downstream."""

import pytest

from bot.demo.world import World
from bot.domain.incident import Incident
from bot.sandbox.answer import Answer
from tests.handlers.incidents import declared, entries, incident_channel, last_for
from tests.handlers.repairs import words


async def kept(world: World) -> Incident:
    async with world.bot.db.reading() as tx:
        return await tx.incidents.get(1)


async def linked(world: World) -> list[str]:
    async with world.bot.db.reading() as tx:
        found = await tx.assets.list_by_id(await tx.incidents.list_assets(1))
    return [asset.name for asset in found]


async def types(world: World, line: str, *, by: str = "ana") -> Answer:
    channel = world.channels["general"]
    answer = await world.people[by].types(f"/data-incident DI-1 {line}", channel=channel)
    await world.settled()
    assert answer.ok, answer
    return answer


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("assets link mart.orders", ["mart.orders"]),
        ("affected link MART.Orders", ["mart.orders"]),
        ("assets link `mart.churn`, mart.customers", ["mart.churn", "mart.customers"]),
        ("assets link mart.churn mart.customers", ["mart.churn", "mart.customers"]),
        ("assets link Executive revenue", ["Executive revenue"]),
    ],
)
async def test_assets_are_linked_by_name(world: World, line: str, names: list[str]) -> None:
    await declared(world)

    await types(world, line)

    assert sorted(await linked(world)) == names


async def test_linking_invites_owners_and_says_what_it_suggests(world: World) -> None:
    channel = await declared(world, "sev2 Churn looks odd")
    dev = world.people["dev"]
    assert dev.id not in channel.members

    await types(world, "assets link mart.churn, mart.orders")

    assert dev.id in channel.members
    message = next(one for one in dev.sees(channel) if one.text.startswith("Affected:"))
    assert "That suggests SEV1: Board pack (tier 1) reads mart.orders" in message.words
    assert (await kept(world)).domain in {"growth", "finance"}

    await world.people["ana"].presses(message, "Make it SEV1")
    assert (await kept(world)).severity == "sev1"


async def test_assets_alone_lists_owners_tier_and_what_is_hurt_and_whose(world: World) -> None:
    await declared(world)
    await types(world, "assets link mart.orders")

    shown = words(await types(world, "assets"))

    assert "mart.orders* · model · tier 1 · finance" in shown
    assert f"Owner: <@{world.people['ana'].id}>" in shown
    assert "Hurt downstream:" in shown
    assert f"Board pack> (<@{world.people['farah'].id}>" in shown
    assert "Mark as origin" in shown
    assert "Unlink" in shown


async def test_every_button_of_the_list_does_what_it_says(world: World) -> None:
    await declared(world)
    ana, general = world.people["ana"], world.channels["general"]
    await types(world, "assets link mart.orders mart.churn")
    await types(world, "assets")
    shown = last_for(ana, general)

    await ana.presses(shown, "Mark as origin", "DI-1 assets origin mart.churn")
    await ana.presses(shown, "Unlink", "DI-1 assets unlink mart.orders")
    await ana.presses(shown, "Link assets")
    offered = await ana.suggests("assets", "web.sessions")
    await ana.submits(assets=offered)
    await world.settled()

    assert await linked(world) == ["mart.churn", "web.sessions"]
    assert (await kept(world)).origin is not None
    kinds = [one.kind for one in await entries(world, "origin_marked", "asset_unlinked")]
    assert kinds == ["origin_marked", "asset_unlinked"]


async def test_the_origin_is_linked_and_its_owner_invited(world: World) -> None:
    channel = await declared(world)
    dev = world.people["dev"]

    await types(world, "assets origin web.sessions")

    assert await linked(world) == ["web.sessions"]
    assert dev.id in channel.members
    assert any("It began at web.sessions" in one.text for one in dev.sees(channel))
    assert "already" in words(await types(world, "assets origin web.sessions"))


async def test_the_origin_is_chosen_in_a_form(world: World) -> None:
    await declared(world)
    ana = world.people["ana"]
    await types(world, "assets origin")

    offered = await ana.suggests("asset", "shop_raw.orders")
    await ana.submits(asset=offered[0])

    assert await linked(world) == ["shop_raw.orders"]


async def test_unlinking_the_origin_leaves_none(world: World) -> None:
    await declared(world)
    await types(world, "assets origin mart.orders")

    await types(world, "assets unlink mart.orders")

    assert (await kept(world)).origin is None


async def test_an_asset_with_days_that_are_still_bad_stays(world: World) -> None:
    await declared(world)
    await types(world, "range add mart.orders 2026-02-01..2026-02-03")

    answer = await types(world, "assets unlink mart.orders")

    assert "withdraw or check them first" in answer.text
    assert await linked(world) == ["mart.orders"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("assets link mart.order", "No asset is called"),
        ("assets link <!channel>", "No asset is called"),
        ("assets unlink mart.churn", "DI-1 is not about mart.churn"),
        ("assets erase mart.churn", "Assets are linked, unlinked"),
        ("assets link {{ 7*7 }}", "No asset is called"),
    ],
)
async def test_what_cannot_be_done_is_said(world: World, line: str, sentence: str) -> None:
    await declared(world)

    answer = await types(world, line)

    assert sentence in answer.text
    assert await linked(world) == []


async def test_linking_twice_says_so(world: World) -> None:
    await declared(world)
    await types(world, "assets link mart.orders")

    answer = await types(world, "assets link mart.orders")

    assert "DI-1 is about that already" in answer.text


async def test_no_form_is_filled_in_for_nothing(world: World) -> None:
    await declared(world)

    answer = await types(world, "assets link", by="dev")

    assert "Only people working on DI-1" in answer.text
    assert world.people["dev"].view is None
    assert incident_channel(world)
