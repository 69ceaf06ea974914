"""Where things of ours are in Slack, while others are just putting them there."""

from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine, create_engine, event, insert, update

from bot.delivery.addresses import Addresses
from bot.domain.notice import Notice, NoticeState, Place, Way
from storage import Database
from storage.claims import NOTICES
from storage.places import PLACES

SLOT = "announcement:1"
LEASE = timedelta(seconds=10)


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_message_that_goes_out_between_two_looks_is_found(db: Database) -> None:
    """Neither is there a place, nor does anything wait, for whoever looks in that order; what hung
    on the message was given up, or went without its link. On SQLite both looks see one instant."""
    async with db.transaction() as tx:
        await tx.outbox.add(Notice(way=Way.SLOT, kind="announcement", to="announce", slot=SLOT))

    gone: list[str] = []

    def goes_out(_one: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "notice" not in statement or gone:
            return
        gone.append(statement)
        another = create_engine(db.url)
        with another.begin() as connection:
            connection.execute(update(NOTICES).values(state=NoticeState.SENT))
            place = {"slot": SLOT, "channel": "C1", "ts": "1.0", "shown": "", "at": db.now()}
            connection.execute(insert(PLACES).values(place))
        another.dispose()

    event.listen(Engine, "before_cursor_execute", goes_out)
    try:
        found = await Addresses(db, AsyncWebClient()).posted(SLOT)
    finally:
        event.remove(Engine, "before_cursor_execute", goes_out)

    assert found == Place(slot=SLOT, channel="C1", ts="1.0")


@pytest.mark.parametrize("way", [Way.PIN, Way.BOOKMARK])
async def test_what_is_about_a_message_waits_for_it_and_is_no_sign_of_it(
    db: Database, way: Way
) -> None:
    """Trying would use up a call of its method; and should the message never come, it would be
    waited for because of this."""
    act = Notice(way=way, kind="link", to="channel:7", slot="announcement:7")
    async with db.transaction() as tx:
        await tx.outbox.add(act)
    async with db.transaction() as tx:
        await tx.places.put(Place(slot="channel:7", channel="C7"))
        before = await tx.outbox.claim(lease=LEASE, limit=10)
        awaited, figures = await tx.outbox.awaits(act.slot), await tx.counting.figures()
        await tx.places.put(Place(slot=act.slot, channel="C1", ts="1.0"))
        after = await tx.outbox.claim(lease=LEASE, limit=10)

    assert (before, awaited, figures.oldest) == ([], False, None)
    assert [claim.notice for claim in after] == [act]
