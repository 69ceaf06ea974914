"""A status update, to everybody whom it concerns."""

from bot.sandbox.answer import Answer
from storage import Transaction
from tests.chaos.answers import NO_FORM, has_form
from tests.chaos.flow import flow
from tests.chaos.stage import Stage

WORDS = "Tuesday is missing; Wednesday is right"
LISTENERS = ("farah", "gus", "ivy", "chloe")


@flow("subscribed", after="take", faulty=False)
async def subscribed(stage: Stage) -> None:
    """Several people want to hear of DI-1."""
    for who in LISTENERS:
        person = stage.person(who).id

        async def follows(tx: Transaction, person: str = person) -> bool:
            return any(one.incident == 1 for one in await tx.subscriptions.list_of(person))

        await stage.types(who, "DI-1 subscribe", kept=follows)


@flow("update", after="subscribed")
async def update(stage: Stage) -> None:
    """Written, looked at, sent: each hears it once."""
    ana = stage.person("ana")

    async def sends() -> Answer:
        if not await has_form(ana, lambda: stage.line("ana", "DI-1 update")):
            return NO_FORM
        if any(block["type"] == "input" for block in ana.form.blocks):
            seen = await ana.submits(words=WORDS)
            if not seen.ok or seen.errors or ana.view is None:
                return seen
        return await ana.submits()

    async def posted(tx: Transaction) -> bool:
        last = await tx.updates.find_last(1)
        return last is not None and last.words == WORDS

    await stage.does("ana posts an update", sends, posted)
