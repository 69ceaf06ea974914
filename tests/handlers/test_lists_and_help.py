"""Help, lists, one card, search, and a verb in a wrong place: as people type, press and see them."""

from typing import Any

import pytest

from bot.demo.world import World
from bot.domain.postmortem import Postmortem
from bot.sandbox.answer import Answer
from bot.sandbox.model import Channel, Message, texts_in


def words(answer: Answer) -> str:
    """Everything an answer shows."""
    return "\n".join(texts_in(answer.blocks)) or answer.text


def channel_of(world: World, number: int) -> Channel:
    prefix = f"di-{number}-"
    channels = world.sandbox.workspace.channels.values()
    return next(one for one in channels if one.name.startswith(prefix))


def last(world: World, person: str, channel: Channel) -> Message:
    return world.people[person].sees(channel)[-1]


async def declared(world: World, line: str) -> None:
    answer = await world.people["ben"].types(
        f"/data-incident {line}", channel=world.channels["general"]
    )
    assert answer.ok, answer
    await world.settled()


async def test_help_shows_at_most_eight_verbs_that_fit_outside_an_incident(world: World) -> None:
    ben, general = world.people["ben"], world.channels["general"]

    answer = await ben.types("/data-incident help", channel=general)

    assert answer.ok
    shown = last(world, "ben", general)
    assert "What you can do here" in shown.words
    assert "Declare" in shown.buttons
    assert "Take" not in shown.buttons
    assert len([one for one in shown.buttons if one != "Show all"]) <= 8


async def test_help_in_an_incident_knows_how_it_stands(world: World) -> None:
    await declared(world, "sev1 Revenue is missing")
    ben, channel = world.people["ben"], channel_of(world, 1)

    await ben.types("/data-incident help", channel=channel)

    shown = last(world, "ben", channel)
    assert "*DI-1* is triage" in shown.words
    assert "Take" in shown.buttons


async def test_all_verbs_are_in_help_all_each_once(world: World) -> None:
    ben, general = world.people["ben"], world.channels["general"]

    answer = await ben.types("/data-incident help all", channel=general)

    lines = [line for line in words(answer).splitlines() if line.startswith("`")]
    verbs = [line.strip("`").split()[0].strip("`") for line in lines]
    assert {"declare", "take", "help", "list", "show", "find"} <= set(verbs)
    assert len(verbs) == len(set(verbs))


async def test_help_for_one_verb_has_its_example_and_its_other_names(world: World) -> None:
    ben, general = world.people["ben"], world.channels["general"]

    answer = await ben.types("/data-incident help status", channel=general)

    assert "/data-incident show DI-7" in words(answer)
    assert "Also written `status`" in words(answer)


async def test_help_for_what_is_no_verb_offers_the_nearest(world: World) -> None:
    ben, general = world.people["ben"], world.channels["general"]

    answer = await ben.types("/data-incident help decalre <!channel>", channel=general)

    assert "is no verb" in words(answer)
    assert "Help for declare" in last(world, "ben", general).buttons


async def test_the_list_is_worst_first_and_each_can_be_shown(world: World) -> None:
    await declared(world, "sev3 Churn looks odd")
    await declared(world, "sev1 Revenue is missing")
    ben, general = world.people["ben"], world.channels["general"]

    answer = await ben.types("/data-incident list", channel=general)
    shown = last(world, "ben", general)
    await ben.presses(shown, "Show", "DI-1 show")
    await world.settled()

    assert words(answer).index("Revenue is missing") < words(answer).index("Churn looks odd")
    assert "DI-1 · SEV3 · Churn looks odd" in last(world, "ben", general).words


async def test_a_long_list_has_pages(world: World) -> None:
    for number in range(12):
        await declared(world, f"sev4 Number {number} is off")
    ben, general = world.people["ben"], world.channels["general"]

    await ben.types("/data-incident list", channel=general)
    first = last(world, "ben", general)
    await ben.presses(first, "Show more")
    await world.settled()

    second = last(world, "ben", general)
    assert "DI-12" in first.words
    assert "DI-2" not in first.words.replace("DI-12", "")
    assert "DI-2" in second.words
    assert "DI-1" in second.words
    assert "Show more" not in second.buttons


async def test_an_empty_list_says_so(world: World) -> None:
    ben, general = world.people["ben"], world.channels["general"]

    answer = await ben.types("/data-incident list page 99999999", channel=general)

    assert "no more open incidents" in words(answer)


async def test_people_who_read_the_numbers_read_no_jargon(world: World) -> None:
    await declared(world, "sev1 Revenue is missing")
    farah, finance = world.people["farah"], world.channels["finance"]

    card = await farah.types("/data-incident show DI-1", channel=finance)
    listed = await farah.types("/data-incident list", channel=finance)

    for answer in (card, listed):
        assert "Being checked" in words(answer)
        assert "triage" not in words(answer)
        assert "SEV1" not in words(answer)


@pytest.mark.parametrize("line", ["show DI-1", "show 1", "DI-1 show", "status di1", "show #1"])
async def test_a_card_is_shown_anywhere(world: World, line: str) -> None:
    await declared(world, "sev1 Revenue is missing")

    answer = await world.people["ana"].types(
        f"/data-incident {line}", channel=world.channels["general"]
    )

    assert "DI-1 · SEV1 · Revenue is missing" in words(answer)


async def test_an_unknown_number_is_said(world: World) -> None:
    answer = await world.people["ana"].types(
        "/data-incident show DI-404", channel=world.channels["general"]
    )

    assert "There is no incident DI-404" in words(answer)


async def test_words_find_incidents_the_best_first(world: World) -> None:
    await declared(world, "sev3 The board pack shows old revenue")
    await declared(world, "sev3 Checkout conversion fell")
    await declared(world, "sev3 Revenue of Übersee is missing")
    ana, general = world.people["ana"], world.channels["general"]

    answer = await ana.types("/data-incident find ÜBERSEE revenue", channel=general)

    found = words(answer)
    assert found.index("DI-3") < found.index("DI-1")
    assert "DI-2" not in found


@pytest.mark.parametrize(
    "asked", ["%", "_", "100%", "\\", "<!channel>", "{{ 7*7 }}", "' OR 1=1 --", "🙈", "x" * 3000]
)
async def test_odd_words_find_nothing_and_break_nothing(world: World, asked: str) -> None:
    await declared(world, "sev3 Checkout conversion fell")

    answer = await world.people["ana"].types(
        f"/data-incident find {asked}", channel=world.channels["general"]
    )

    assert answer.ok
    assert "Nothing found" in words(answer)
    assert "<!channel" not in str(answer.body)


async def test_find_alone_asks_for_words_and_shows_what_it_found(world: World) -> None:
    await declared(world, "sev3 Checkout conversion fell")
    ana, general = world.people["ana"], world.channels["general"]

    await ana.types("/data-incident find", channel=general)
    await ana.submits(words="checkout")
    await world.settled()

    # The bot is not in #general, so its answer to a form comes by direct message.
    assert "Checkout conversion fell" in ana.sees(ana.dm)[-1].words


async def test_a_verb_in_a_wrong_place_is_offered_where_it_could_be_meant(world: World) -> None:
    for title in ("Revenue is missing", "Churn looks odd"):
        await declared(world, f"sev3 {title}")
    ana, general = world.people["ana"], world.channels["general"]

    await ana.types("/data-incident take now please", channel=general)
    offered = last(world, "ana", general)
    await ana.presses(offered, "take DI-1")
    await world.settled()

    assert "Which one do you mean?" in offered.words
    assert offered.buttons == ["take DI-2", "take DI-1"]
    assert values(offered) == ["DI-2 take now please", "DI-1 take now please"]
    assert "You command DI-1" in last(world, "ana", general).words


async def test_with_no_incident_at_all_declaring_is_offered(world: World) -> None:
    ana, general = world.people["ana"], world.channels["general"]

    await ana.types("/data-incident take", channel=general)

    assert last(world, "ana", general).buttons == ["Declare an incident"]


def values(message: Message) -> list[Any]:
    return [block["accessory"]["value"] for block in message.blocks if "accessory" in block]


async def test_a_postmortem_and_an_asset_find_their_incident_months_later(world: World) -> None:
    await declared(world, "sev3 Numbers are odd")
    await declared(world, "sev3 Something else")
    async with world.bot.db.transaction() as tx:
        orders = await tx.assets.find("mart.orders")
        assert orders is not None
        await tx.incidents.link(1, [orders.id])
        draft = Postmortem(incident=1, drafted_at=world.bot.now())
        await tx.postmortems.add_if_absent(draft)
        await tx.postmortems.save(draft, search="The Überweisung of March was loaded twice, 100%")
    ana, general = world.people["ana"], world.channels["general"]

    by_text = await ana.types("/data-incident find überweisung 100%", channel=general)
    by_asset = await ana.types("/data-incident find MART.orders", channel=general)
    by_number = await ana.types("/data-incident find di-1", channel=general)

    assert "Found in: postmortem" in words(by_text)
    assert "Found in: asset" in words(by_asset)
    assert "Found in: number" in words(by_number)
    for answer in (by_text, by_asset, by_number):
        assert "DI-2" not in words(answer)
        assert "Postmortem" in str(answer.blocks)
