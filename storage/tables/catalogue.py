"""Assets, what reads what, and what monitors claim."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from bot.domain.alert import AlertState
from bot.domain.asset import AssetKind, FailureMode
from storage.types import TableRow, choice, document


class AssetRow(TableRow, table=True):
    """`search` is name, label and description in lower case, for looking up as one types."""

    __tablename__ = "asset"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    name: str = Field(index=True)
    kind: AssetKind = choice(AssetKind)
    owners: list[str] = document(default=list)
    group: str = ""
    tier: int | None = None
    domain: str = ""
    url: str = ""
    description: str = ""
    maturity: str = ""
    freshness_promise: str = ""
    columns: list[str] = document(default=list)
    search: str = ""
    gone: bool = False


class AssetEdgeRow(TableRow, table=True):
    """`downstream` reads `upstream`."""

    __tablename__ = "asset_edge"

    upstream: int = Field(primary_key=True, foreign_key="asset.id")
    downstream: int = Field(primary_key=True, foreign_key="asset.id", index=True)


class AlertRow(TableRow, table=True):
    """A kept claim; `key` is the source's own and makes a repeat harmless."""

    __tablename__ = "alert"

    id: int | None = Field(default=None, primary_key=True)
    source: str
    key: str = Field(unique=True)
    run: str = Field(index=True)
    asset: int = Field(foreign_key="asset.id", index=True)
    check: str
    failure_mode: FailureMode = choice(FailureMode)
    state: AlertState = choice(AlertState, index=True)
    title: str = ""
    detail: str = ""
    column: str = ""
    failures: int | None = None
    ranges: list[Any] = document(default=list)
    started_at: datetime
    seen_at: datetime | None = None
    runs: int = 1
    ended_at: datetime | None = None
    incident: int | None = Field(default=None, foreign_key="incident.id", index=True)
    reason: str = ""
    by: str = ""
