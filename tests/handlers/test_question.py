"""Questions in the status thread: answered at once for the asker, and passed on to those who work."""

from bot.demo.world import World
from bot.domain.severity import Severity
from bot.sandbox.model import Message
from tests.handlers.telling import announced, home, hurting, passes, thread, updated


async def asks(world: World, text: str, *, by: str = "gus") -> Message:
    """Somebody writes in the status thread."""
    channel = world.channels["data-incidents"]
    said = await world.people[by].says(text, channel=channel, thread_ts=announced(world).ts)
    await world.settled()
    return said


def seen(world: World, person: str) -> list[Message]:
    """What one person is shown alone in the status thread."""
    shown = world.people[person].sees(world.channels["data-incidents"], announced(world).ts)
    return [one for one in shown if one.ephemeral_to]


async def test_a_question_gets_the_current_answer_at_once_for_the_asker_alone(
    world: World,
) -> None:
    await hurting(world)
    await updated(world, "Tuesday is missing; Wednesday is right")

    await asks(world, "can I use Wednesday")

    assert "Tuesday is missing; Wednesday is right" in seen(world, "gus")[0].words
    assert "passed on" in seen(world, "gus")[0].words
    assert seen(world, "ivy") == []


async def test_it_appears_in_the_incidents_channel_and_is_answered_from_there(
    world: World,
) -> None:
    await hurting(world)
    await asks(world, "Is Wednesday right? <!channel>")
    ana = world.people["ana"]
    passed_on = next(one for one in ana.sees(home(world)) if "Is Wednesday right?" in one.words)

    await ana.presses(passed_on, "Answer")
    empty = await ana.submits(words=" ")
    await ana.submits(words="Yes, Wednesday is <right>")
    await world.settled()

    assert "words" in empty.errors
    answer = thread(world)[-1].words
    assert "Yes, Wednesday is &lt;right&gt;" in answer
    assert world.people["gus"].mention in answer
    assert "<!channel>" not in passed_on.words + answer


async def test_who_works_on_it_and_who_says_something_else_get_no_answer(world: World) -> None:
    await hurting(world)

    await asks(world, "Who restarts the loader?", by="ana")
    await asks(world, "Thank you for the quick word", by="gus")

    assert seen(world, "ana") == []
    assert seen(world, "gus") == []


async def test_where_the_thread_is_the_place_of_work_the_question_is_not_repeated(
    world: World,
) -> None:
    await hurting(world, severity=Severity.SEV3)
    before = len(thread(world))

    await asks(world, "When is it right again?")

    public = [one for one in thread(world) if not one.ephemeral_to]
    assert len(public) == before + 1
    assert "Nothing more has been said yet" in seen(world, "gus")[0].words


async def test_only_people_who_work_on_it_may_answer(world: World) -> None:
    await hurting(world)
    await asks(world, "Is it safe?")
    gus = world.people["gus"]
    await gus.joins(home(world))
    await world.settled()
    passed_on = next(one for one in gus.sees(home(world)) if "Is it safe?" in one.words)

    await gus.presses(passed_on, "Answer")
    await world.settled()

    assert gus.view is None
    assert "Only people working on DI-1" in gus.sees(home(world))[-1].words


async def test_the_answer_owns_up_to_a_word_that_is_late(world: World) -> None:
    await hurting(world)
    await passes(world, hours=1)

    await asks(world, "any update?")

    assert "is late" in seen(world, "gus")[0].words
