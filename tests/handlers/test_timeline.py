"""The timeline as people read it, and the times they correct."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.demo.world import World
from bot.domain import event as events
from bot.sandbox.model import Channel
from bot.services.record import record
from tests.handlers.incidents import declared, entries, incident_channel, last_for, said


async def with_notes(world: World, count: int) -> Channel:
    """An incident with many notes, a minute apart, that were not all told in the channel."""
    channel = await declared(world)
    now = world.sandbox.clock.now()
    async with world.bot.db.transaction() as tx:
        incident = await tx.incidents.get(1)
        for number in range(count):
            at = now + timedelta(minutes=number)
            note = events.NoteAdded(incident=1, by="U1", text=f"note number {number}.", at=at)
            await record(tx, incident, note, now=now, quietly=True)
    return channel


async def test_the_newest_page_is_shown_with_who_and_what_and_the_number(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    await ana.types("/data-incident note restarted the loader", channel=channel)

    answer = await ana.types("/data-incident timeline", channel=channel)

    (note,) = await entries(world, "note_added")
    assert "restarted the loader" in answer.text
    assert f"`{note.seq}` <!date^" in answer.text
    assert "declared it as SEV1" in answer.text
    assert answer.ok


async def test_a_thousand_entries_are_turned_page_by_page_in_place(world: World) -> None:
    channel, ana = await with_notes(world, 1500), world.people["ana"]
    await ana.types("/data-incident timeline", channel=channel)
    page = last_for(ana, channel)
    messages = len(ana.sees(channel))

    await ana.presses(page, "Older")
    await world.settled()
    older = said(last_for(ana, channel))
    await ana.presses(last_for(ana, channel), "Older")
    await world.settled()
    await ana.presses(last_for(ana, channel), "Newer")
    await world.settled()

    assert "note number 1479." in older
    assert "note number 1480." not in older
    assert "note number 1479." in said(last_for(ana, channel))
    assert len(ana.sees(channel)) == messages


async def test_the_first_and_last_page_offer_only_what_there_is(world: World) -> None:
    channel, ana = await with_notes(world, 25), world.people["ana"]
    await ana.types("/data-incident timeline", channel=channel)
    page = last_for(ana, channel)
    newest = page.buttons

    await ana.presses(page, "Older")
    await world.settled()

    assert "Older" in newest
    assert "Newer" not in newest
    assert "Newer" in page.buttons
    assert "Older" not in page.buttons


async def test_it_can_be_read_from_before_a_time(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]

    answer = await ana.types("/data-incident timeline before 2020-01-01 10:00", channel=channel)

    assert "There is nothing here" in str(answer.blocks)


async def test_struck_entries_are_crossed_out(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    await ana.types("/data-incident note the ~wrong~ table", channel=channel)
    (note,) = await entries(world, "note_added")
    await ana.types(f"/data-incident note strike {note.seq} typo", channel=channel)

    answer = await ana.types("/data-incident timeline", channel=channel)

    line = next(one for one in answer.text.splitlines() if f"`{note.seq}`" in one)
    assert line.endswith("~ _struck_")
    assert line.count("~") == 2


async def test_a_page_of_the_longest_notes_still_fits(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    for _ in range(22):
        await ana.types(f"/data-incident note {'<&>' * 900}", channel=channel)

    answer = await ana.types("/data-incident timeline", channel=channel)

    assert answer.ok
    assert "Older" in last_for(ana, channel).buttons


async def test_times_are_listed_with_their_source(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]

    answer = await ana.types("/data-incident times", channel=channel)

    assert "Impact started: not known yet" in answer.text
    assert "the data team noticed" in answer.text


async def test_impact_start_is_set_in_ones_own_zone_told_and_audited(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    before = world.sandbox.clock.now() - timedelta(hours=5)
    typed = before.astimezone(ZoneInfo("Europe/Lisbon")).strftime("%Y-%m-%d %H:%M")

    await ana.types(f"/data-incident times started {typed}", channel=channel)
    answer = await ana.types("/data-incident times detected 4h", channel=channel)
    await world.settled()

    first, second = await entries(world, "time_corrected")
    listed = await ana.types("/data-incident times", channel=channel)
    async with world.bot.db.reading() as tx:
        incident = await tx.incidents.get(1)
    assert incident.started_at == before.replace(second=0, microsecond=0)
    assert first.facts["before"] is None
    assert second.facts["before"] is not None
    assert "“Detected” is" in answer.text
    assert f"set by {ana.mention}, was" in listed.text
    assert any("Impact started:" in said(one) for one in ana.sees(channel))


async def test_a_time_that_makes_no_sense_is_refused(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    await ana.types("/data-incident times started 1h", channel=channel)

    early = await ana.types("/data-incident times detected 3h", channel=channel)
    future = await ana.types("/data-incident times started in 2h", channel=channel)
    unknown = await ana.types("/data-incident times ended 07:30", channel=channel)

    assert "cannot be before “Impact started”" in early.text
    assert "cannot be in the future" in future.text
    assert "`started`, `detected`" in unknown.text
    assert len(await entries(world, "time_corrected")) == 1


async def test_the_form_corrects_all_or_none_and_marks_the_field(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    now = world.sandbox.clock.now()
    await ana.types("/data-incident times form", channel=channel)

    wrong = await ana.submits(started=int((now + timedelta(hours=1)).timestamp()))
    await ana.submits(started=int((now - timedelta(hours=2)).timestamp()))
    await world.settled()

    (corrected,) = await entries(world, "time_corrected")
    assert "future" in wrong.errors["started"]
    assert corrected.facts["milestone"] == "started"
    assert "corrected Impact started" in said(last_for(ana, channel))


async def test_whoever_does_not_work_on_it_corrects_nothing(world: World) -> None:
    await declared(world)
    ivy, general = world.people["ivy"], world.channels["general"]

    answer = await ivy.types("/data-incident DI-1 times started 07:30", channel=general)

    assert "Only people working on DI-1" in answer.text
    assert await entries(world, "time_corrected") == []


async def test_somebody_who_joins_later_reads_alone_how_things_stand(world: World) -> None:
    channel = await declared(world, "sev1 Revenue <!channel> is missing")
    gus, ana = world.people["gus"], world.people["ana"]

    await gus.joins(channel)
    await world.settled()

    welcome = last_for(gus, channel)
    (joined,) = await entries(world, "person_joined")
    assert joined.by == gus.id
    assert "Welcome to DI-1" in said(welcome)
    assert "SEV1" in said(welcome)
    assert ana.mention in said(welcome)
    assert "<!channel>" not in said(welcome)
    assert not any("Welcome" in said(one) for one in ana.sees(channel))


async def test_whom_the_bot_has_just_invited_gets_no_catch_up(world: World) -> None:
    channel = await declared(world)
    everybody = [person for person in world.people.values() if person.id in channel.members]

    await world.settled()

    assert everybody
    assert await entries(world, "person_joined") == []
    for person in everybody:
        assert not any("Welcome" in said(one) for one in person.sees(channel))


async def test_whom_a_colleague_brings_in_gets_it_once(world: World) -> None:
    channel = await declared(world)
    ana, dev = world.people["ana"], world.people["dev"]
    await ana.invites(dev.id, channel)
    await world.settled()

    last = [one for one in world.sandbox.deliveries if one.kind == "events_api"][-1]
    await world.sandbox.redeliver(last)
    await world.settled()

    assert len([one for one in dev.sees(channel) if "Welcome" in said(one)]) == 1
    assert len(await entries(world, "person_joined")) == 1


async def test_joining_any_other_channel_is_nothing_to_us(world: World) -> None:
    await declared(world)
    general = world.channels["general"]
    newcomer = world.sandbox.add_person("kim")

    await newcomer.joins(general)
    await world.settled()

    assert incident_channel(world).name.startswith("di-1")
    assert await entries(world, "person_joined") == []
