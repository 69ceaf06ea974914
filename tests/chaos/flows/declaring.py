"""Declaring, by command and by form, and what follows when somebody takes command."""

from bot.domain.severity import Severity
from bot.sandbox.answer import Answer
from bot.sandbox.people import NothingOffered
from storage import Transaction
from tests.chaos.answers import NO_FORM, has_form
from tests.chaos.flow import flow
from tests.chaos.stage import Stage

TITLE = "Revenue is missing"


async def declared(tx: Transaction) -> bool:
    return any(one.title == TITLE for one in await tx.incidents.list_latest(limit=5))


@flow("declare", pairs=True)
async def by_command(stage: Stage) -> None:
    """SEV1 in one line."""
    await stage.types("ana", f"sev1 {TITLE}", kept=declared)


@flow("form")
async def by_form(stage: Stage) -> None:
    """With an asset that dashboards read; Ana is on call for it."""
    farah = stage.person("farah")

    async def fills_in() -> Answer:
        if not await has_form(farah, lambda: stage.line("farah", "declare")):
            return NO_FORM
        try:
            offered = await farah.suggests("assets", "mart.orders")
        except NothingOffered as nothing:
            return nothing.answer
        await farah.fills("assets", offered[:1])
        return await farah.submits(title=TITLE)

    await stage.does("declares by form", fills_in, declared)


@flow("take", after="form")
async def take(stage: Stage) -> None:
    ana = stage.person("ana").id

    async def taken(tx: Transaction) -> bool:
        incident = await tx.incidents.get(1)
        return (incident.commander, incident.commander_took) == (ana, True)

    await stage.types("ana", "DI-1 take", kept=taken)


@flow("severity", after="take")
async def severity(stage: Stage) -> None:
    async def changed(tx: Transaction) -> bool:
        return (await tx.incidents.get(1)).severity is Severity.SEV2

    await stage.types("ana", "DI-1 severity sev2 smaller than it looked", kept=changed)


@flow("role", after="take")
async def role(stage: Stage) -> None:
    """Somebody new is called in: told, and invited."""
    gus = stage.person("gus").id

    async def speaks(tx: Transaction) -> bool:
        return (await tx.incidents.get(1)).comms_lead == gus

    await stage.types("ana", f"DI-1 role comms <@{gus}>", kept=speaks)


@flow("dismiss", after="take")
async def dismiss(stage: Stage) -> None:
    async def over(tx: Transaction) -> bool:
        return not (await tx.incidents.get(1)).status.is_open

    await stage.types("ana", "DI-1 dismiss the filter was set to last year", kept=over)
