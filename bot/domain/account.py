"""Everything the record knows about one incident: what its postmortem is a function of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.domain.action_item import ActionItem, ActionState
from bot.domain.alert import Alert
from bot.domain.all_clear import AllClear
from bot.domain.asset import Asset
from bot.domain.bad_range import BadRange, RangeState
from bot.domain.blameless import Cast
from bot.domain.incident import Incident
from bot.domain.policy import SeverityPolicy
from bot.domain.promise import Promise
from bot.domain.recurrence import Link
from bot.domain.severity import Severity
from bot.domain.timeline import Entry
from bot.domain.update import StatusUpdate

SAID = frozenset({"note_added", "message_captured"})
HOUSEKEEPING = frozenset(
    {
        "entry_struck",
        "entry_restored",
        "captured_edited",
        "captured_deleted",
        "person_joined",
        "update_nudged",
        "subscribers_told",
        "delivery_failed",
        "action_item_filed",
        "action_item_changed",
        "action_item_completed",
        "action_item_dropped",
        "postmortem_drafted",
        "postmortem_edited",
        "postmortem_published",
        "postmortem_waived",
    }
)
"""Kept in the record, and no rows of a postmortem's timeline: what was done about the record itself,
and what came after (which would make the text differ from one drafting to the next)."""


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """The same trouble before, with the fixes promised then."""

    link: Link
    incident: Incident
    items: Sequence[ActionItem] = ()

    @property
    def still_open(self) -> Sequence[ActionItem]:
        """Promised, and neither done nor dropped."""
        return [item for item in self.items if item.state is ActionState.OPEN]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One step of the severity's history."""

    at: datetime
    to: Severity
    before: Severity | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Account:
    """`entries` are all of the timeline, by number; `about` is what every headline may say."""

    incident: Incident
    rules: SeverityPolicy
    about: Mapping[str, Any] = field(default_factory=dict)
    assets: Sequence[Asset] = ()
    hurt: Sequence[Asset] = ()
    origin: Asset | None = None
    alerts: Sequence[Alert] = ()
    ranges: Sequence[BadRange] = ()
    all_clears: Sequence[AllClear] = ()
    updates: Sequence[StatusUpdate] = ()
    promises: Sequence[Promise] = ()
    entries: Sequence[Entry] = ()
    earlier: Sequence[Earlier] = ()
    items: Sequence[ActionItem] = ()
    cast: Cast = field(default_factory=Cast)

    @property
    def timeline(self) -> list[Entry]:
        """The rows, in the order things happened: struck ones left out, edits applied."""
        kept = [
            _as_it_reads(entry)
            for entry in self.entries
            if not entry.struck and entry.kind not in HOUSEKEEPING
        ]
        return sorted(kept, key=lambda entry: (entry.at, entry.seq))

    @property
    def lead_up(self) -> list[Entry]:
        """What people noted as having happened before it was declared."""
        before = self.incident.declared_at
        return [entry for entry in self.timeline if entry.kind in SAID and entry.at < before]

    @property
    def severities(self) -> list[Change]:
        """The severity at declaring, and every change with its reason."""
        changes = [
            Change(
                at=entry.at,
                to=Severity(entry.facts["after"]),
                before=Severity(entry.facts["before"]),
                reason=str(entry.facts.get("reason") or ""),
            )
            for entry in self.entries
            if entry.kind == "severity_changed"
        ]
        first = changes[0].before if changes else None
        declared = Change(at=self.incident.declared_at, to=first or self.incident.severity)
        return [declared, *changes]

    @property
    def told(self) -> frozenset[str]:
        """Everybody who was told by direct message."""
        lists = (one.facts.get("people") for one in self.entries if one.kind == "subscribers_told")
        return frozenset(person for people in lists for person in people or ())

    @property
    def reopened(self) -> list[Entry]:
        """Each time the all-clear did not hold."""
        return [entry for entry in self.entries if entry.kind == "incident_reopened"]

    @property
    def bad(self) -> list[BadRange]:
        """The ranges that were really bad: withdrawn ones left out."""
        return [one for one in self.ranges if one.state is not RangeState.WITHDRAWN]

    @property
    def not_restored(self) -> list[BadRange]:
        """Ranges that are not reloaded and checked yet."""
        return [one for one in self.ranges if one.is_bad]

    @property
    def exceptions(self) -> list[str]:
        """What was still open when an all-clear was given."""
        return [words for clear in self.all_clears for words in clear.exceptions]

    @property
    def promised(self) -> list[ActionItem]:
        """Action items that were not dropped."""
        return [item for item in self.items if item.state is not ActionState.DROPPED]

    @property
    def incomplete(self) -> list[ActionItem]:
        """Open items without a type, an owner (AI003) or a due date (AI004)."""
        return [
            item
            for item in self.items
            if item.state is ActionState.OPEN and not (item.type and item.owner and item.due)
        ]


def _as_it_reads(entry: Entry) -> Entry:
    if not entry.edited:
        return entry
    return replace(entry, facts={**entry.facts, "text": entry.edited})
