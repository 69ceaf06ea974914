"""A postmortem as people work on it: drafted, answered, edited, read and published."""

from datetime import timedelta

from bot.demo.world import World
from bot.domain.action_item import Wish
from bot.services import action_items
from tests.handlers.incidents import incident_channel, said
from tests.handlers.postmortem import (
    ANSWERS,
    alone,
    announcement,
    answered,
    files,
    resolved,
    texts,
    types,
)
from tests.making import HOSTILE


async def test_it_is_drafted_with_the_all_clear_and_asks_at_most_five_questions(
    world: World,
) -> None:
    ana = await resolved(world)

    assert "DI-1's postmortem is drafted from the record" in texts(incident_channel(world))
    shown = await types(world, "DI-1 postmortem")
    assert "a draft from the record, due" in shown
    await types(world, "DI-1 postmortem answer")
    inputs = [block for block in ana.form.blocks if block["type"] == "input"]
    assert [block["block_id"] for block in inputs] == ["started", *ANSWERS]


async def test_answered_and_published_it_is_a_file_in_the_channel_and_a_sentence_in_the_thread(
    world: World,
) -> None:
    ana = await resolved(world)
    assert "nothing is left to answer" not in await answered(world)

    shown = await types(world, "DI-1 postmortem publish")

    assert "is published (version 1)" in shown
    (file,) = files(incident_channel(world))
    assert file.name == "DI-1-postmortem.md"
    text = (file.content or b"").decode()
    assert "- The load goes on when a column is missing\n- Nobody hears" in text
    thread = ana.sees(world.channels["data-incidents"], announcement(world).ts)
    assert "“Revenue is missing” is written up" in said(thread[-1])
    assert "ostmortem" not in thread[-1].text
    card = incident_channel(world).messages[next(iter(incident_channel(world).pins))]
    assert "published" in said(card)


async def test_without_its_answers_it_is_not_published_and_says_what_is_missing(
    world: World,
) -> None:
    await resolved(world)
    async with world.bot.db.transaction() as tx:
        incident = await tx.incidents.get(1)
        wish = Wish(text="Fail the load when a column is missing")
        ana = world.people["ana"].id
        await action_items.file(tx, incident, wish, by=ana, now=world.bot.now())

    shown = await types(world, "DI-1 postmortem publish")

    for missing in ("Contributing factors", "ST001", "DI-1.1", "no owner (AI003)"):
        assert missing in shown
    assert files(incident_channel(world)) == []


async def test_how_it_reads_is_told_to_its_author_alone(world: World) -> None:
    await resolved(world)

    told = await answered(world, limited="We should have tested it, it was human error")

    assert "BL001" in told
    assert "Name the missing guard." in told
    assert "BL0" not in texts(incident_channel(world))
    assert "BL0" not in texts(world.channels["data-team"])


async def test_words_of_blame_ask_once_more_and_the_author_decides(world: World) -> None:
    await resolved(world)
    await answered(world, limited="It was human error")

    refused = await types(world, "DI-1 postmortem publish")
    published = await types(world, "DI-1 postmortem publish anyway")

    assert "would be read as blame" in refused
    assert "is published (version 1)" in published


async def test_the_start_answered_in_the_form_becomes_a_milestone(world: World) -> None:
    await resolved(world)
    began = int((world.bot.now() - timedelta(hours=3)).timestamp())

    await types(world, "DI-1 postmortem answer")
    assert (await world.people["ana"].submits(started=began, **ANSWERS)).ok
    await world.settled()

    async with world.bot.db.reading() as tx:
        incident = await tx.incidents.get(1)
    assert incident.started_at is not None
    assert int(incident.started_at.timestamp()) == began


async def test_a_start_that_is_still_to_come_marks_its_field(world: World) -> None:
    await resolved(world)
    later = int((world.bot.now() + timedelta(hours=3)).timestamp())

    await types(world, "DI-1 postmortem answer")
    answer = await world.people["ana"].submits(started=later, **ANSWERS)

    assert "future" in answer.errors["started"]


async def test_the_same_form_sent_twice_counts_once(world: World) -> None:
    ana = await resolved(world)
    await types(world, "DI-1 postmortem answer")
    form = ana.form

    await ana.submits(**ANSWERS)
    await ana.resubmits(form)
    await world.settled()

    async with world.bot.db.reading() as tx:
        edits = await tx.timeline.list_all(1, kinds=["postmortem_edited"])
    assert len(edits) == 1


async def test_a_section_is_chosen_edited_and_given_back_to_the_record(world: World) -> None:
    ana = await resolved(world)
    await answered(world)

    await types(world, "DI-1 postmortem edit")
    await ana.submits(section="severity")
    assert "when it was declared" in str(ana.form.blocks)
    await ana.submits(part_1="It was SEV1 all along.")
    await world.settled()
    assert "reads as you wrote it" in alone(ana)
    await types(world, "DI-1 postmortem publish")
    await types(world, "DI-1 postmortem edit severity")
    await ana.submits(part_1=None)
    await world.settled()
    assert "reads as the record says again" in alone(ana)
    await types(world, "DI-1 postmortem publish")

    first, second = ((file.content or b"").decode() for file in files(incident_channel(world)))
    assert "It was SEV1 all along." in first
    assert "It was SEV1 all along." not in second
    assert files(incident_channel(world))[1].name == "DI-1-postmortem-v2.md"


async def test_an_untouched_section_goes_on_following_the_record(world: World) -> None:
    ana = await resolved(world)

    await types(world, "DI-1 postmortem edit summary")
    await ana.submits()
    await world.settled()

    assert "Nothing was changed." in alone(ana)
    async with world.bot.db.reading() as tx:
        kept = await tx.postmortems.find(1)
    assert kept is not None
    assert kept.sections == {}


async def test_a_long_section_is_spread_over_fields_and_comes_back_whole(world: World) -> None:
    ana = await resolved(world)
    long = "\n".join(f"line {number} of what was hard" for number in range(110))
    await types(world, "DI-1 postmortem edit lessons")
    await ana.submits(part_1=long)
    await types(world, "DI-1 postmortem edit lessons")
    await ana.submits(part_1=long + "\nand more\n" + "x" * 200)
    await types(world, "DI-1 postmortem edit lessons")

    first, second = (block for block in ana.form.blocks if block["type"] == "input")

    await ana.submits(part_2=f"{second['element']['initial_value']}\nthe end")
    await world.settled()
    async with world.bot.db.reading() as tx:
        kept = await tx.postmortems.find(1)
    assert kept is not None
    assert kept.sections["lessons"] == f"{long}\nand more\n{'x' * 200}\nthe end"
    assert first["element"]["initial_value"].startswith("line 0")


async def test_the_preview_is_read_in_pages(world: World) -> None:
    ana = await resolved(world)
    await answered(world, decisions="A long story. " * 200, limited="Another one. " * 200)

    await types(world, "DI-1 postmortem preview")
    first = str(ana.form.blocks)
    await ana.presses(ana.form, "Next page")
    await world.settled()

    assert "1. Summary" in first
    assert "page 1 of" in first
    assert "page 2 of" in str(ana.form.blocks)
    assert "1. Summary" not in str(ana.form.blocks)


async def test_hostile_words_stay_words_in_the_file_and_in_slack(world: World) -> None:
    ana = await resolved(world)
    told = await answered(world, factors=f"{HOSTILE}\n{HOSTILE}", limited="\ud800 🙈 \u200fשלום")

    await types(world, "DI-1 postmortem preview")
    shown = str(ana.form.blocks)
    await types(world, "DI-1 postmortem publish")

    (file,) = files(incident_channel(world))
    text = (file.content or b"").decode()
    for dangerous in ("<!channel", "<@U1>", "<https://evil", "](https://evil"):
        assert dangerous not in text
        assert dangerous not in shown
        assert dangerous not in told
    assert "{{ 7\\*7 }}" in text
    assert "שלום" in text
