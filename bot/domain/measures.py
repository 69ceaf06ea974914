"""The durations an incident is measured by, each by one formula over its milestones.

Where an instant is missing, or lies after the one it is to precede, the answer is None: not known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.incident import Incident
from bot.domain.promise import Promise, PromiseKind, PromiseState


def between(first: datetime | None, then: datetime | None) -> timedelta | None:
    """`then - first`, or None when either is not known or the order is wrong."""
    if first is None or then is None or then < first:
        return None
    return then - first


def time_to_detect(incident: Incident) -> timedelta | None:
    """TTD = t_det - t_imp: from impact start to the first signal."""
    return between(incident.started_at, incident.detected_at)


def time_to_acknowledge(incident: Incident) -> timedelta | None:
    """TTA = t_ack - t_det: from the first signal to a human taking command."""
    return between(incident.detected_at, incident.acknowledged_at)


def time_to_first_update(incident: Incident) -> timedelta | None:
    """TTFU = t_upd1 - t_dec: from declaring to the first word to everybody."""
    return between(incident.declared_at, incident.first_update_at)


def felt_silence(incident: Incident) -> timedelta | None:
    """t_upd1 - t_imp: how long people who use the numbers heard nothing."""
    return between(incident.started_at, incident.first_update_at)


def time_to_mitigate(incident: Incident) -> timedelta | None:
    """TTM = t_mit - t_imp: from impact start until the bleeding stopped."""
    return between(incident.started_at, incident.mitigated_at)


def time_to_restore(incident: Incident) -> timedelta | None:
    """TTR = t_safe - t_det: from the first signal until the data was safe to use again."""
    return between(incident.detected_at, incident.safe_at)


def impact_span(incident: Incident) -> timedelta | None:
    """t_safe - t_imp: how long the data was wrong or missing."""
    return between(incident.started_at, incident.safe_at)


@dataclass(frozen=True, kw_only=True)
class Cadence:
    """Cadence adherence = kept / due: promised next words that came in time, of those that were due."""

    kept: int
    due: int
    moved: int


def cadence(promises: Sequence[Promise]) -> Cadence:
    """Count the promised next words; one that was moved with a reason is neither kept nor missed."""
    states = [one.state for one in promises if one.kind is PromiseKind.NEXT_UPDATE]
    kept = states.count(PromiseState.KEPT)
    return Cadence(
        kept=kept,
        due=kept + states.count(PromiseState.MISSED),
        moved=states.count(PromiseState.MOVED),
    )
