"""Postmortems and action items."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from bot.domain.action_item import ActionState, ActionType
from bot.domain.postmortem import PostmortemState
from storage.types import TableRow, choice, document


class PostmortemRow(TableRow, table=True):
    """`sections` are what people wrote or edited, by section; `markdown` is the published text;
    `search` the same in lower case with title and assets, for finding it months later."""

    __tablename__ = "postmortem"

    incident: int = Field(primary_key=True, foreign_key="incident.id")
    state: PostmortemState = choice(PostmortemState)
    short: bool = False
    sections: dict[str, Any] = document()
    answers: dict[str, Any] = document()
    version: int = 0
    markdown: str = ""
    search: str = ""
    drafted_at: datetime
    due_at: datetime | None = None
    remind_at: datetime | None = Field(default=None, index=True)
    published_at: datetime | None = None
    published_by: str = ""
    reason: str = ""


class ActionItemRow(TableRow, table=True):
    """What was promised so that it does not happen again."""

    __tablename__ = "action_item"
    __table_args__ = (UniqueConstraint("incident", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    incident: int = Field(foreign_key="incident.id", index=True)
    number: int
    text: str
    type: ActionType | None = choice(ActionType, default=None, nullable=True)
    owner: str = ""
    due: date | None = None
    state: ActionState = choice(ActionState, default=ActionState.OPEN)
    reason: str = ""
    created_at: datetime
    created_by: str
    ended_at: datetime | None = None
    remind_at: datetime | None = Field(default=None, index=True)
    source_link: str = ""
