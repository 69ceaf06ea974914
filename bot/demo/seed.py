"""The demo's past: two incidents that were really lived through, weeks ago, by its clock."""

from datetime import date, datetime, timedelta
from pathlib import Path

from bot.demo.shop_files import HEALED
from bot.demo.stage import Stage
from bot.demo.world import World
from bot.sandbox.model import Channel

FIRST_AGO = timedelta(days=40)
SECOND_AGO = timedelta(days=23)


async def seed(world: World, *, until: timedelta, loud: bool = False) -> None:
    """Live through the past, then bring the clock to now; the demo's clock began `until` ago."""
    stage = Stage(world, Path(), loud=loud)
    now = world.sandbox.clock.now() + until
    await _come_to(stage, now - FIRST_AGO)
    await _a_seed_file(stage)
    await _come_to(stage, now - SECOND_AGO)
    await _stale_orders(stage)
    await _come_to(stage, now)


async def _a_seed_file(stage: Stage) -> None:
    """A smaller one, in the thread of its announcement."""
    team = stage.channel("data-team")
    await stage.types(
        "dev", "/data-incident sev3 Ad spend of one week is counted twice", where=team
    )
    await stage.types("dev", "/data-incident DI-1 take", where=team)
    await stage.types("dev", "/data-incident DI-1 assets link ads.marketing_spend", where=team)
    await stage.types("dev", "/data-incident DI-1 note a file was loaded a second time", where=team)
    await stage.later(50)
    await _safe(stage, "dev", team, "DI-1")


async def _stale_orders(stage: Stage) -> None:
    """The same trouble as the demo will see again, with three fixes promised and one of them done."""
    await stage.dbt_runs()
    alerts = stage.channel("data-alerts")
    alert = await stage.sees(
        "alert", lambda: stage.find(alerts, "mart.revenue_daily", button="Declare")
    )
    await stage.presses("ana", alert, "Declare")
    await stage.submits("ana", title="Revenue is empty for three days")
    await stage.world.settled()
    home = stage.channel("di-2-revenue-is-empty-for-three-days")
    await stage.types("ana", "/data-incident take", where=home)
    last = stage.world.sandbox.clock.now().date() - timedelta(days=1)
    days = f"{last - timedelta(days=2)}..{last}"
    await stage.types("ana", f"/data-incident range add mart.revenue_daily {days}", where=home)
    await stage.types("ana", "/data-incident note the orders loader had stopped", where=home)
    await stage.later(25)
    await stage.dbt_runs(run=HEALED)
    await stage.types("ana", f"/data-incident range reloaded mart.revenue_daily {days}", where=home)
    await stage.types(
        "ana", f"/data-incident range checked mart.revenue_daily {days} tests are green", where=home
    )
    await _promise_fixes(stage, home, stage.world.sandbox.clock.now().date())
    await _safe(stage, "ana", home, "DI-2")
    await _postmortem(stage, home)


async def _promise_fixes(stage: Stage, home: Channel, today: date) -> None:
    due = (today + timedelta(days=14)).isoformat()
    for owner, what, kind in (
        ("ana", "alert when shop_raw.orders is three hours old", "detect"),
        ("ben", "restart the orders loader by itself after a lost connection", "prevent"),
        ("dev", "show the last good day on the revenue dashboard", "mitigate"),
    ):
        line = f"/data-incident action {stage.person(owner).mention} {what} by {due} {kind}"
        await stage.types("ana", line, where=home)
    await stage.types("ana", "/data-incident action done 1", where=home)


async def _safe(stage: Stage, who: str, where: Channel, ref: str) -> None:
    await stage.types(who, f"/data-incident {ref} safe", where=where)
    await stage.submits(who, **stage.ticked(who))
    await stage.world.settled()


async def _postmortem(stage: Stage, home: Channel) -> None:
    """Answered and published, so that it is found again."""
    await stage.types("ana", "/data-incident postmortem answer", where=home)
    form = stage.person("ana").form
    fields = [block["block_id"] for block in form.blocks if block["type"] == "input"]
    answers = {
        name: "The loader's lost connection was not retried.\nNo alert watched the age of the orders."
        for name in fields
        if name != "started"
    }
    await stage.submits("ana", **answers)
    await stage.types("ana", "/data-incident postmortem publish", where=home)
    if stage.person("ana").view is not None:
        await stage.submits("ana")
    await stage.world.settled()


async def _come_to(stage: Stage, moment: datetime) -> None:
    """Move the clock, a day at a time: what each day brings is brought."""
    clock = stage.world.sandbox.clock
    await stage.world.settled()
    while clock.now() < moment:
        left = moment - clock.now()
        clock.advance(min(left, timedelta(days=1)))
        await stage.world.bot.schedule.tick()
        await stage.world.settled()
