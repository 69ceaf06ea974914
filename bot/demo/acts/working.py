"""Act two: command and the timeline."""

from datetime import timedelta

from bot.demo.stage import Stage
from bot.sandbox.model import Channel


async def command(stage: Stage, home: Channel) -> None:
    """Roles, severity, words, assets, and somebody who joins late."""
    stage.title("4 Command")
    await stage.types(
        "ben", f"/data-incident role comms {stage.person('chloe').mention}", where=home
    )
    await stage.sees("the person gets the duties", lambda: stage.dm("chloe", "communications lead"))
    await stage.types("ben", "/data-incident severity sev2 only the dashboard is empty", where=home)
    await stage.sees("the severity and why", lambda: stage.find(home, "SEV2 (was SEV1)"))
    await stage.types("ben", "/data-incident severity sev1 the board meets on Thursday", where=home)
    await stage.types("ben", "/data-incident edit", where=home)
    await stage.submits("ben", summary="The orders loader stopped; revenue of three days is empty.")
    await stage.types("ben", "/data-incident assets link mart.orders", where=home)
    await stage.types("ben", "/data-incident assets origin shop_raw.orders", where=home)
    await stage.sees("where it began is marked", lambda: stage.find(home, "shop_raw.orders"))
    await _somebody_joins(stage, home)
    ana = stage.person("ana").mention
    await stage.types("ben", f"/data-incident role commander {ana}", where=home)
    await stage.sees("command is handed over", lambda: stage.dm("ana", "you are commander"))


async def _somebody_joins(stage: Stage, home: Channel) -> None:
    dev = stage.person("dev")
    await dev.joins(home)
    await stage.sees(
        "whoever joins late gets a private catch-up",
        lambda: [one for one in dev.sees(home) if one.ephemeral_to == dev.id],
    )


async def timeline(stage: Stage, home: Channel) -> None:
    """📌, notes at their own time, corrections, and reading it."""
    stage.title("5 Timeline")
    ben = stage.person("ben")
    said = await ben.says("The loader lost its connection to the shop at seven", channel=home)
    await ben.reacts(said, "pushpin")
    await _on_the_timeline(stage, home, "📌 puts a message on it", "lost its connection")
    await ben.edits(said, "The loader lost its connection to the shop at 07:02")
    await _on_the_timeline(stage, home, "it follows the edit", "07:02")
    await stage.types("ana", "/data-incident note 30m restarted the loader", where=home)
    answer = await stage.types("ana", "/data-incident note the wrong loader", where=home)
    number = "".join(char for char in answer.text.rpartition("entry")[2] if char.isdigit())
    await stage.types("ana", f"/data-incident note strike {number} mixed up", where=home)
    await _on_the_timeline(stage, home, "a note is struck, and stays visible", "~")
    started = stage.world.sandbox.clock.now() - timedelta(hours=3)
    line = f"/data-incident times started {started.astimezone().strftime('%Y-%m-%d %H:%M')}"
    answer = await stage.types("ana", line, where=home)
    await stage.says("the start of the impact is set", answer, "tarted")
    said = await ben.says(f"{stage.bot_mention} note asked the shop", channel=home)
    await _on_the_timeline(stage, home, "a mention does what is typed", "asked the shop")


async def _on_the_timeline(stage: Stage, home: Channel, step: str, words: str) -> None:
    await stage.world.settled()
    answer = await stage.types("ana", "/data-incident timeline", where=home)
    await stage.says(step, answer, words)
