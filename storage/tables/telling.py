"""Status updates, promises, bad ranges, all-clears, and messages waiting to be read."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from bot.domain.bad_range import RangeState
from bot.domain.promise import PromiseKind, PromiseState
from bot.domain.status import Status
from bot.domain.update import Sureness
from storage.types import TableRow, choice, document


class UpdateRow(TableRow, table=True):
    """A status update as it was told; `number` counts within the incident."""

    __tablename__ = "status_update"

    incident: int = Field(primary_key=True, foreign_key="incident.id")
    number: int = Field(primary_key=True)
    status: Status = choice(Status)
    words: str
    eta: datetime | None = None
    sure: Sureness = choice(Sureness, default=Sureness.LIKELY)
    next_due: datetime | None = None
    by: str
    at: datetime


class PromiseRow(TableRow, table=True):
    """A promised next word or ETA, and how it ended."""

    __tablename__ = "promise"

    id: int | None = Field(default=None, primary_key=True)
    incident: int = Field(foreign_key="incident.id", index=True)
    kind: PromiseKind = choice(PromiseKind)
    due: datetime
    made_at: datetime
    made_by: str = ""
    state: PromiseState = choice(PromiseState, default=PromiseState.OPEN)
    nudged_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str = ""


class BadRangeRow(TableRow, table=True):
    """Days of an asset that must not be used."""

    __tablename__ = "bad_range"

    id: int | None = Field(default=None, primary_key=True)
    incident: int = Field(foreign_key="incident.id", index=True)
    asset: int = Field(foreign_key="asset.id", index=True)
    first: date
    last: date
    slice: str = ""
    state: RangeState = choice(RangeState, default=RangeState.OPEN)
    added_by: str = ""
    reloaded_at: datetime | None = None
    checked_at: datetime | None = None
    evidence: str = ""


class AllClearRow(TableRow, table=True):
    """A statement that data is safe to use again, with its evidence."""

    __tablename__ = "all_clear"

    id: int | None = Field(default=None, primary_key=True)
    incident: int = Field(foreign_key="incident.id", index=True)
    assets: list[int] = document(default=list)
    whole: bool
    safe_at: datetime
    given_at: datetime
    by: str
    evidence: list[Any] = document(default=list)
    exceptions: list[Any] = document(default=list)
    reason: str = ""


class CaptureRow(TableRow, table=True):
    """A message asked for by 📌 or 🔧, once per message and purpose; `seq` once it is an entry.

    `incident` is not known yet for a message of an announcement's thread: a reaction does not name
    its thread, so that is learnt when the message is read.
    """

    __tablename__ = "capture"
    __table_args__ = (UniqueConstraint("channel", "ts", "purpose"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    ts: str
    purpose: str
    incident: int | None = Field(default=None, foreign_key="incident.id", index=True)
    by: str
    at: datetime
    seq: int | None = None
