"""What an open incident's all-clears have made safe already, and what is not safe yet."""

from collections.abc import Collection, Iterable

from bot.domain.asset import Asset
from bot.domain.incident import Incident
from storage import Transaction


async def cleared(tx: Transaction, incident: Incident) -> frozenset[int]:
    """Assets of partial all-clears since it was last reopened."""
    clears = await tx.ranges.list_all_clears(incident.id)
    if not clears:
        return frozenset()
    reopened = await tx.timeline.list_all(incident.id, kinds=("incident_reopened",))
    if reopened:
        clears = [one for one in clears if one.given_at > reopened[-1].written_at]
    return frozenset(asset for one in clears for asset in one.assets)


async def still_hurt(
    tx: Transaction, affected: Iterable[int], unsafe: Collection[int]
) -> tuple[list[Asset], list[Asset]]:
    """What is safe, and what is not: affected assets and what reads them, by what is still unsafe."""
    lineage = await tx.assets.lineage()
    bad = set(unsafe) | set(lineage.downstream(unsafe))
    every = list(affected)
    found = await tx.assets.list_by_id([*every, *lineage.downstream(every)])
    return (
        [asset for asset in found if asset.id not in bad],
        [asset for asset in found if asset.id in bad],
    )
