"""Where things of ours are in Slack, while others are just putting them there."""

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import create_engine, insert, update

from bot.delivery.addresses import Addresses
from bot.domain.notice import Notice, NoticeState, Place, Way
from storage import Database
from storage.claims import NOTICES
from storage.places import PLACES

SLOT = "announcement:1"


async def test_a_message_that_goes_out_between_two_looks_is_found(db: Database) -> None:
    """Neither is there a place, nor does anything wait, for whoever looks in that order; what hung
    on the message was given up, or went without its link."""
    async with db.transaction() as tx:
        await tx.outbox.add(Notice(way=Way.SLOT, kind="announcement", to="announce", slot=SLOT))

    def goes_out(what: str, _seconds: float) -> None:
        db.observed = lambda _what, _seconds: None
        assert what == "read"
        another = create_engine(db.url.replace("+aiosqlite", ""))
        with another.begin() as connection:
            connection.execute(update(NOTICES).values(state=NoticeState.SENT))
            place = {"slot": SLOT, "channel": "C1", "ts": "1.0", "shown": "", "at": db.now()}
            connection.execute(insert(PLACES).values(place))
        another.dispose()

    db.observed = goes_out
    found = await Addresses(db, AsyncWebClient()).posted(SLOT)

    assert found == Place(slot=SLOT, channel="C1", ts="1.0")
