"""Act five: what was learned, what must not be forgotten, and finding it months later."""

from datetime import timedelta

from bot.demo.stage import Stage
from bot.sandbox.model import Channel

ANSWERS = {
    "factors": "The loader did not try again after its connection to the shop was lost.\n"
    "Nothing watched the age of the orders between two runs of dbt.",
    "decisions": "The draft of the board pack of Thursday showed three days without revenue.",
    "limited": "The test on empty revenue fired before the board pack was sent.",
    "lessons": "Went well: one person spoke to finance. Hard: we should have looked at Monday twice.",
    "sooner": "An alert on the age of shop_raw.orders would have come seven hours earlier.",
}


async def postmortem(stage: Stage, home: Channel) -> None:
    """A draft at once, at most five questions, published, uploaded."""
    stage.title("10 Postmortem")
    answer = await stage.types("ana", "/data-incident postmortem", where=home)
    await stage.says("a draft from the record", answer, "DI-3")
    await stage.types("ana", "/data-incident postmortem answer", where=home)
    fields = [one["block_id"] for one in stage.person("ana").form.blocks if one["type"] == "input"]
    await stage.sees("at most five questions", lambda: 0 < len(fields) <= 5)
    await stage.submits("ana", **{one: ANSWERS[one] for one in fields if one in ANSWERS})
    await stage.sees(
        "the language is checked, for the author alone", lambda: stage.find(home, "BL001")
    )


async def action_items(stage: Stage, home: Channel) -> None:
    """Typed, and by 🔧; done."""
    stage.title("11 Action items")
    due = (stage.world.sandbox.clock.now() + timedelta(days=7)).date().isoformat()
    mention = stage.person("ben").mention
    line = f"/data-incident action {mention} add a not-null test on orders by {due} detect"
    await stage.types("ana", line, where=home)
    await stage.sees(
        "an action item is filed", lambda: stage.find(home, "add a not-null test on orders")
    )
    said = await stage.person("ben").says("retry the loader's connection three times", channel=home)
    await stage.person("ben").reacts(said, "wrench")
    await stage.sees("🔧 suggests one", lambda: stage.find(home, "DI-3.2"))
    await stage.types("ana", "/data-incident action done 2 it retries now", where=home)


async def published(stage: Stage, home: Channel) -> None:
    """The Markdown is in the channel, and written beside the demo."""
    await stage.types("ana", "/data-incident postmortem publish", where=home)
    if stage.person("ana").view is not None:
        await stage.submits("ana")
    posted = await stage.sees(
        "the postmortem is uploaded",
        lambda: next((one for one in home.messages.values() if one.files), None),
    )
    content = posted.files[0].content or b""
    (stage.folder / "postmortem.md").write_bytes(content)
    await stage.sees(
        "its sections are written", lambda: b"## " in content and b"Timeline" in content
    )
    await stage.types("ana", "/data-incident close", where=home)
    await stage.sees("closed", lambda: stage.find(home, "closed"))


async def recurrence(stage: Stage, home: Channel) -> None:
    """The same trouble before, by keys, with the fixes promised then."""
    stage.title("12 Recurrence")
    answer = await stage.types("ana", "/data-incident similar", where=home)
    await stage.says("similar shows the link and why", answer, "DI-2")


async def lists(stage: Stage) -> None:
    """Finding, listing, help; a verb in the wrong place."""
    stage.title("13 Lists and help")
    general = stage.channel("general")
    stage.world.sandbox.clock.advance(timedelta(days=90))
    answer = await stage.types("gus", "/data-incident postmortem revenue ledger", where=general)
    await stage.says("a postmortem is found months later by its words", answer, "DI-3")
    answer = await stage.types("gus", "/data-incident list", where=general)
    answer = await stage.types("gus", "/data-incident help", where=general)
    await stage.says("help shows what fits here", answer, "declare")
    answer = await stage.types("gus", "/data-incident timeline", where=general)
    await stage.says("in a wrong place: the latest incidents", answer, "DI-3")
    answer = await stage.types("gus", "/data-incident tmeline", where=general)
    await stage.says("a misspelt verb is offered, never run", answer, "timeline")
