"""The outbox, where our things live in Slack, and the keys that make a repeat harmless."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from bot.domain.notice import NoticeState, Way
from storage.types import TableRow, choice, document

WAITING = text("state = 'waiting' AND slot <> ''")
UNDONE = text("state IN ('waiting', 'sending')")
DEAD = text("state = 'dead'")


class NoticeRow(TableRow, table=True):
    """One notice. `fence` counts the claims: who holds an older number may write nothing.

    `key` is its name in Slack (the message's metadata), never given twice, whatever becomes of this
    database. `urgency` orders what goes out. `doubt` says what nobody can be certain of.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index(
            "one_waiting_per_slot",
            "slot",
            "way",
            unique=True,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index("undone_by_lane", "lane", "id", sqlite_where=UNDONE, postgresql_where=UNDONE),
        Index("undone_by_urgency", "urgency", "id", sqlite_where=UNDONE, postgresql_where=UNDONE),
        Index("dead_by_way", "way", "state", sqlite_where=DEAD, postgresql_where=DEAD),
        Index("notice_by_key", "key", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    way: Way = choice(Way)
    kind: str
    to: str
    lane: str
    needs: str = ""
    facts: dict[str, Any] = document()
    incident: int | None = Field(default=None, foreign_key="incident.id", index=True)
    priority: int = 3
    urgency: int = Field(default=3, sa_column_kwargs={"server_default": "3"})
    key: str | None = None
    doubt: str = Field(default="", sa_column_kwargs={"server_default": ""})
    slot: str = ""
    once: str | None = Field(default=None, unique=True)
    state: NoticeState = choice(NoticeState, default=NoticeState.WAITING)
    not_before: datetime | None = None
    created_at: datetime
    attempts: int = 0
    fence: int = 0
    lease_until: datetime | None = None
    first_sent_at: datetime | None = None
    done_at: datetime | None = None
    error: str = ""
    channel: str = ""
    ts: str = ""


class PlaceRow(TableRow, table=True):
    """Where a thing of ours lives in Slack, by its stable slot name."""

    __tablename__ = "place"

    slot: str = Field(primary_key=True)
    channel: str = Field(index=True)
    ts: str = ""
    shown: str = ""
    at: datetime


class KeyRow(TableRow, table=True):
    """A request that was already carried out."""

    __tablename__ = "done_key"

    key: str = Field(primary_key=True)
    at: datetime


class PaceRow(TableRow, table=True):
    """One row: how many calls of each kind Slack still takes now, shared by all replicas."""

    __tablename__ = "pace"

    id: int = Field(primary_key=True)
    state: dict[str, Any] = document()


class AnswerRow(TableRow, table=True):
    """The answer that was given to a request, for when the same request comes again."""

    __tablename__ = "answer"

    key: str = Field(primary_key=True)
    fingerprint: str = ""
    status: int = 200
    body: dict[str, Any] = document()
    at: datetime = Field(index=True)
