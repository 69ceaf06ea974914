"""A published postmortem is queued as its channel's canvas, with it or not at all."""

from dataclasses import replace

import pytest

from bot.domain.incident import Incident
from bot.domain.notice import Notice, Way
from bot.domain.postmortem import Question
from bot.limits import limit
from bot.services import postmortems
from storage import Database
from tests.conftest import MovingClock
from tests.services.declared import ANA, declared, kept, kinds, saved
from tests.services.scripted import all_clear

ANSWERS = {Question.FACTORS: "One\nAnother", Question.LIMITED: "Luck", Question.LESSONS: "Look"}


@pytest.fixture
async def di1(db: Database, clock: MovingClock) -> Incident:
    """It is over, its postmortem drafted and answered."""
    await declared(db)
    await all_clear(db, 1, clock())
    async with db.transaction() as tx:
        await postmortems.answer(tx, await tx.incidents.get(1), ANSWERS, by=ANA, now=tx.now)
    return await kept(db)


async def publish(db: Database, text: str = "# DI-1: Revenue is missing\n") -> None:
    async with db.transaction() as tx:
        incident = await tx.incidents.get(1)
        await postmortems.publish(tx, incident, write=lambda *_: text, by=ANA, now=tx.now)


async def canvases(db: Database) -> list[Notice]:
    async with db.reading() as tx:
        return [one for one in await tx.outbox.list_all(1) if one.way is Way.CANVAS]


async def files(db: Database) -> list[str]:
    async with db.reading() as tx:
        return [one.kind for one in await tx.outbox.list_all(1) if one.way is Way.UPLOAD]


async def test_it_goes_to_the_channel_beside_the_file(db: Database, di1: Incident) -> None:
    await publish(db)

    (canvas,) = await canvases(db)
    assert (canvas.to, canvas.slot, canvas.needs) == ("channel:1", "canvas:1", "channel:1")
    assert await files(db) == ["DI-1-postmortem.md"]


async def test_two_versions_that_wait_are_one_canvas(db: Database, di1: Incident) -> None:
    await publish(db)
    await publish(db, "# DI-1: Revenue was missing\n")

    assert len(await canvases(db)) == 1
    assert len(await files(db)) == 2


async def test_an_incident_that_is_worked_on_in_a_thread_has_only_the_file(
    db: Database, di1: Incident
) -> None:
    await saved(db, replace(di1, has_channel=False))

    await publish(db)

    assert await canvases(db) == []
    assert await files(db) == ["DI-1-postmortem.md"]


async def test_what_is_longer_than_a_canvas_takes_is_only_the_file(
    db: Database, di1: Incident
) -> None:
    """In bytes, not in letters."""
    await publish(db, "é" * (limit("canvas.markdown.max_length") // 2 + 1))

    assert await canvases(db) == []
    assert await files(db) == ["DI-1-postmortem.md"]


async def test_what_is_not_published_after_all_is_no_canvas(db: Database, di1: Incident) -> None:
    with pytest.raises(RuntimeError, match="too late"):
        await _publish_and_fail(db)

    assert await canvases(db) == []
    assert "postmortem_published" not in await kinds(db)


async def _publish_and_fail(db: Database) -> None:
    async with db.transaction() as tx:
        incident = await tx.incidents.get(1)
        await postmortems.publish(tx, incident, write=lambda *_: "# DI-1\n", by=ANA, now=tx.now)
        raise RuntimeError("too late")
