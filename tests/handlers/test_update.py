"""Status updates: written once, told to everybody whom it concerns, with the next word promised."""

import pytest

from bot.demo.world import World
from bot.domain.severity import Severity
from bot.domain.status import Status
from tests.handlers.telling import (
    announced,
    heard,
    home,
    hurting,
    incident,
    passes,
    thread,
    types,
    updated,
)

HOSTILE = (
    "<!channel> <@U123> <https://evil.example|click> {{ 7*7 }} & *bold* `code` \x00 \u202eمرحبا 🙈"
)


async def test_the_form_opens_on_the_readers_words_and_says_how_many_read_it(world: World) -> None:
    await hurting(world)

    await types(world, "update")

    form = world.people["ana"].form
    first, second = form.blocks[0], form.blocks[1]
    assert "3 people read this directly" in str(first)
    assert "#finance" in str(first)
    assert second["block_id"] == "words"
    assert "looking for the cause" in second["element"]["initial_value"]


async def test_the_preview_is_what_readers_get_and_nothing_is_sent_before_send(
    world: World,
) -> None:
    await hurting(world)
    ana = world.people["ana"]
    await types(world, "update The loader stopped on Tuesday; we restart it")

    await ana.submits()
    await world.settled()

    shown = str(ana.form.blocks)
    assert "The loader stopped on Tuesday; we restart it" in shown
    assert "Executive revenue" in shown
    assert thread(world) == []
    assert heard(world, "farah") == []

    await ana.submits()
    await world.settled()

    assert len(thread(world)) == 1
    assert len(heard(world, "farah")) == 1


async def test_an_update_reaches_thread_announcement_card_owners_and_the_audiences_channel(
    world: World,
) -> None:
    await hurting(world)

    await updated(world, "Tuesday is missing; Wednesday is right")

    assert "Tuesday is missing" in thread(world)[0].words
    assert "Tuesday is missing" in announced(world).words
    assert any("Tuesday is missing" in one.words for one in home(world).messages.values())
    finance = world.people["gus"].sees(world.channels["finance"])
    assert sum("Tuesday is missing" in one.words for one in finance) == 1
    farah, ivy = heard(world, "farah")[0].words, heard(world, "ivy")[0].words
    assert "Executive revenue" in farah
    assert "Executive revenue" not in ivy
    assert "Board pack" in ivy
    assert "You hear this because you own" in ivy


async def test_each_person_hears_once_whatever_their_reasons_and_the_author_not_at_all(
    world: World,
) -> None:
    await hurting(world)
    await types(world, "subscribe", by="farah")
    await types(world, "subscribe Executive revenue", by="farah")
    await types(world, "subscribe", by="ana")

    await updated(world, "Still looking")

    assert len(heard(world, "farah")) == 1
    assert "you asked to hear of DI-1" in heard(world, "farah")[0].words
    assert heard(world, "ana") == []


async def test_readers_read_no_word_of_ours(world: World) -> None:
    await hurting(world)

    await updated(world, "Past days are wrong", status="mitigated")

    told = heard(world, "farah")[0].words.lower()
    assert "new data right, past days still wrong" in told
    assert "critical" in told
    for ours in ("mitigated", "sev1", "asset", "tier", "exposure", "backfill", "mart."):
        assert ours not in told


async def test_identified_asks_for_the_cause_and_calls_the_owner_of_the_origin_in(
    world: World,
) -> None:
    await hurting(world)
    ana = world.people["ana"]
    await types(world, "update")

    await ana.fills("status", "identified")
    await world.settled()
    asked = {block.get("block_id") for block in ana.form.blocks}
    offered = await ana.suggests("origin", "stg_shop__orders")
    await ana.submits(origin=offered[0]["value"], cause="upstream_change", confirmed="confirmed")
    await ana.submits()
    await world.settled()

    assert {"origin", "cause", "confirmed"} <= asked
    now = await incident(world)
    assert now.status is Status.IDENTIFIED
    assert now.cause == "upstream_change"
    assert now.cause_confirmed
    assert str(now.origin) == offered[0]["value"]
    assert now.identified_at is not None
    assert "We know what went wrong" in now.last_words
    assert any("Cause: a change in a source system" in one.words for one in ana.sees(home(world)))
    assert "upstream" not in heard(world, "farah")[0].words


async def test_words_that_were_typed_outlive_another_status_and_the_way_back(world: World) -> None:
    await hurting(world)
    ana = world.people["ana"]
    await types(world, "update")
    await ana.fills("words", "My own words & <more>")
    await ana.fills("status", "mitigated")
    await world.settled()

    await ana.submits()
    await ana.presses(ana.form, "Back")
    await world.settled()
    await ana.submits()
    await ana.submits()
    await world.settled()

    assert "My own words &amp; &lt;more&gt;" in thread(world)[0].text
    assert (await incident(world)).status is Status.MITIGATED


async def test_the_longest_words_survive_preview_and_back(world: World) -> None:
    await hurting(world)
    ana = world.people["ana"]
    longest = ('"مرحبا"\n' * 400)[:3000].strip()

    await types(world, "update")
    await ana.submits(words=longest)
    await ana.presses(ana.form, "Back")
    await world.settled()
    await ana.submits()
    await ana.submits()
    await world.settled()

    assert (await incident(world)).last_words == longest


@pytest.mark.parametrize("words", [HOSTILE, "🙈🙈", "x" * 3000, "&" * 3000])
async def test_hostile_words_are_told_and_ping_nobody(world: World, words: str) -> None:
    await hurting(world)

    await updated(world, words)

    for message in (*thread(world), *heard(world, "farah"), announced(world)):
        assert "<!channel>" not in message.words
        assert "<@U123>" not in message.words
        assert "<https://evil" not in message.words
    assert len(heard(world, "farah")) == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("words", "\u2060\u200b", "this is empty"),
        ("words", "\u200b", "this is empty"),
        ("eta", 1577836800, "has passed"),
        ("next", 1577836800, "has passed"),
    ],
)
async def test_a_field_that_cannot_be_told_is_marked_and_the_form_stays(
    world: World, field: str, value: object, sentence: str
) -> None:
    await hurting(world)
    ana = world.people["ana"]
    await types(world, "update")

    answer = await ana.submits(**{field: value})

    assert sentence in answer.errors[field]
    assert ana.form.callback_id == "update"


async def test_sent_twice_is_told_once(world: World) -> None:
    await hurting(world)
    ana = world.people["ana"]
    await types(world, "update Once")
    await ana.submits()
    preview = ana.form

    await ana.submits()
    await ana.resubmits(preview)
    await world.settled()

    assert len(thread(world)) == 1
    assert len(heard(world, "farah")) == 1


async def test_safe_again_is_not_said_by_an_update(world: World) -> None:
    await hurting(world)
    await types(world, "update")

    options = str(world.people["ana"].form.blocks)

    assert "resolved" not in options
    assert "the all-clear says it" in options


async def test_in_the_status_thread_the_bot_is_mentioned_since_commands_do_not_work_there(
    world: World,
) -> None:
    await hurting(world, severity=Severity.SEV3)
    ana, place = world.people["ana"], world.channels["data-incidents"]
    bot = world.sandbox.workspace.app.user_id

    for words in ("update nothing", "update The table is reloaded"):
        await ana.says(f"<@{bot}> {words}", channel=place, thread_ts=announced(world).ts)
        await world.settled()
    offered = next(one for one in reversed(thread(world)) if "Open the form" in one.buttons)
    await ana.presses(offered, "Open the form")
    await ana.submits()
    await ana.submits()
    await world.settled()

    told = [one.words for one in heard(world, "farah")]
    assert len(told) == 2
    assert "The table is reloaded" in told[1]


async def test_people_outside_are_told_who_could(world: World) -> None:
    await hurting(world)

    answer = await types(world, "update I think it is fine", by="gus")

    assert world.people["ana"].mention in answer.text
    assert world.people["gus"].view is None
    assert thread(world) == []


async def test_a_drill_is_told_to_nobody_outside_it(world: World) -> None:
    await hurting(world, drill=True)
    await types(world, "subscribe", by="gus")

    await updated(world, "Only practice")

    assert "Drill" in thread(world)[0].words
    for name in ("farah", "ivy", "gus"):
        assert heard(world, name) == []
    assert not any(
        "Only practice" in one.words for one in world.people["ana"].sees(world.channels["finance"])
    )


async def test_stop_these_works_after_months(world: World) -> None:
    await hurting(world)
    await updated(world, "First")
    farah = world.people["farah"]
    await passes(world, days=100)

    await farah.presses(heard(world, "farah")[0], "Stop these")
    await world.settled()
    await updated(world, "Second")

    assert len(heard(world, "farah")) == 1
    assert len(heard(world, "ivy")) == 2
    assert "You hear no more of DI-1" in farah.sees(farah.dm)[-1].words
