"""Act three: who hears what, and by when."""

from datetime import timedelta

from bot.demo.stage import Stage
from bot.sandbox.model import Channel

TOLD = "Revenue of the last three days"


async def subscribing(stage: Stage) -> None:
    """By the button under the announcement, and to a dashboard."""
    stage.title("7 Subscribe")
    announcements = stage.channel("data-incidents")
    announcement = stage.find(announcements, "Revenue is missing since Tuesday", "Next word")
    if announcement is not None:
        await stage.presses("farah", announcement, "Subscribe")
    answer = await stage.types(
        "ivy", "/data-incident subscribe Board pack", where=stage.channel("general")
    )
    await stage.says("to a dashboard, heard through lineage", answer, "Board pack")


async def updates(stage: Stage, home: Channel) -> None:
    """One prefilled form with its preview; nothing new; a promise missed; the status moves along."""
    stage.title("6 Status updates")
    await _written(stage, home)
    await _told(stage)
    await stage.later(26)
    nudge = await stage.sees(
        "the next word is nudged privately", lambda: stage.dm("chloe", "Nothing new")
    )
    await stage.presses("chloe", nudge, "Nothing new")
    await stage.later(45)
    await stage.sees("a missed promise is recorded", lambda: stage.dm("ana", "has not come"))
    await stage.types("chloe", "/data-incident update", where=home)
    await stage.person("chloe").fills("status", "identified")
    await stage.submits("chloe")
    await stage.submits("chloe")
    await stage.sees("the status moves along", lambda: "identified" in home.topic)


async def _written(stage: Stage, home: Channel) -> None:
    await stage.types("chloe", "/data-incident update", where=home)
    safe = stage.world.sandbox.clock.now() + timedelta(hours=4)
    form = stage.person("chloe").form
    words = next(one["block_id"] for one in form.blocks if one["block_id"].startswith("words"))
    told = "Revenue of the last three days is not there yet. Older days are right."
    await stage.submits("chloe", **{words: told}, eta=int(safe.timestamp()))
    await stage.sees(
        "a preview shows what readers will see",
        lambda: TOLD in str(stage.person("chloe").form.blocks),
    )
    await stage.submits("chloe")
    announcements = stage.channel("data-incidents")
    await stage.sees("posted in the status thread", lambda: stage.find(announcements, TOLD))


async def _told(stage: Stage) -> None:
    heard = await stage.sees(
        "a subscriber hears which of theirs is affected",
        lambda: stage.dm("farah", TOLD, "Executive revenue"),
    )
    await stage.sees(
        "once, though there are several reasons", lambda: _heard(stage, "farah", TOLD) == 1
    )
    await stage.sees("through lineage", lambda: stage.dm("ivy", "Board pack"))
    await stage.presses("farah", heard, "Stop these")
    await stage.sees("and can leave with one click", lambda: stage.dm("farah", "You hear no more"))


def _heard(stage: Stage, name: str, words: str) -> int:
    """How many direct messages of somebody say this."""
    return sum(words in one.text for one in stage.person(name).dm.messages.values())
