"""What comes from outside: dbt's claims that become an incident, and a 📌 on a message."""

import aiohttp

from bot.demo.shop_files import artifacts
from bot.sandbox.answer import Answer
from storage import Transaction
from tests.chaos.answers import NO_FORM, has_form
from tests.chaos.flow import flow
from tests.chaos.stage import Stage

REVENUE = "mart.revenue_daily"


@flow("alert")
async def alert(stage: Stage) -> None:
    """dbt's run is sent until it is taken; each broken asset gets a message."""
    files = artifacts(stage.clock.now())

    async def sends() -> Answer:
        headers = {"Authorization": f"Bearer {stage.sandbox.signing_secret}"}
        url = f"{stage.bot.url}/alerts/dbt"
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.post(url, json=files, headers=headers) as response,
            ):
                return Answer(response.status, await response.json())
        except (aiohttp.ClientError, OSError):
            return Answer(0, error="not delivered")

    async def heard(tx: Transaction) -> bool:
        found = await tx.assets.find(REVENUE)
        return found is not None and bool(await tx.alerts.list_of_assets([found.id]))

    await stage.does("dbt sends its run", sends, heard)


@flow("declare from alert", after="alert")
async def from_alert(stage: Stage) -> None:
    """Ana presses Declare under the alert, and sends the form."""
    ana = stage.person("ana")

    async def declares() -> Answer:
        shown = stage.channel("data-alerts").messages.values()
        message = next(one for one in shown if REVENUE in one.words and one.buttons)
        if not await has_form(ana, lambda: ana.presses(message, "Declare")):
            return NO_FORM
        return await ana.submits(title="Revenue is empty")

    async def declared(tx: Transaction) -> bool:
        return bool(await tx.incidents.list_latest(limit=1))

    await stage.does("ana declares from the alert", declares, declared)


@flow("capture", after="take")
async def capture(stage: Stage) -> None:
    """Something said in the channel is pinned into the timeline; Slack repeats what is not heard."""
    ana, home = stage.person("ana"), stage.channel("di-1-revenue-is-missing")
    message = await ana.says("The vendor changed the file", channel=home)
    await ana.reacts(message, "pushpin")

    async def kept(tx: Transaction) -> bool:
        return bool(await tx.timeline.list_all(1, kinds=["message_captured"]))

    stage.expects("the pinned message is in the timeline", kept)
