"""Alerts: what monitors claim is taken in once, and heals by itself."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import event as events
from bot.domain.alert import Alert, AlertState, Signal, Verdict, fold, judge
from bot.domain.asset import Asset, AssetKind
from bot.domain.dbt.parse import clean
from bot.services.alert_messages import show
from bot.services.record import record
from storage import Transaction


@dataclass(frozen=True, kw_only=True)
class Intake:
    """What became of a run's signals: alerts that are new, still failing, known or healed.

    `unknown` are keys of assets that no catalogue has named: they are kept under their key.
    """

    new: int = 0
    still: int = 0
    repeated: int = 0
    healed: int = 0
    unknown: tuple[str, ...] = ()


async def take_in(tx: Transaction, signals: Iterable[Signal], *, now: datetime) -> Intake:
    """Keep each failing signal once, let passes heal, and show what changed in the alerts channel.

    The signals are one delivery of one source; all of it in this one transaction.
    """
    heard = [replace(one, at=min(one.at, now)) for one in fold(signals)]
    if not heard:
        return Intake()
    await tx.alerts.lock()
    ids, unknown = await _assets(tx, heard)
    latest = await tx.alerts.latest(heard[0].source, (ids[one.asset] for one in heard))
    over = await _over(tx, latest.values())
    judged = _judge(heard, ids, latest, over=over)
    still = [old.fail_again(_cut(new)) for new, old in judged[Verdict.STILL] if old]
    healed = [old.heal(new.at) for new, old in judged[Verdict.HEALS] if old]
    replaced = [old.give_way(one.at) for one, old in judged[Verdict.NEW] if old and not old.is_over]
    new = await _keep(tx, [signal for signal, _ in judged[Verdict.NEW]], ids)
    await tx.alerts.save_all([*still, *healed, *replaced])
    await _suggest(tx, [one for one in healed if one.incident not in over], now=now)
    await show(tx, [*new, *still, *healed, *replaced])
    return Intake(
        new=len(new),
        still=len(still),
        repeated=len(judged[Verdict.KNOWN]),
        healed=len(healed),
        unknown=unknown,
    )


def _judge(
    heard: Sequence[Signal],
    ids: Mapping[str, int],
    latest: Mapping[tuple[int, str], Alert],
    *,
    over: Collection[int],
) -> Mapping[Verdict, Sequence[tuple[Signal, Alert | None]]]:
    """Each signal with the alert before it, by what it is."""
    judged: dict[Verdict, list[tuple[Signal, Alert | None]]] = {one: [] for one in Verdict}
    for signal in heard:
        before = latest.get((ids[signal.asset], signal.check))
        ended = before is not None and before.incident in over
        judged[judge(before, signal, incident_is_over=ended)].append((signal, before))
    return judged


async def _assets(
    tx: Transaction, signals: Sequence[Signal]
) -> tuple[Mapping[str, int], tuple[str, ...]]:
    keys = [one.asset for one in signals]
    known = await tx.assets.ids_of(keys)
    unknown = tuple(dict.fromkeys(key for key in keys if key not in known))
    if not unknown:
        return known, ()
    await tx.assets.add_unknown([Asset(key=key, name=key, kind=_kind(key)) for key in unknown])
    return await tx.assets.ids_of(keys), unknown


def _kind(key: str) -> AssetKind:
    """dbt's ids begin with what they are."""
    word = key.partition(".")[0]
    return AssetKind(word) if word in set(AssetKind) else AssetKind.MODEL


async def _over(tx: Transaction, alerts: Iterable[Alert]) -> Collection[int]:
    """Those incidents of open alerts on which nobody works any more."""
    linked = {one.incident for one in alerts if one.incident is not None and not one.is_over}
    found = [await tx.incidents.get(number) for number in sorted(linked)]
    return {one.id for one in found if not one.status.is_open}


async def _keep(
    tx: Transaction, signals: Sequence[Signal], ids: Mapping[str, int]
) -> Sequence[Alert]:
    """Keep new alerts, the most important assets first: they get a message of their own."""
    assets = await tx.assets.list_by_id(ids[signal.asset] for signal in signals)
    tiers = {asset.id: asset.tier or 9 for asset in assets}
    made = [_alert(_cut(signal), ids[signal.asset]) for signal in signals]
    made.sort(key=lambda alert: (tiers.get(alert.asset, 9), alert.started_at))
    return made if await tx.alerts.add_all(made) else ()


def _alert(signal: Signal, asset: int) -> Alert:
    return Alert(
        id=0,
        source=signal.source,
        key=signal.key,
        run=signal.run,
        asset=asset,
        check=signal.check,
        failure_mode=signal.failure_mode,
        state=AlertState.FIRING,
        title=signal.title,
        detail=signal.detail,
        column=signal.column,
        failures=signal.failures,
        ranges=signal.ranges,
        started_at=signal.at,
        seen_at=signal.at,
    )


def _cut(signal: Signal) -> Signal:
    """What another tool says is kept in a size that a message can show."""
    title = clean(signal.title, most=300) or f"{clean(signal.check, most=200)} fails"
    return replace(signal, title=title, detail=clean(signal.detail))


async def _suggest(tx: Transaction, healed: Sequence[Alert], *, now: datetime) -> None:
    """A green check suggests, in the incident's home, that it may be over; it never resolves it.

    Each is an entry of the timeline; several at once are one message.
    """
    linked = {one.incident for one in healed if one.incident is not None}
    for number in sorted(linked):
        incident = await tx.incidents.get(number)
        whole = await tx.alerts.list_of_incident(number)
        mine = [one for one in healed if one.incident == number]
        names = await tx.assets.list_by_id(one.asset for one in mine)
        by_id = {asset.id: asset.name for asset in names}
        for alert in mine:
            event = events.AlertHealed(
                incident=number,
                alert=alert.id,
                title=alert.title,
                asset=by_id[alert.asset],
                passing=sum(one.is_over for one in whole),
                of=len(whole),
                at=alert.ended_at,
            )
            await record(tx, incident, event, now=now, quietly=alert is not mine[-1])
