"""The statement, with evidence, that data is safe to use again, and the checklist before it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.asset import Asset, FailureMode, Lineage
from bot.domain.errors import InvalidInput
from bot.domain.incident import Incident


@dataclass(frozen=True, kw_only=True)
class AllClear:
    """`assets` are ids; `safe_at` is the instant its evidence is dated to, `given_at` when it was said.

    `exceptions` are what was still open, each a sentence, given with a `reason`.
    """

    incident: int
    assets: tuple[int, ...]
    whole: bool
    safe_at: datetime
    given_at: datetime
    by: str
    id: int = 0
    evidence: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of the checklist: `done` when the record says so already, since `at`.

    `assets` are those whose all-clear it is evidence for; empty: for everything at once only.
    """

    key: str
    words: str
    detail: str = ""
    done: bool = False
    assets: frozenset[int] = frozenset()
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """What is affected, what of it was cleared before, what is ready, and what there is to check."""

    affected: tuple[Asset, ...]
    cleared: frozenset[int]
    ready: frozenset[int]
    items: tuple[Item, ...]

    @property
    def left(self) -> frozenset[int]:
        """Ids of the assets that are not safe yet."""
        return frozenset(asset.id for asset in self.affected) - self.cleared

    def is_whole(self, scope: Collection[int]) -> bool:
        """Whether nothing is left once these assets are safe: the last one resolves."""
        return self.left <= frozenset(scope)

    def within(self, scope: Collection[int]) -> list[Item]:
        """The items that speak of these assets, or of everything when nothing else is left."""
        whole, safe = self.is_whole(scope), self.cleared | frozenset(scope)
        return [one for one in self.items if (one.assets <= safe if one.assets else whole)]

    def dated(self, scope: Collection[int], now: datetime) -> datetime:
        """The instant its evidence is dated to: of the last item, when all of them are done."""
        items = self.within(scope)
        if not items or not all(one.done for one in items):
            return now
        return max((one.at for one in items if one.at), default=now)

    def names(self, ids: Collection[int]) -> tuple[str, ...]:
        """Names of affected assets."""
        return tuple(asset.name for asset in self.affected if asset.id in ids)


MORE_TO_CHECK = {
    FailureMode.FRESHNESS: "New data arrives on time again",
    FailureMode.VOLUME: "Row counts are as usual again",
    FailureMode.SCHEMA: "What reads it works with the columns as they are now",
    FailureMode.PIPELINE: "The pipeline ran through on its schedule",
    FailureMode.DEFINITION: "The definition is agreed and written down",
    FailureMode.ACCESS: "Nobody has access any more who should not",
    FailureMode.COST: "Spending is back to normal",
}
"""What else is looked at, by failure mode; wrong values are covered by ranges, checks and dashboards."""


def ready(
    affected: Iterable[int],
    *,
    cleared: Collection[int],
    troubled: Collection[int],
    lineage: Lineage,
) -> frozenset[int]:
    """Assets that could be declared safe now: nothing open on them, nor on what they read.

    `troubled` are assets with a bad range or a failing check.
    """
    not_ready = frozenset(troubled) | frozenset(lineage.downstream(troubled))
    return frozenset(affected) - frozenset(cleared) - not_ready


def still_open(items: Sequence[Item], ticked: Collection[str], *, reason: str) -> tuple[str, ...]:
    """What stays open, in words; raises InvalidInput when something does and nobody says why."""
    found = tuple(one.words for one in items if one.key not in ticked)
    if found and not reason:
        raise InvalidInput(
            "reason",
            f"Not ticked: {'; '.join(found)}. Tick what is done, or say here why the data can be "
            "used all the same: readers will see it.",
        )
    return found


def dated(incident: Incident, safe_at: datetime, *, now: datetime) -> datetime:
    """The instant of the evidence; raises InvalidInput for the future, or before the trouble began.

    People and pickers say minutes: within the first minute it is the beginning itself.
    """
    if safe_at > now:
        raise InvalidInput("at", "That is still to come: say since when the data is right.")
    began = incident.started_at or min(
        incident.detected_at or incident.declared_at, incident.declared_at
    )
    if safe_at < began.replace(second=0, microsecond=0):
        raise InvalidInput(
            "at",
            f"That is before the trouble began ({began:%d %b %H:%M} UTC); `/data-incident "
            f"{incident.ref} times` corrects when that was.",
        )
    return max(safe_at, began)
