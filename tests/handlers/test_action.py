"""Action items as people type, press and hand them in, and as their owners are reminded."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.world import World
from bot.domain.action_item import ActionItem
from bot.domain.status import Status
from bot.sandbox import Clock
from bot.sandbox.model import Message
from tests.handlers.repairs import channel_of, declared, general, last, shown, types, words

TUESDAY = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
async def tuesday(database_url: str) -> AsyncIterator[World]:
    """A world in which it is Tuesday, until the clock is moved."""
    made = World(database_url, clock=Clock(TUESDAY))
    await made.start()
    yield made
    await made.stop()


async def items(world: World) -> list[ActionItem]:
    async with world.bot.db.reading() as tx:
        return list(await tx.action_items.list_of([1]))


def said(world: World) -> str:
    """All that the incident's channel shows."""
    return shown(world.people["ana"].sees(channel_of(world)))


def told(world: World, by: str) -> list[Message]:
    """What she was told directly about action items."""
    person = world.people[by]
    return [one for one in person.sees(person.dm) if "DI-1." in one.words]


async def test_one_line_files_an_item_with_owner_day_and_type(tuesday: World) -> None:
    await declared(tuesday)
    ben = tuesday.people["ben"]

    answer = await types(tuesday, f"action {ben.mention} add a not-null test by Friday prevent")

    (item,) = await items(tuesday)
    assert (item.owner, str(item.due), item.type) == (ben.id, "2026-02-06", "prevent")
    assert item.text == "add a not-null test"
    assert "*DI-1.1* is filed" in words(answer)
    assert "Action item DI-1.1: add a not-null test" in said(tuesday)
    assert "An action item for you" in told(tuesday, "ben")[0].words


async def test_what_is_missing_is_said_and_can_be_given_in_the_form(tuesday: World) -> None:
    await declared(tuesday)
    ana = tuesday.people["ana"]

    answer = await types(tuesday, "action write down who to call")
    await ana.presses(last(tuesday), "Edit")
    assert "write down who to call" in str(ana.form.blocks)
    await ana.submits(owner=tuesday.people["dev"].id, type="process", due="2026-02-10")
    await tuesday.settled()

    (item,) = await items(tuesday)
    assert "Still to say: an owner, a type and a due date" in words(answer)
    assert (item.owner, item.type, str(item.due)) == (
        tuesday.people["dev"].id,
        "process",
        "2026-02-10",
    )


async def test_a_vague_item_gets_advice_that_only_its_author_sees(tuesday: World) -> None:
    await declared(tuesday)

    answer = await types(tuesday, "action improve monitoring by friday")

    assert "advice; only you see it" in words(answer)
    assert "advice" not in said(tuesday).replace(words(answer), "")


async def test_the_list_has_what_is_open_with_its_buttons_and_how_the_rest_ended(
    tuesday: World,
) -> None:
    await declared(tuesday)
    ana = tuesday.people["ana"]
    for text in ("add a test", "write a runbook", "buy a bigger machine"):
        await types(tuesday, f"action {text}")

    await types(tuesday, "action done 1 in the nightly run")
    await types(tuesday, "action drop 3 it was not the machine")
    answer = await types(tuesday, "action")

    assert "1 open, 1 done, 1 dropped" in words(answer)
    assert "DI-1.3 buy a bigger machine (it was not the machine)" in words(answer)
    assert last(tuesday).buttons == ["Done", "Edit", "Drop", "New action item", "Mine"]
    assert "Dropped: DI-1.3 buy a bigger machine" in said(tuesday)
    await ana.presses(last(tuesday), "Done")
    await tuesday.settled()
    assert "Done: DI-1.2 write a runbook" in said(tuesday)


async def test_dropping_by_button_asks_why(tuesday: World) -> None:
    await declared(tuesday)
    ana = tuesday.people["ana"]
    await types(tuesday, "action add a test")
    await types(tuesday, "action")

    await ana.presses(last(tuesday), "Drop")
    empty = await ana.submits(reason="   ")
    await ana.submits(reason="replaced <!channel>")
    await tuesday.settled()

    assert "Say in a few words why" in empty.errors["reason"]
    assert "replaced &lt;!channel&gt;" in said(tuesday)


@pytest.mark.parametrize(
    ("line", "answered"),
    [
        ("action done 9", "has no action item 9"),
        ("action drop 9 why", "has no action item 9"),
        ("action due 1 someday", "is no day"),
        ("action due 1 2020-01-01", "is gone by"),
        ("action done DI-404.1", "There is no incident DI-404"),
    ],
)
async def test_what_cannot_be_done_is_said(tuesday: World, line: str, answered: str) -> None:
    await declared(tuesday)
    await types(tuesday, "action add a test")

    answer = await types(tuesday, line)

    assert answered in words(answer)


async def test_words_that_cannot_be_filed_as_they_are_wait_in_a_form(tuesday: World) -> None:
    await declared(tuesday)
    ana = tuesday.people["ana"]

    await types(tuesday, "action @nobody add a test by friday")

    form = str(ana.form.blocks)
    assert "Nobody here is known as @nobody" in form
    assert "add a test" in form
    assert "2026-02-06" in form


async def test_a_day_gone_by_opens_the_form_with_all_words(tuesday: World) -> None:
    await declared(tuesday)
    ana = tuesday.people["ana"]

    await types(tuesday, "action add a test by 2026-01-01")
    marked = await ana.submits(due="2026-01-02")
    await ana.submits(due="2026-02-05")
    await tuesday.settled()

    (item,) = await items(tuesday)
    assert "gone by" in marked.errors["due"]
    assert (item.text, str(item.due)) == ("add a test", "2026-02-05")


async def test_a_form_handed_in_twice_files_once(tuesday: World) -> None:
    await declared(tuesday)
    ana = tuesday.people["ana"]
    await types(tuesday, "action new")
    view = ana.form

    await ana.submits(text="add a test")
    await ana.resubmits(view)
    await tuesday.settled()

    assert len(await items(tuesday)) == 1


@pytest.mark.parametrize(
    "text", ["<!channel> <@U1> <https://evil|click>", "{{ 7*7 }}", "x" * 3000, "🙈", "مرحبا"]
)
async def test_odd_words_are_kept_as_words(tuesday: World, text: str) -> None:
    await declared(tuesday)
    ana = tuesday.people["ana"]
    await types(tuesday, "action new")

    answer = await ana.submits(text=text)
    await tuesday.settled()

    (item,) = await items(tuesday)
    assert answer.ok
    assert item.text == text
    for dangerous in ("<!channel>", "<https://evil"):
        assert dangerous not in said(tuesday)


async def test_readers_may_read_but_not_file_and_owners_may_end_their_own(tuesday: World) -> None:
    await declared(tuesday)
    farah = tuesday.people["farah"]
    await types(tuesday, f"action {farah.mention} check the board pack by friday process")

    refused = await types(tuesday, "action add a test", by="farah")
    listed = await types(tuesday, "action", by="farah")
    ended = await types(tuesday, "action done 1 checked", by="farah")

    assert "Only people working on DI-1" in words(refused)
    assert "check the board pack" in words(listed)
    assert "DI-1.1 is done" in words(ended)


async def test_owners_are_reminded_the_working_day_before_and_weekly_when_late(
    tuesday: World,
) -> None:
    await declared(tuesday)
    await types(tuesday, f"action {tuesday.people['ben'].mention} add a test by friday prevent")
    assert len(told(tuesday, "ben")) == 1

    heard = []
    for days in (1, 1, 1, 4, 7):
        tuesday.sandbox.clock.advance(timedelta(days=days))
        for _ in range(2):
            await tuesday.bot.schedule.tick()
            await tuesday.settled()
        heard.append(len(told(tuesday, "ben")) - 1)

    assert heard == [0, 1, 1, 2, 3]  # Wed, Thu, Fri, Tue (since Monday), Tue
    words_of = [one.words for one in told(tuesday, "ben")]
    assert "Due 6 Feb 2026: DI-1.1" in words_of[1]
    assert "Overdue by 4 days: DI-1.1" in words_of[2]


async def test_from_the_reminder_it_is_moved_and_done(tuesday: World) -> None:
    await declared(tuesday)
    ben = tuesday.people["ben"]
    await types(tuesday, f"action {ben.mention} add a test by friday prevent")
    tuesday.sandbox.clock.advance(timedelta(days=2, hours=1))
    await tuesday.bot.schedule.tick()
    await tuesday.settled()

    await ben.presses(told(tuesday, "ben")[-1], "New date")
    await ben.submits(due="2026-02-16")
    await tuesday.settled()
    (moved,) = await items(tuesday)
    await ben.presses(told(tuesday, "ben")[0], "Done")
    await tuesday.settled()
    (done,) = await items(tuesday)

    assert str(moved.due) == "2026-02-16"
    assert moved.remind_at == datetime(2026, 2, 13, 9, 0, tzinfo=UTC)
    assert (done.state, done.remind_at) == ("done", None)


async def test_ones_own_are_listed_across_incidents_the_soonest_first(tuesday: World) -> None:
    await declared(tuesday)
    ben, here = tuesday.people["ben"], general(tuesday)
    await tuesday.people["ana"].types("/data-incident sev3 Churn is odd", channel=here)
    await tuesday.settled()
    await types(tuesday, f"action {ben.mention} later by 2026-03-01")
    await tuesday.people["ana"].types(
        f"/data-incident action DI-2 {ben.mention} sooner by friday", channel=here
    )
    await tuesday.settled()

    answer = await ben.types("/data-incident action mine", channel=here)

    assert "You have 2 open action items" in words(answer)
    assert words(answer).index("DI-2.1") < words(answer).index("DI-1.1")


async def test_an_item_can_be_filed_when_the_incident_is_over(tuesday: World) -> None:
    await declared(tuesday)
    async with tuesday.bot.db.transaction() as tx:
        incident = await tx.incidents.get(1)
        await tx.incidents.save(replace(incident, status=Status.CLOSED))

    answer = await types(tuesday, "action add a test by friday", by="dev")

    assert "*DI-1.1* is filed" in words(answer)


async def test_a_wrench_suggests_an_item_from_the_words_once(tuesday: World) -> None:
    await declared(tuesday)
    ana, ben = tuesday.people["ana"], tuesday.people["ben"]
    message = await ana.says("we should alert on <late> loads", channel=channel_of(tuesday))

    await ana.reacts(message, "wrench")
    await ben.reacts(message, "wrench")
    await tuesday.settled()

    (item,) = await items(tuesday)
    assert item.text == "we should alert on <late> loads"
    assert item.missing == ("an owner", "a type", "a due date")
    posted = next(one for one in ana.sees(channel_of(tuesday)) if "suggested it from" in one.words)
    assert "Owner, type and date" in posted.buttons
    assert "Still to say before the postmortem is published" in posted.words


async def test_the_last_wrench_taken_away_takes_back_what_nobody_touched(tuesday: World) -> None:
    await declared(tuesday)
    ana = tuesday.people["ana"]
    kept = await ana.says("alert on late loads", channel=channel_of(tuesday))
    gone = await ana.says("buy a machine", channel=channel_of(tuesday))
    for message in (kept, gone):
        await ana.reacts(message, "wrench")
        await tuesday.settled()
    await types(tuesday, "action edit 1")
    await ana.submits(owner=ana.id)

    for message in (kept, gone):
        await ana.unreacts(message, "wrench")
    await tuesday.settled()

    assert [item.state for item in await items(tuesday)] == ["open", "dropped"]
