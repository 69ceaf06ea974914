"""Action items after the incident: reminders to their owners, one's own list, and 🔧 on a message."""

from datetime import UTC, datetime, timedelta

from bot.demo.world import World
from tests.handlers.action_items import items, told
from tests.handlers.repairs import channel_of, declared, general, types, words


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
