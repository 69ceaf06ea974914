"""What is counted and timed while the bot works. Labels are the program's words, never people's.

Every class can be made without a registry: then it counts for nobody, which is what tests and tools
want. `Meters` has the one registry of a bot.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from typing import Literal, get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from bot import VERSION
from bot.domain.notice import Way
from bot.gauges import Standing

Kind = Literal["command", "action", "form", "closed", "shortcut", "options", "event", "alert"]
Answered = Literal["ok", "refused", "busy", "failed"]
"""Done; refused with a sentence; refused because the database was busy or away; a fault of ours."""
Attempted = Literal["sent", "found", "later", "dead", "ended", "doubtful"]
"""Sent; found already there, and not sent again; to be tried later; given up; ended, for nobody is
there to miss it; sent although it may be there already, and marked so in the record."""

REQUESTS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0)
"""Slack gives a person's request 3 seconds."""
CALLS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3.0, 6.0)
TRANSACTIONS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0)


@dataclass
class Request:
    """One request under way; `outcome` is what it will have been."""

    kind: Kind
    outcome: Answered = "ok"
    seconds: float = 0.0


class RequestMeters:
    """How long it takes until a request is acknowledged, and with what outcome."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self._seconds = Histogram(
            "data_incident_acknowledgement_seconds",
            "Seconds from our first look at a request to its acknowledgement, after the commit.",
            ("kind", "outcome"),
            buckets=REQUESTS,
            registry=registry,
        )
        for kind in get_args(Kind):
            self._seconds.labels(kind, "ok")
        # Whoever turns an error into an answer knows the outcome, but not the request.
        self._under_way: ContextVar[Request | None] = ContextVar("request", default=None)

    @contextmanager
    def measured(self, request: Request) -> Iterator[None]:
        """Time the block; raising is a fault of ours."""
        begun, before, raised = perf_counter(), self._under_way.set(request), True
        try:
            yield
            raised = False
        finally:
            if raised and request.outcome == "ok":
                request.outcome = "failed"
            self._under_way.reset(before)
            request.seconds = perf_counter() - begun
            self._seconds.labels(request.kind, request.outcome).observe(request.seconds)

    def ends(self, outcome: Answered) -> None:
        """How the request under way ends, said by whoever knows."""
        request = self._under_way.get()
        if request is not None:
            request.outcome = outcome


class DeliveryMeters:
    """What becomes of notices on their way out, and of the calls that this takes."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self._attempts = Counter(
            "data_incident_delivery_attempts",
            "Attempts to deliver a notice, by way and by what became of it.",
            ("way", "outcome"),
            registry=registry,
        )
        # A series that begins at its first event hides that event from `increase`.
        for way in Way:
            for outcome in get_args(Attempted):
                self._attempts.labels(way, outcome)
        self._waited = Counter(
            "data_incident_slack_held_back_seconds",
            "Seconds in which no call of a method was left: its own limit, or Slack asked to wait.",
            ("method",),
            registry=registry,
        )
        self._limited = Counter(
            "data_incident_slack_limited",
            "Calls that Slack refused as too many (429).",
            ("method",),
            registry=registry,
        )
        self._calls = Histogram(
            "data_incident_slack_call_seconds",
            "Seconds until Slack answered a call, or it was given up.",
            ("method",),
            buckets=CALLS,
            registry=registry,
        )

    def attempted(self, way: Way, outcome: Attempted) -> None:
        """One attempt ended, and its outcome is written down (not before: it might be another's)."""
        self._attempts.labels(way, outcome).inc()

    def waited(self, method: str, *, seconds: float) -> None:
        """For so long no call of a method was left, by our own pace or by Slack's Retry-After."""
        self._waited.labels(method).inc(seconds)

    def called(self, method: str, *, seconds: float, limited: bool) -> None:
        """A call ended. The session of bot/app.py tells this for every call, whoever makes it."""
        self._calls.labels(method).observe(seconds)
        if limited:
            self._limited.labels(method).inc()


class DatabaseMeters:
    """How long transactions take, and how long they wait for their turn."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self._transactions = Histogram(
            "data_incident_database_transaction_seconds",
            "Seconds from asking for a transaction to its end; waiting included, and who was refused.",
            ("kind",),
            buckets=TRANSACTIONS,
            registry=registry,
        )
        self._turns = Histogram(
            "data_incident_database_turn_wait_seconds",
            "Seconds that a writing transaction waited for its turn and its connection.",
            buckets=TRANSACTIONS,
            registry=registry,
        )
        self._refusals = Counter(
            "data_incident_database_refusals",
            "Transactions that the database did not take: busy, full, read-only or away.",
            registry=registry,
        )

    def observed(self, what: str, seconds: float) -> None:
        """What storage tells of each transaction."""
        if what == "turn":
            self._turns.observe(seconds)
        elif what == "refused":
            self._refusals.inc()
        else:
            self._transactions.labels(what).observe(seconds)


class ScheduleMeters:
    """Whether what the clock brings is done."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self._failures = Counter(
            "data_incident_job_failures",
            "Runs of a job that failed; it is tried again at the next tick.",
            ("name",),
            registry=registry,
        )

    def knows(self, jobs: list[str]) -> None:
        """The jobs there are: each shows 0 from the start."""
        for job in jobs:
            self._failures.labels(job)

    def failed(self, job: str) -> None:
        """A job did not end well."""
        self._failures.labels(job).inc()


class SocketMeters:
    """The connection of Socket Mode: how often it had to be made anew."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self._reconnects = Counter(
            "data_incident_socket_reconnects",
            "Connections of Socket Mode that were made anew.",
            registry=registry,
        )

    def reconnected(self) -> None:
        """A connection was lost or refreshed, and is there again."""
        self._reconnects.inc()


class Meters:
    """All of them, on one registry of their own."""

    def __init__(self, *, schema: str = "") -> None:
        # A series beside each counter that nobody asks for.
        disable_created_metrics()  # type: ignore[no-untyped-call]  # the library leaves it untyped
        self.registry = CollectorRegistry()
        self.requests = RequestMeters(self.registry)
        self.delivery = DeliveryMeters(self.registry)
        self.database = DatabaseMeters(self.registry)
        self.schedule = ScheduleMeters(self.registry)
        self.socket = SocketMeters(self.registry)
        self.standing = Standing(self.registry)
        self.standing.build = {"version": VERSION, "schema": schema}
        ProcessCollector(registry=self.registry)

    def page(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self.registry)
