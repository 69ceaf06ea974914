"""An asset by the name that a person typed; when there is none, the names it may have meant."""

import re
from difflib import get_close_matches

from bot.domain.asset import Asset
from bot.domain.errors import UnknownAsset
from storage import Transaction

MOST = 5
LOOKED_AT = 2000
"""Names compared for likeness; an answer is due within three seconds."""


async def asset_named(tx: Transaction, typed: str) -> Asset:
    """The asset of this name, key, or last part of a name; raises UnknownAsset with the nearest."""
    found = await tx.assets.find(typed)
    if found is not None:
        return found
    near = await _near(tx, typed)
    shown = " ".join(re.sub(r"[<>&`\x00-\x1f]", " ", typed).split())[:60]
    hint = "Did you mean one of these?" if near else "`/data-incident assets` looks assets up."
    raise UnknownAsset(f"No asset is called “{shown}”. {hint}", typed=typed, near=near)


async def _near(tx: Transaction, typed: str) -> tuple[str, ...]:
    """Names that contain what was typed, or that are spelt nearly so."""
    name = typed.strip().lower()[:200]
    if not name:
        return ()
    within = [asset.name for asset in await tx.assets.search(name, limit=MOST)]
    spelt: dict[str, str] = {}
    for asset in await tx.assets.search("", limit=LOOKED_AT):
        spelt.setdefault(asset.name.lower(), asset.name)
        spelt.setdefault(asset.name.lower().rpartition(".")[2], asset.name)
    alike = [spelt[one] for one in get_close_matches(name, spelt, n=MOST, cutoff=0.6)]
    return tuple(dict.fromkeys([*within, *alike]))[:MOST]
