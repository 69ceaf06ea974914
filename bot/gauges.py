"""What is true at the moment of asking: which parts are well, and figures of what is kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from bot.domain.figures import Figures


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of the bot as it is now, in a sentence.

    `dead`: nothing but a restart brings it back. `turned_at`: when it last did its round. `since`:
    when it became as it is.
    """

    name: str
    well: bool
    words: str
    dead: bool = False
    turned_at: datetime | None = None
    since: datetime | None = None


class Standing:
    """Shows what it was told last. What is not known just now has no series, rather than an old one."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.parts: Sequence[Part] = ()
        self.figures: Figures | None = None
        self.build: Mapping[str, str] = {}
        registry.register(self)

    def describe(self) -> Sequence[Metric]:
        """Asked for when registered, instead of collecting."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Everything known."""
        yield _gauge("build_info", "Always 1.", {tuple(self.build.values()): 1}, *self.build)
        up = {(part.name,): float(part.well) for part in self.parts}
        yield _gauge("part_up", "Whether a part of the bot is well.", up, "part")
        turns = {(part.name,): part.turned_at.timestamp() for part in self.parts if part.turned_at}
        words = "When a part last did its round."
        yield _gauge("part_last_turn_timestamp_seconds", words, turns, "part")
        since = {(part.name,): part.since.timestamp() for part in self.parts if part.since}
        words = "Since when a part is as it is: well, or not."
        yield _gauge("part_since_timestamp_seconds", words, since, "part")
        if self.figures is not None:
            yield from _of(self.figures)


def _of(figures: Figures) -> Iterator[Metric]:
    """What is kept. Every process of one database shows the same: take `max`, never `sum`."""
    words = "Notices waiting, being sent, or dead: given up, and not sent again."
    yield _gauge("notices", words, figures.notices, "way", "state")
    age = (figures.at - figures.oldest).total_seconds() if figures.oldest else 0.0
    words = "Age of the oldest notice that should be out by now; 0 when there is none."
    yield _gauge("oldest_notice_age_seconds", words, {(): max(age, 0.0)})
    promises = {("due_within_an_hour",): figures.promised, ("overdue",): figures.overdue}
    yield _gauge("promises", "Promises that are still to be kept.", promises, "state")
    missed = CounterMetricFamily("data_incident_promises_missed", "Promises that were not kept.")
    missed.add_metric((), figures.missed)
    yield missed
    words = "Open incidents, without drills."
    yield _gauge("incidents_open", words, figures.incidents, "severity", "status")


def _gauge(name: str, words: str, values: Mapping[Any, float], *labels: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"data_incident_{name}", words, labels=labels)
    for key, value in values.items():
        family.add_metric(key, value)
    return family
