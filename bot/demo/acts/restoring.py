"""Act four: bad ranges, the all-clear, and that it was too early."""

from datetime import timedelta

from bot.demo.shop_files import HEALED
from bot.demo.stage import Stage
from bot.sandbox.model import Channel


async def ranges(stage: Stage, home: Channel) -> None:
    """Added, with the same dates downstream; reloaded, checked, with progress on the card."""
    stage.title("8 Bad ranges and the all-clear")
    last = stage.world.sandbox.clock.now().date() - timedelta(days=1)
    days = f"{last - timedelta(days=2)}..{last}"
    await stage.types("ana", f"/data-incident range add mart.orders {days}", where=home)
    proposed = await stage.sees(
        "the same dates are proposed downstream",
        lambda: stage.find(home, "Same days there?", button="Choose…"),
    )
    await stage.presses("ana", proposed, "Choose…")
    await stage.submits("ana", **stage.ticked("ana", only="mart.revenue_daily"))
    for asset in ("mart.orders", "mart.revenue_daily"):
        await stage.types("ana", f"/data-incident range reloaded {asset} {days}", where=home)
    await stage.later(1)
    await stage.sees("progress on the card", lambda: stage.find(home, "Bad ranges", "50 %"))
    await stage.dbt_runs(run=HEALED)
    for asset in ("mart.orders", "mart.revenue_daily"):
        await stage.types("ana", f"/data-incident range checked {asset} {days} green", where=home)
    await stage.sees("a green check resolves nothing by itself", lambda: stage.find(home, "green"))


async def all_clear(stage: Stage, home: Channel) -> None:
    """Partial, then whole, with evidence; somebody sees that it is still wrong."""
    await stage.types("ana", "/data-incident safe mart.orders", where=home)
    await stage.submits("ana", **stage.ticked("ana"))
    await stage.later(1)
    await stage.types("ana", "/data-incident safe", where=home)
    await stage.submits("ana", **stage.ticked("ana"), evidence="Totals match the ledger")
    safe = await stage.sees(
        "readers hear “safe to use again, from … on”",
        lambda: stage.dm("ivy", "Safe to use again", "from", "DI-3"),
    )
    stage.title("9 Reopen, dismiss, close, drills")
    await stage.presses("ivy", safe, "Still wrong")
    await stage.submits("ivy", words="Monday is twice as high as it was")
    wrong = await stage.sees(
        "still wrong proposes reopening", lambda: stage.dm("ana", "Monday is twice")
    )
    await stage.presses("ana", wrong, "Reopen")
    if stage.person("ana").view is not None:
        await stage.submits("ana", reason="Monday was loaded twice")
    await stage.sees("reopened, with the reason", lambda: stage.find(home, "open again"))
    await stage.types("ana", "/data-incident note deleted the second load of Monday", where=home)
    await stage.later(20)
    await stage.types("ana", "/data-incident safe", where=home)
    await stage.submits("ana", **stage.ticked("ana"), evidence="Monday matches the ledger")
    await stage.sees("resolved again", lambda: "resolved" in home.topic)


async def other_ends(stage: Stage) -> None:
    """A drill, and one that was nothing."""
    general = stage.channel("general")
    await stage.types(
        "dev", "/data-incident declare drill sev3 Practice: churn is late", where=general
    )
    announcements = stage.channel("data-incidents")
    await stage.sees(
        "a drill is marked", lambda: stage.find(announcements, "Drill", "churn is late")
    )
    await stage.types("dev", "/data-incident DI-4 take", where=general)
    await stage.types("dev", "/data-incident DI-4 dismiss the practice is over", where=general)
    await stage.sees(
        "dismissed, with the reason", lambda: stage.find(announcements, "the practice is over")
    )
