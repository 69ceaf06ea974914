"""What the clock brings: the next in line is asked, a word falls due, an owner is reminded."""

from datetime import timedelta

from storage import Transaction
from tests.chaos.flow import flow
from tests.chaos.stage import Stage


@flow("ladder", after="form")
async def ladder(stage: Stage) -> None:
    """Nobody takes command: the next in line is asked. (Five minutes later the word falls due as well,
    and who is reminded of it depends on which of the two the trouble meets.)"""
    await stage.later(timedelta(minutes=5))

    async def asked(tx: Transaction) -> bool:
        return len(await tx.timeline.list_all(1, kinds=["commander_asked"])) >= 2

    stage.expects("the next in line was asked", asked)


@flow("nudge", after="take")
async def nudge(stage: Stage) -> None:
    """No update is posted: the commander is reminded, and the promise is missed."""
    for _ in range(3):
        await stage.later(timedelta(minutes=15))

    async def missed(tx: Transaction) -> bool:
        return bool(await tx.timeline.list_all(1, kinds=["promise_missed"]))

    stage.expects("the missed promise is on the timeline", missed)


@flow("item", after="take", faulty=False)
async def item(stage: Stage) -> None:
    """Ben is given an action item."""
    ben = stage.person("ben")

    async def filed(tx: Transaction) -> bool:
        return bool(await tx.action_items.list_of([1]))

    line = f"DI-1 action {ben.mention} add a test by friday prevent"
    await stage.types("ana", line, kept=filed)


@flow("reminder", after="item")
async def reminder(stage: Stage) -> None:
    """The bot is down for three days: Ben is reminded once."""
    await stage.down_for(timedelta(days=3, hours=2))
