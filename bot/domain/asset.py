"""A table, model, source, pipeline, dashboard or metric, and what reads what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class AssetKind(StrEnum):
    SOURCE = "source"
    MODEL = "model"
    SEED = "seed"
    SNAPSHOT = "snapshot"
    DASHBOARD = "dashboard"
    NOTEBOOK = "notebook"
    ANALYSIS = "analysis"
    APPLICATION = "application"
    PIPELINE = "pipeline"
    METRIC = "metric"

    @property
    def is_read_by_people(self) -> bool:
        """True for what stakeholders look at: they hear of it by its label."""
        return self in READ_BY_PEOPLE


READ_BY_PEOPLE = frozenset(
    {AssetKind.DASHBOARD, AssetKind.NOTEBOOK, AssetKind.ANALYSIS, AssetKind.APPLICATION}
)


class FailureMode(StrEnum):
    """How data fails; the words of journeys.md, and the dimension of an alert."""

    FRESHNESS = "freshness"
    VOLUME = "volume"
    SCHEMA = "schema"
    QUALITY = "quality"
    PIPELINE = "pipeline"
    DEFINITION = "definition"
    ACCESS = "access"
    COST = "cost"


@dataclass(frozen=True, kw_only=True)
class Asset:
    """One asset. `key` is the platform's own unique id (dbt `unique_id`), `name` what people type.

    `owners` are e-mail addresses as the platform gives them; `id` is 0 until it is kept.
    """

    key: str
    name: str
    kind: AssetKind
    id: int = 0
    owners: tuple[str, ...] = ()
    group: str = ""
    tier: int | None = None
    domain: str = ""
    url: str = ""
    description: str = ""
    maturity: str = ""
    freshness_promise: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All assets of one project and its edges, (upstream key, downstream key)."""

    assets: tuple[Asset, ...]
    edges: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Lineage:
    """Who reads whom, by asset id: `down[id]` are the direct readers of id."""

    down: Mapping[int, frozenset[int]] = field(default_factory=dict)
    up: Mapping[int, frozenset[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, edges: Iterable[tuple[int, int]]) -> "Lineage":
        """Build from (upstream id, downstream id) pairs."""
        down: dict[int, set[int]] = {}
        up: dict[int, set[int]] = {}
        for upstream, downstream in edges:
            down.setdefault(upstream, set()).add(downstream)
            up.setdefault(downstream, set()).add(upstream)
        return cls(
            {key: frozenset(value) for key, value in down.items()},
            {key: frozenset(value) for key, value in up.items()},
        )

    def downstream(self, start: Iterable[int]) -> tuple[int, ...]:
        """Everything that reads `start`, nearest first, without `start` itself (breadth first)."""
        return _walk(self.down, start)

    def upstream(self, start: Iterable[int]) -> tuple[int, ...]:
        """Everything `start` reads, nearest first, without `start` itself."""
        return _walk(self.up, start)

    def neighbours(self, asset: int) -> frozenset[int]:
        """One step up or down."""
        return self.down.get(asset, frozenset()) | self.up.get(asset, frozenset())


def _walk(edges: Mapping[int, frozenset[int]], start: Iterable[int]) -> tuple[int, ...]:
    seen = dict.fromkeys(start)
    own = set(seen)
    queue = list(seen)
    for asset in queue:
        for following in sorted(edges.get(asset, ())):
            if following not in seen:
                seen[following] = None
                queue.append(following)
    return tuple(asset for asset in seen if asset not in own)
