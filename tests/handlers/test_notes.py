"""Notes, as people type them, fill them in, mention the bot with them, and take them back."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.demo.world import World
from tests.handlers.incidents import (
    again,
    announced,
    declared,
    entries,
    incident_channel,
    last_for,
    said,
)

HOSTILE = "<!channel> <https://evil|click> {{ 7*7 }} *_~` <script> \x00 🙈 שלום"


async def test_a_note_is_told_in_the_channel_and_kept(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]

    answer = await ana.types("/data-incident note restarted the loader", channel=channel)
    await world.settled()

    (note,) = await entries(world, "note_added")
    assert "as entry" in answer.text
    assert note.facts["text"] == "restarted the loader"
    assert any("noted: restarted the loader" in said(one) for one in ana.sees(channel))


async def test_a_note_may_be_about_an_earlier_time_in_ones_own_zone(world: World) -> None:
    channel, dev = await declared(world), world.people["dev"]
    earlier = world.sandbox.clock.now() - timedelta(hours=3)
    typed = earlier.astimezone(ZoneInfo("Asia/Kolkata")).strftime("%H:%M")

    answer = await dev.types(
        f"/data-incident DI-1 note {typed} restarted the loader",
        channel=world.channels["general"],
    )
    await world.settled()

    (note,) = await entries(world, "note_added")
    assert note.at == earlier.astimezone(UTC).replace(second=0, microsecond=0)
    assert note.facts["text"] == "restarted the loader"
    assert f"<!date^{int(note.at.timestamp())}^" in answer.text
    assert any("noted for" in said(one) for one in world.people["ana"].sees(channel))


@pytest.mark.parametrize("typed", ["note 25:00 what", "note 2099-01-01 10:00 what"])
async def test_a_time_that_cannot_be_is_refused_and_nothing_is_kept(
    world: World, typed: str
) -> None:
    channel = await declared(world)

    answer = await world.people["ana"].types(f"/data-incident {typed}", channel=channel)

    assert answer.ok
    assert "`14:05`" in answer.text or "still to come" in answer.text
    assert await entries(world, "note_added") == []


@pytest.mark.parametrize("text", [HOSTILE, "x" * 3000, "💥🙈", "line one\nline two"])
async def test_whatever_is_noted_is_kept_and_pings_nobody(world: World, text: str) -> None:
    channel, ana = await declared(world), world.people["ana"]

    answer = await ana.types(f"/data-incident note {text}", channel=channel)
    await world.settled()

    assert answer.ok
    assert len(await entries(world, "note_added")) == 1
    told = [one for one in ana.sees(channel) if "noted" in said(one)]
    assert len(told) == 1
    assert "<!channel>" not in said(told[0])
    assert "<https://evil" not in said(told[0])


async def test_alone_it_opens_a_form_that_keeps_once(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    at = world.sandbox.clock.now() - timedelta(minutes=40)
    await ana.types("/data-incident note", channel=channel)
    form = ana.form

    await ana.submits(text="The partner called", at=int(at.timestamp()))
    await ana.resubmits(form)
    await world.settled()

    (note,) = await entries(world, "note_added")
    assert note.facts["text"] == "The partner called"
    assert note.at == at.replace(microsecond=0)


async def test_a_form_with_a_time_to_come_marks_the_field(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    later = world.sandbox.clock.now() + timedelta(hours=1)
    await ana.types("/data-incident note", channel=channel)

    answer = await ana.submits(text="The partner called", at=int(later.timestamp()))

    assert "still to come" in answer.errors["at"]
    assert await entries(world, "note_added") == []


async def test_whoever_wrote_it_strikes_it_with_the_button_and_all_see_it(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    await ana.types("/data-incident note the wrong table", channel=channel)
    await world.settled()
    told = next(one for one in ana.sees(channel) if "noted: the wrong table" in said(one))

    await ana.presses(told, "Strike")
    await world.settled()

    (note,) = await entries(world, "note_added")
    (struck,) = await entries(world, "entry_struck")
    assert note.struck
    assert struck.facts["seq"] == note.seq
    assert any("struck entry" in said(one) for one in ana.sees(channel))


async def test_a_note_of_somebody_else_is_struck_by_responders_only(world: World) -> None:
    channel = await declared(world)
    ana, gus = world.people["ana"], world.people["gus"]
    general = world.channels["general"]
    await ana.types("/data-incident note the wrong table", channel=channel)
    (note,) = await entries(world, "note_added")

    refused = await gus.types(f"/data-incident DI-1 note strike {note.seq}", channel=general)

    assert "Only people working on DI-1" in refused.text
    assert not (await entries(world, "note_added"))[0].struck


@pytest.mark.parametrize(("seq", "says"), [(1, "stays"), (999, "no entry 999")])
async def test_what_the_bot_recorded_cannot_be_struck(world: World, seq: int, says: str) -> None:
    channel = await declared(world)

    answer = await world.people["ana"].types(f"/data-incident note strike {seq}", channel=channel)

    assert says in answer.text


async def test_a_struck_note_is_not_struck_twice(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    await ana.types("/data-incident note wrong", channel=channel)
    (note,) = await entries(world, "note_added")
    await ana.types(f"/data-incident note strike {note.seq} typo", channel=channel)

    answer = await ana.types(f"/data-incident note strike {note.seq}", channel=channel)

    assert "struck already" in answer.text
    assert len(await entries(world, "entry_struck")) == 1


async def test_a_mention_in_the_channel_notes_and_answers_the_person_alone(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    bot = world.sandbox.workspace.app.user_id

    await ana.says(f"<@{bot}> note {world.people['ben'].mention} restarted it", channel=channel)
    await world.settled()

    (note,) = await entries(world, "note_added")
    assert note.facts["text"] == "@ben restarted it"
    assert note.by == ana.id
    assert "Noted" in said(last_for(ana, channel))


async def test_a_mention_delivered_twice_notes_once(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    bot = world.sandbox.workspace.app.user_id
    await ana.says(f"<@{bot}> note restarted it", channel=channel)
    await world.settled()

    await again(world, "app_mention")

    assert len(await entries(world, "note_added")) == 1
    assert len([one for one in ana.sees(channel) if "Noted" in said(one)]) == 1


async def test_a_mention_in_a_status_thread_means_its_incident(world: World) -> None:
    announcement, ana = await announced(world), world.people["ana"]
    room, bot = world.channels["data-incidents"], world.sandbox.workspace.app.user_id

    await ana.says(f"<@{bot}> note looked at it", channel=room, thread_ts=announcement.ts)
    await world.settled()

    (note,) = await entries(world, "note_added")
    assert note.facts["text"] == "looked at it"
    assert "Noted" in said(last_for(ana, room, announcement.ts))


async def test_a_mention_that_needs_a_form_gives_a_button_that_opens_it(world: World) -> None:
    announcement, ana = await announced(world), world.people["ana"]
    room, bot = world.channels["data-incidents"], world.sandbox.workspace.app.user_id
    await ana.says(f"<@{bot}> note", channel=room, thread_ts=announcement.ts)
    await world.settled()

    await ana.presses(last_for(ana, room, announcement.ts), "Open the form")
    await ana.submits(text="From the thread")
    await world.settled()

    (note,) = await entries(world, "note_added")
    assert note.facts["text"] == "From the thread"


async def test_a_mention_without_words_shows_the_card(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    bot = world.sandbox.workspace.app.user_id

    await ana.says(f"<@{bot}>", channel=channel)
    await world.settled()

    assert "Revenue is missing" in said(last_for(ana, channel))


async def test_talk_about_the_bot_is_left_alone(world: World) -> None:
    channel, ana = await declared(world), world.people["ana"]
    bot = world.sandbox.workspace.app.user_id
    before = len(ana.sees(channel))

    await ana.says(f"I think <@{bot}> is rather quiet today", channel=channel)
    await world.settled()

    assert len(ana.sees(channel)) == before + 1


@pytest.mark.parametrize("words", ["hello there", "🙈", "<!channel> what is this"])
async def test_other_words_in_a_direct_message_get_a_short_help(world: World, words: str) -> None:
    ivy = world.people["ivy"]

    await ivy.says(words, channel=ivy.dm)
    await world.settled()

    assert "I help when data breaks" in said(ivy.sees(ivy.dm)[-1])


async def test_a_verb_in_a_direct_message_is_carried_out(world: World) -> None:
    await declared(world)
    ivy = world.people["ivy"]

    await ivy.says("list", channel=ivy.dm)
    await world.settled()

    assert "Revenue is missing" in said(ivy.sees(ivy.dm)[-1])


async def test_the_bot_does_not_answer_itself(world: World) -> None:
    ivy = world.people["ivy"]
    await ivy.says("hello", channel=ivy.dm)
    await world.settled()

    await world.settled()

    assert len(ivy.sees(ivy.dm)) == 2


async def test_a_note_is_possible_after_the_channel_was_named_by_number(world: World) -> None:
    await declared(world)
    channel = incident_channel(world)
    ben = world.people["ben"]

    await ben.types("/data-incident di-1 note seen from afar", channel=world.channels["general"])
    await world.settled()

    assert any("seen from afar" in said(one) for one in world.people["ana"].sees(channel))
