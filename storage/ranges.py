"""Bad ranges and all-clears."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import bindparam, insert, select, update

from bot.domain.all_clear import AllClear
from bot.domain.bad_range import BadRange
from bot.domain.errors import NotFound
from storage import rows
from storage.repository import Repository
from storage.tables import AllClearRow, AssetRow, BadRangeRow
from storage.types import table

RANGES = table(BadRangeRow)
CLEARS = table(AllClearRow)
ASSETS = table(AssetRow)
NAMED = select(RANGES, ASSETS.c.name.label("asset_name")).join(
    ASSETS, ASSETS.c.id == RANGES.c.asset
)
OF_INCIDENT = NAMED.where(RANGES.c.incident == bindparam("of_incident")).order_by(RANGES.c.id)
CLEARS_OF = (
    select(CLEARS).where(CLEARS.c.incident == bindparam("of_incident")).order_by(CLEARS.c.id)
)


class Ranges(Repository):
    async def add(self, bad: BadRange) -> BadRange:
        """Keep a bad range and give it its id."""
        values = rows.values(bad, "asset_name")
        made = insert(RANGES).values(**values).returning(RANGES.c.id)
        return replace(bad, id=(await self.connection.execute(made)).scalar_one())

    async def get(self, range_id: int) -> BadRange:
        """One range; raises NotFound."""
        row = await self.first(NAMED.where(RANGES.c.id == range_id))
        if row is None:
            raise NotFound("That range is not there; `/data-incident range` lists them.")
        return rows.of(BadRange, row)

    async def save(self, bad: BadRange) -> None:
        """Keep the present state of a range."""
        values = rows.values(bad, "id", "asset_name")
        await self.connection.execute(update(RANGES).where(RANGES.c.id == bad.id).values(**values))

    async def list_of(self, incident: int) -> Sequence[BadRange]:
        """All ranges of an incident, oldest first."""
        found = await self.all(OF_INCIDENT, {"of_incident": incident})
        return rows.list_of(BadRange, found)

    async def add_all_clear(self, clear: AllClear) -> None:
        """Keep an all-clear."""
        await self.connection.execute(insert(CLEARS).values(**rows.values(clear)))

    async def list_all_clears(self, incident: int) -> Sequence[AllClear]:
        """All-clears of an incident, oldest first."""
        found = await self.all(CLEARS_OF, {"of_incident": incident})
        return rows.list_of(AllClear, found)
