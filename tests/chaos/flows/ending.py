"""From bad days to safe again, and what comes after: reopened, written up."""

from bot.domain.bad_range import RangeState
from bot.domain.event import NoteAdded
from bot.domain.postmortem import PostmortemState
from bot.domain.status import Status
from bot.sandbox.answer import Answer
from storage import Transaction
from tests.chaos.answers import NO_FORM, has_form
from tests.chaos.flow import flow
from tests.chaos.stage import Kept, Stage

DAYS = "mart.orders 2026-02-01..2026-02-02"
ANSWERS = {
    "factors": "The load goes on when a column is missing",
    "decisions": "None that we know of",
    "limited": "The board pack is checked by hand",
    "lessons": "Command was taken at once",
}


def ranges_are(*states: RangeState) -> Kept:
    async def so(tx: Transaction) -> bool:
        found = await tx.ranges.list_of(1)
        return bool(found) and all(one.state in states for one in found)

    return so


async def resolved(tx: Transaction) -> bool:
    return (await tx.incidents.get(1)).status is Status.RESOLVED


@flow("ranges", after="take")
async def ranges(stage: Stage) -> None:
    """Days that must not be used are found, loaded again, and checked."""
    any_state = ranges_are(*RangeState)
    await stage.types("ana", f"DI-1 range add {DAYS}", kept=any_state)
    reloaded = ranges_are(RangeState.RELOADED, RangeState.CHECKED)
    await stage.types("ana", "DI-1 range reloaded all", kept=reloaded)
    checked = ranges_are(RangeState.CHECKED)
    await stage.types("ana", "DI-1 range checked all counts match", kept=checked)


@flow("safe", after="ranges")
async def safe(stage: Stage) -> None:
    """The all-clear, with every box ticked."""
    ana = stage.person("ana")

    async def ticks() -> Answer:
        if not await has_form(ana, lambda: stage.line("ana", "DI-1 safe")):
            return NO_FORM
        return await ana.submits(
            **{
                block["block_id"]: [one["value"] for one in block["element"]["options"]]
                for block in ana.form.blocks
                if (block.get("element") or {}).get("type") == "checkboxes"
            }
        )

    await stage.does("ana gives the all-clear", ticks, resolved)


@flow("reopen", after="safe")
async def reopen(stage: Stage) -> None:
    async def open_again(tx: Transaction) -> bool:
        return (await tx.incidents.get(1)).status.is_open

    await stage.types("ana", "DI-1 reopen Monday is empty again", kept=open_again)


@flow("answered", after="safe", faulty=False)
async def answered(stage: Stage) -> None:
    """The postmortem's questions are answered."""
    ana = stage.person("ana")

    async def answers() -> Answer:
        await stage.line("ana", "DI-1 postmortem answer")
        asked = {block["block_id"] for block in ana.form.blocks if block["type"] == "input"}
        return await ana.submits(**{name: ANSWERS[name] for name in asked & ANSWERS.keys()})

    async def kept(tx: Transaction) -> bool:
        found = await tx.postmortems.find(1)
        return found is not None and bool(found.answers)

    await stage.does("ana answers", answers, kept)


@flow("publish", after="answered")
async def publish(stage: Stage) -> None:
    """The postmortem becomes a file in the channel, its canvas, and a sentence in the thread."""

    async def published(tx: Transaction) -> bool:
        found = await tx.postmortems.find(1)
        return found is not None and found.state is PostmortemState.PUBLISHED

    await stage.types("ana", "DI-1 postmortem publish", kept=published)


@flow("noted-since", after="publish", faulty=False)
async def noted_since(stage: Stage) -> None:
    async def noted(tx: Transaction) -> bool:
        return any(one.kind == NoteAdded.kind for one in await tx.timeline.list_all(1))

    await stage.types("ana", "DI-1 note the guard is in place", kept=noted)


@flow("publish-again", after="noted-since")
async def publish_again(stage: Stage) -> None:
    """The second version is another file, and the same canvas."""

    async def published(tx: Transaction) -> bool:
        found = await tx.postmortems.find(1)
        return found is not None and found.version == 2

    await stage.types("ana", "DI-1 postmortem publish", kept=published)
