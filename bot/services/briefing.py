"""What is known when an incident opens: the facts of the briefing, and the channel's bookmarks."""

from collections.abc import Sequence
from typing import Any

from bot.domain.alert import AlertState
from bot.domain.incident import Incident
from bot.domain.policy import Role
from bot.domain.seen_before import SeenBefore
from bot.services.situations import hurt
from storage import Transaction

BOOKMARKS = 4


async def facts(
    tx: Transaction, incident: Incident, *, why: str, seen: Sequence[SeenBefore]
) -> dict[str, Any]:
    """Severity and why, assets, what is hurt and whose, failing checks, first duties, what was before."""
    ids = await tx.incidents.list_assets(incident.id)
    assets = await tx.assets.list_by_id(ids)
    return {
        "why": why,
        "declared_by": incident.declared_by,
        "declared_at": incident.declared_at,
        "summary": incident.summary,
        "source_link": incident.source_link,
        "next_update_due": incident.next_update_due,
        "severity_label": tx.policy.of(incident.severity).label,
        "duties": list(tx.policy.duties[Role.COMMANDER]),
        "assets": [
            {
                "name": asset.name,
                "tier": asset.tier,
                "owners": await tx.people.ids(asset.owners) or list(asset.owners),
            }
            for asset in assets
        ],
        "hurt": [
            {
                "name": asset.name,
                "tier": asset.tier,
                "url": asset.url,
                "owners": await tx.people.ids(asset.owners) or list(asset.owners),
            }
            for asset in await hurt(tx, ids)
        ],
        "failing": [
            {"title": alert.title, "detail": alert.detail}
            for alert in (
                await tx.alerts.list_of_assets(ids, state=AlertState.FIRING) if ids else []
            )
        ][:10],
        "seen": seen,
    }


async def bookmarks(tx: Transaction, incident: Incident) -> list[tuple[str, str]]:
    """(name, link) for the channel's bar: status thread, where it was said first, dashboards hurt.

    `place:announcement:7` stands for the permalink of a message of ours.
    """
    found = [("Status thread", f"place:announcement:{incident.id}")]
    if incident.source_link:
        found.append(("Where it was reported", incident.source_link))
    for asset in await hurt(tx, await tx.incidents.list_assets(incident.id)):
        if asset.url:
            found.append((asset.name, asset.url))
    return found[:BOOKMARKS]
