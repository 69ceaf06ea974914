"""Incidents, who works on them, what they are about, and their timeline."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bot.domain.asset import FailureMode
from bot.domain.incident import Detection
from bot.domain.severity import Severity
from bot.domain.status import CauseClass, Status
from storage.types import TableRow, choice, document


class IncidentRow(TableRow, table=True):
    """`seq` and `head` are the number and hash of the last timeline entry; `key` makes a repeat of
    the declaring request harmless; `search` is title and summary in lower case."""

    __tablename__ = "incident"

    id: int | None = Field(default=None, primary_key=True)
    key: str | None = Field(default=None, unique=True)
    title: str
    summary: str = ""
    severity: Severity = choice(Severity)
    status: Status = choice(Status, index=True)
    failure_mode: FailureMode | None = choice(FailureMode, default=None, nullable=True)
    cause: CauseClass | None = choice(CauseClass, default=None, nullable=True)
    cause_confirmed: bool = False
    domain: str = ""
    drill: bool = False
    detection: Detection = choice(Detection, default=Detection.ENGINEER)
    source_link: str = ""
    origin: int | None = Field(default=None, foreign_key="asset.id")
    channel: str = Field(default="", index=True)
    channel_name: str = ""
    has_channel: bool = False
    commander: str = ""
    commander_took: bool = False
    comms_lead: str = ""
    declared_by: str
    declared_at: datetime = Field(index=True)
    started_at: datetime | None = None
    detected_at: datetime | None = None
    acknowledged_at: datetime | None = None
    first_update_at: datetime | None = None
    identified_at: datetime | None = None
    mitigated_at: datetime | None = None
    safe_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    eta: datetime | None = None
    next_update_due: datetime | None = Field(default=None, index=True)
    nudge_at: datetime | None = Field(default=None, index=True)
    escalate_at: datetime | None = Field(default=None, index=True)
    ladder_step: int = 0
    close_at: datetime | None = Field(default=None, index=True)
    last_words: str = ""
    reason: str = ""
    search: str = ""
    seq: int = 0
    head: str = ""


class ResponderRow(TableRow, table=True):
    """Who works on an incident, in which role, since when."""

    __tablename__ = "responder"
    __table_args__ = (UniqueConstraint("incident", "person", "role"),)

    id: int | None = Field(default=None, primary_key=True)
    incident: int = Field(foreign_key="incident.id", index=True)
    person: str
    role: str
    at: datetime


class IncidentAssetRow(TableRow, table=True):
    """Which assets an incident is about."""

    __tablename__ = "incident_asset"

    incident: int = Field(primary_key=True, foreign_key="incident.id")
    asset: int = Field(primary_key=True, foreign_key="asset.id", index=True)
    at: datetime


class EntryRow(TableRow, table=True):
    """One timeline entry. Only `struck` and `edited`, the present reading, ever change."""

    __tablename__ = "entry"
    __table_args__ = (Index("entries_by_time", "incident", "at", "seq"),)

    incident: int = Field(primary_key=True, foreign_key="incident.id")
    seq: int = Field(primary_key=True)
    kind: str
    facts: dict[str, Any] = document()
    by: str = ""
    at: datetime
    written_at: datetime
    content_hash: str
    hash: str
    struck: bool = False
    edited: str = ""


class RecurrenceRow(TableRow, table=True):
    """`incident` is the same trouble as `earlier`; `because` says by which keys, in words."""

    __tablename__ = "recurrence"

    incident: int = Field(primary_key=True, foreign_key="incident.id")
    earlier: int = Field(primary_key=True, foreign_key="incident.id", index=True)
    days: int
    because: str
    at: datetime
