"""All tables, by subject; importing this module fills the metadata that migrations compare with."""

from storage.tables.catalogue import AlertRow, AssetEdgeRow, AssetRow
from storage.tables.delivery import AnswerRow, KeyRow, NoticeRow, PaceRow, PlaceRow
from storage.tables.incident import (
    EntryRow,
    IncidentAssetRow,
    IncidentRow,
    RecurrenceRow,
    ResponderRow,
)
from storage.tables.learning import ActionItemRow, PostmortemRow
from storage.tables.people import PersonRow, SubscriptionRow, UserGroupRow
from storage.tables.telling import AllClearRow, BadRangeRow, CaptureRow, PromiseRow, UpdateRow

__all__ = [
    "ActionItemRow",
    "AlertRow",
    "AllClearRow",
    "AnswerRow",
    "AssetEdgeRow",
    "AssetRow",
    "BadRangeRow",
    "CaptureRow",
    "EntryRow",
    "IncidentAssetRow",
    "IncidentRow",
    "KeyRow",
    "NoticeRow",
    "PaceRow",
    "PersonRow",
    "PlaceRow",
    "PostmortemRow",
    "PromiseRow",
    "RecurrenceRow",
    "ResponderRow",
    "SubscriptionRow",
    "UpdateRow",
    "UserGroupRow",
]
