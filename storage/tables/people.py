"""People as Slack knows them, and what they wish to hear."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.types import TableRow, document


class PersonRow(TableRow, table=True):
    """A cached profile, refreshed once a day."""

    __tablename__ = "person"

    id: str = Field(primary_key=True)
    name: str = Field(default="", index=True)
    real_name: str = ""
    email: str = Field(default="", index=True)
    timezone: str = "UTC"
    is_bot: bool = False
    active: bool = True
    at: datetime


class UserGroupRow(TableRow, table=True):
    """A user group that the policy may name, as Slack listed it last."""

    __tablename__ = "user_group"

    id: str = Field(primary_key=True)
    handle: str = Field(index=True)
    people: list[str] = document(default=list)


class SubscriptionRow(TableRow, table=True):
    """A standing wish to hear of an incident or an asset (0: the other one is meant)."""

    __tablename__ = "subscription"
    __table_args__ = (Index("wishes_by_incident", "incident"), Index("wishes_by_asset", "asset"))

    person: str = Field(primary_key=True)
    incident: int = Field(default=0, primary_key=True)
    asset: int = Field(default=0, primary_key=True)
    muted: bool = False
    at: datetime
