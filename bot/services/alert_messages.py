"""The messages in the alerts channel: which there are, and what each shows at present."""

from collections.abc import Iterable

from bot.domain.alert import Alert
from bot.domain.alert_group import AlertCrowd, AlertGroup, own_and_rest
from bot.domain.incident import Incident
from bot.domain.notice import Notice, Way
from bot.services.situations import hurt
from storage import Transaction

PRIORITY = 4
"""After what people tell each other about incidents, before drills."""


async def show(tx: Transaction, alerts: Iterable[Alert]) -> None:
    """Post or edit the messages that show these alerts: one for each run and asset."""
    touched: dict[str, dict[int, None]] = {}
    for alert in alerts:
        touched.setdefault(alert.run, {})[alert.asset] = None
    for run, assets in touched.items():
        own, _ = own_and_rest(await tx.alerts.assets_of_run(run))
        for asset in dict.fromkeys(asset if asset in own else 0 for asset in assets):
            notice = Notice(
                way=Way.SLOT,
                kind="alert",
                to="alerts",
                facts={"run": run, "asset": asset},
                priority=PRIORITY,
                slot=f"alert:{run}:{asset}",
            )
            await tx.outbox.add(notice)


async def group(tx: Transaction, run: str, asset: int) -> AlertGroup:
    """What the message of one asset in one run shows."""
    alerts = await tx.alerts.list_of_run(run, [asset])
    found = await tx.assets.get(asset)
    part_of = next((one.incident for one in alerts if one.incident is not None), None)
    return AlertGroup(
        asset=found,
        alerts=alerts,
        owners=[await _name(tx, owner) for owner in found.owners],
        hurt=[one for one in await hurt(tx, [asset]) if one.id != asset],
        incident=await tx.incidents.get(part_of) if part_of is not None else None,
        nearby=await _nearby(tx, asset) if any(one.waits for one in alerts) else None,
        people={one.by: await _name(tx, one.by) for one in alerts if one.by},
    )


async def crowd(tx: Transaction, run: str) -> AlertCrowd:
    """What the one message of all further assets of a run shows."""
    _, rest = own_and_rest(await tx.alerts.assets_of_run(run))
    return AlertCrowd(
        assets=await tx.assets.list_by_id(rest), alerts=await tx.alerts.list_of_run(run, rest)
    )


async def _nearby(tx: Transaction, asset: int) -> Incident | None:
    """The newest incident that people work on and that is about this very asset."""
    found = await tx.incidents.list_of_assets([asset], open_only=True)
    return next((incident for incident in found if not incident.drill), None)


async def _name(tx: Transaction, reference: str) -> str:
    """What a person is called: a mention would ring their telephone."""
    person = await tx.people.find(reference)
    return (person.real_name or person.name) if person else reference
