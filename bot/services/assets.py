"""The catalogue: assets and what reads what, as a project's own files name them."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.asset import Catalogue
from bot.domain.errors import AlreadyDone
from storage import Transaction


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """How many assets the project has, and what changed; nothing did when it was read before."""

    assets: int
    edges: int
    new: int = 0
    gone: int = 0
    again: bool = False


async def load(tx: Transaction, catalogue: Catalogue, now: datetime, *, key: str = "") -> Loaded:
    """Replace assets and lineage; owners stay e-mail addresses, and are looked up when needed.

    With `key` (the catalogue's own run) a repeat changes nothing: an old file that is sent once more
    must not undo what a newer one has brought.
    """
    whole = Loaded(assets=len(catalogue.assets), edges=len(catalogue.edges), again=True)
    if key:
        try:
            await tx.keys.claim(f"catalogue:{key}")
        except AlreadyDone:
            return whole
    before = await tx.assets.present_keys()
    await tx.assets.replace_all(catalogue)
    keys = {asset.key for asset in catalogue.assets}
    return Loaded(
        assets=whole.assets,
        edges=whole.edges,
        new=len(keys - before),
        gone=len(before - keys),
    )
