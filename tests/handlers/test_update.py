"""Status updates: written once, told to everybody whom it concerns, with the next word promised."""

import pytest

from bot.demo.world import World
from bot.domain.incident import Incident
from bot.domain.policy import Role
from bot.domain.promise import Promise, PromiseKind, PromiseState
from bot.domain.severity import Severity
from bot.domain.status import Status
from bot.services import incidents
from tests.handlers.telling import (
    announced,
    heard,
    home,
    hurting,
    passes,
    thread,
    types,
    updated,
)

HOSTILE = (
    "<!channel> <@U123> <https://evil.example|click> {{ 7*7 }} & *bold* `code` \x00 \u202eمرحبا 🙈"
)


async def incident(world: World) -> Incident:
    async with world.bot.db.reading() as tx:
        return await tx.incidents.get(1)


async def promises(world: World, kind: PromiseKind = PromiseKind.NEXT_UPDATE) -> list[Promise]:
    async with world.bot.db.reading() as tx:
        return [one for one in await tx.promises.list_of(1) if one.kind is kind]


async def kinds(world: World) -> list[str]:
    async with world.bot.db.transaction() as tx:
        return [entry.kind for entry in await tx.timeline.list_all(1)]


async def speaks(world: World, name: str) -> None:
    """Makes somebody the communications lead."""
    ana, person = world.people["ana"].id, world.people[name].id
    async with world.bot.db.transaction() as tx:
        now = world.sandbox.clock.now()
        found = await tx.incidents.get(1)
        await incidents.assign(tx, found, person, Role.COMMS_LEAD, by=ana, now=now)


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


async def test_an_update_keeps_its_promise_and_makes_the_next(world: World) -> None:
    await hurting(world)
    await passes(world, minutes=10)

    await updated(world, "We are on it")

    first, second = await promises(world)
    now = await incident(world)
    assert first.state is PromiseState.KEPT
    assert second.state is PromiseState.OPEN
    assert now.next_update_due == second.due
    assert now.first_update_at is not None
    assert (second.due - world.sandbox.clock.now()).total_seconds() == pytest.approx(1800, abs=90)


async def test_after_mitigated_the_slower_cadence_is_promised(world: World) -> None:
    await hurting(world)
    ana = world.people["ana"]
    await types(world, "update")
    await ana.fills("status", "mitigated")
    await world.settled()

    await ana.submits()
    await ana.submits()
    await world.settled()

    due = (await incident(world)).next_update_due
    assert due is not None
    assert (due - world.sandbox.clock.now()).total_seconds() == pytest.approx(7200, abs=90)


async def test_at_sev3_no_word_is_promised_unless_one_is_given(world: World) -> None:
    await hurting(world, severity=Severity.SEV3)

    await updated(world, "One table is late")

    assert (await incident(world)).next_update_due is None
    assert "when something changes" in heard(world, "farah")[0].words
    assert await promises(world) == []


async def test_raised_to_sev1_the_word_is_promised_sooner_and_lowered_it_stays(
    world: World,
) -> None:
    await hurting(world, severity=Severity.SEV3)

    await types(world, "severity sev1 the board reads it")
    raised = (await incident(world)).next_update_due
    await types(world, "severity sev3 only one team")

    assert raised is not None
    assert (raised - world.sandbox.clock.now()).total_seconds() == pytest.approx(900, abs=90)
    assert (await incident(world)).next_update_due == raised


async def test_nothing_new_in_one_click_says_the_last_words_again(world: World) -> None:
    await hurting(world)
    await updated(world, "The loader is being restarted")
    await passes(world, minutes=26)
    ana = world.people["ana"]
    reminder = ana.sees(ana.dm)[-1]

    await ana.presses(reminder, "Nothing new")
    await world.settled()

    told = heard(world, "farah")[-1].words
    assert "Nothing new yet" in told
    assert "The loader is being restarted" in told
    assert "The loader is being restarted" in announced(world).words
    assert [one.state for one in await promises(world)][-2:] == [
        PromiseState.KEPT,
        PromiseState.OPEN,
    ]


async def test_commander_and_communications_lead_are_reminded_privately_once(
    world: World,
) -> None:
    await hurting(world)
    await speaks(world, "ben")

    await passes(world, minutes=11)
    await passes(world, minutes=1)

    for name in ("ana", "ben"):
        person = world.people[name]
        told = [one for one in person.sees(person.dm) if "next word is due" in one.words]
        assert len(told) == 1
        assert {"Write it", "Nothing new", "Later…"} <= set(told[0].buttons)
    assert "3 people wait for it" in told[0].words
    assert (await kinds(world)).count("update_nudged") == 1


async def test_a_missed_promise_is_recorded_once_and_shown(world: World) -> None:
    await hurting(world)

    await passes(world, minutes=20)
    await passes(world, minutes=20)

    assert (await kinds(world)).count("promise_missed") == 1
    assert "is late" in announced(world).words
    ana = world.people["ana"]
    assert sum("has not come" in one.words for one in ana.sees(ana.dm)) == 1

    await updated(world, "Sorry for the silence")

    assert (await kinds(world)).count("promise_missed") == 1
    assert "is late" not in announced(world).words


async def test_a_word_within_the_grace_is_in_time(world: World) -> None:
    await hurting(world)
    await passes(world, minutes=16)

    await updated(world, "Just in time")

    assert (await promises(world))[0].state is PromiseState.KEPT
    assert "promise_missed" not in await kinds(world)


async def test_later_asks_why_and_moves_the_promise(world: World) -> None:
    await hurting(world)
    await passes(world, minutes=11)
    ana = world.people["ana"]
    reminder = ana.sees(ana.dm)[-1]
    before = (await incident(world)).next_update_due

    await ana.presses(reminder, "Later…")
    await world.settled()
    empty = await ana.submits(reason="  ")
    await ana.submits(reason="The vendor answers at noon")
    await world.settled()

    now = await incident(world)
    assert "reason" in empty.errors
    assert before is not None
    assert now.next_update_due is not None
    assert now.next_update_due > before
    assert (await promises(world))[0].state is PromiseState.MOVED
    assert (await promises(world))[0].reason == "The vendor answers at noon"
    assert "The vendor answers at noon" in thread(world)[-1].words
    assert "promise_missed" not in await kinds(world)


async def test_a_time_and_a_reason_typed_move_the_word_at_once(world: World) -> None:
    await hurting(world)

    answer = await types(world, "next 45m the vendor is asleep")

    due = (await incident(world)).next_update_due
    assert "promised by" in answer.text
    assert due is not None
    assert (due - world.sandbox.clock.now()).total_seconds() == pytest.approx(2700, abs=90)


async def test_an_eta_typed_fills_the_form_and_is_told_with_how_sure_it_is(world: World) -> None:
    await hurting(world)
    ana = world.people["ana"]

    await types(world, "eta 2h")
    await ana.submits(sure="rough")
    await ana.submits()
    await world.settled()

    told = heard(world, "farah")[0].words
    assert "Safe to use again:" in told
    assert "a first guess" in told
    assert [one.state for one in await promises(world, PromiseKind.ETA)] == [PromiseState.OPEN]
    assert (await incident(world)).eta is not None


async def test_an_eta_that_moves_says_what_was_said_before_and_one_that_passes_is_missed(
    world: World,
) -> None:
    await hurting(world)
    await types(world, "eta 1h")
    await world.people["ana"].submits()
    await world.people["ana"].submits()
    await types(world, "eta 2h")
    await world.people["ana"].submits()
    await world.people["ana"].submits()
    await world.settled()

    assert "before, we said" in heard(world, "farah")[-1].words

    await passes(world, hours=3)

    states = [one.state for one in await promises(world, PromiseKind.ETA)]
    assert states == [PromiseState.MOVED, PromiseState.MISSED]
    ana = world.people["ana"]
    assert any("would be safe to use by" in one.words for one in ana.sees(ana.dm))
    assert "Not safe to use yet; it was expected by" in announced(world).words


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
