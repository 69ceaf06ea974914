"""Assets looked up as one types, in every form that asks for them."""

from bot.ui.assets import SEARCH, asset_option
from bot.ui.kit import Option
from handlers.deps import Deps
from handlers.interactions.kinds import Press, options


@options(SEARCH)
async def search(typed: str, _press: Press, deps: Deps) -> list[Option]:
    """Those in which every word typed occurs; nothing typed shows the most important."""
    return await fitting(typed, deps)


async def fitting(typed: str, deps: Deps) -> list[Option]:
    """What the menu shows for the letters typed so far."""
    async with deps.db.reading() as tx:
        return [asset_option(asset) for asset in await tx.assets.search(typed, limit=100)]
