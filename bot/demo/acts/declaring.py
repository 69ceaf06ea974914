"""Act one: dbt fails, somebody declares, somebody is in charge, and the channel is ready."""

from bot.demo.stage import Stage
from bot.sandbox.model import Channel

HOME = "di-3-revenue-is-missing-since-tuesday"


async def declared_in_every_way(stage: Stage) -> Channel:
    """By the button on an alert; shortcut, form and line say that it is being worked on already."""
    stage.title("1 Declare: an alert, its button, and everybody else who noticed")
    home = await _by_the_button_of_an_alert(stage)
    await _by_shortcut(stage)
    general = stage.channel("general")
    answer = await stage.types(
        "ivy", "/data-incident sev2 revenue is missing since tuesday", where=general
    )
    await stage.says("one line, alike and a moment later, is offered the open one", answer, "DI-3")
    return home


async def _by_the_button_of_an_alert(stage: Stage) -> Channel:
    await stage.dbt_runs()
    alerts = stage.channel("data-alerts")
    alert = await stage.sees(
        "one message an asset and run in the alerts channel",
        lambda: stage.find(alerts, "mart.revenue_daily", "revenue is empty", button="Declare"),
    )
    await stage.presses("ana", alert, "Declare")
    form = stage.person("ana").form
    await stage.sees(
        "the form suggests a severity and says why",
        lambda: "reads mart.revenue_daily" in str(form.blocks),
    )
    await stage.submits("ana", title="Revenue is missing since Tuesday")
    return await stage.sees(
        "a channel named from the policy", lambda: stage.world.sandbox.workspace.named(HOME)
    )


async def _by_shortcut(stage: Stage) -> None:
    farah, gus = stage.person("farah"), stage.person("gus")
    message = await farah.says("Revenue looks empty to me?", channel=stage.channel("finance"))
    await farah.uses("declare_message", message)
    await stage.sees(
        "the message shortcut fills the form in",
        lambda: "Revenue looks empty to me?" in str(farah.form.blocks),
    )
    await farah.closes()
    await gus.uses("declare_global")
    found = await gus.suggests("declare_assets", "revenue_d")
    await gus.fills("declare_assets", [found[0]["value"]])
    await stage.sees(
        "an open incident on the same asset is said, with joining offered",
        lambda: "DI-3" in str(gus.form.blocks),
    )
    await gus.closes()


async def somebody_is_in_charge(stage: Stage, home: Channel) -> None:
    """The one on call is asked, then the next in line, until command is taken."""
    stage.title("2 Somebody is in charge")
    await stage.sees("on call for finance is asked", lambda: stage.dm("ana", "DI-3 needs you"))
    await stage.later(6)
    await stage.sees("after 5 minutes the next is asked", lambda: stage.dm("ben", "DI-3 needs you"))
    asked = stage.dm("ben", "DI-3 needs you")
    if asked is not None:
        await stage.presses("ben", asked, "Take command")
    await stage.sees("taking command is told", lambda: stage.find(home, "took command"))


async def it_is_open(stage: Stage, home: Channel) -> None:
    """Topic, bookmarks, one pinned card, the right people, the briefing, the announcement."""
    stage.title("3 Open")
    people = stage.world.people
    await stage.sees("the topic", lambda: "SEV1" in home.topic)
    await stage.sees("bookmarks", lambda: len(home.bookmarks) >= 2)
    await stage.sees("one pinned card", lambda: len(home.pins) == 1)
    await stage.sees(
        "the right people", lambda: {people["ana"].id, people["ben"].id} <= {*home.members}
    )
    briefing = await stage.sees(
        "the briefing", lambda: stage.find(home, "Hurt downstream", "Failing checks")
    )
    await stage.sees("this happened 23 days ago", lambda: "DI-2" in briefing.words)
    await stage.sees(
        "the announcement, whose thread is the status thread",
        lambda: stage.find(
            stage.channel("data-incidents"), "Revenue is missing since Tuesday", "Executive revenue"
        ),
    )
