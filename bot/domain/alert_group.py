"""What one message in the alerts channel shows: the alerts of one run on one asset, or on many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.alert import Alert
from bot.domain.asset import Asset
from bot.domain.incident import Incident

OWN_MESSAGES = 25
"""How many assets of one run get a message of their own; a run that breaks more gets one for the rest."""


@dataclass(frozen=True, kw_only=True)
class AlertGroup:
    """`owners` and `people` are plain names: nobody is woken. `incident` is the one its alerts are
    part of, `nearby` an open one on the same asset that they might belong to."""

    asset: Asset
    alerts: Sequence[Alert]
    owners: Sequence[str] = ()
    hurt: Sequence[Asset] = ()
    incident: Incident | None = None
    nearby: Incident | None = None
    people: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AlertCrowd:
    """What a run broke beyond the assets with a message of their own."""

    assets: Sequence[Asset]
    alerts: Sequence[Alert]


def own_and_rest(assets: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    """A run's assets, in the order their alerts were kept: with their own message, and the rest."""
    return assets[:OWN_MESSAGES], assets[OWN_MESSAGES:]
