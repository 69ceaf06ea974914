"""Where things of ours are in Slack, while others are just putting them there."""

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
