"""Assets as people choose and read them."""

from bot.domain.asset import Asset
from bot.ui.kit import Option

SEARCH = "asset_search"
"""The action id of every menu that looks assets up as one types."""


def asset_option(asset: Asset) -> Option:
    """One line of a menu: its name, and what it is; the value is the asset's id."""
    about = [asset.kind.value, f"tier {asset.tier}" if asset.tier else "", asset.domain]
    return Option(asset.name, str(asset.id), " · ".join(part for part in about if part))
