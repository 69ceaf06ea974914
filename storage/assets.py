"""Assets and lineage."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from bot.domain.asset import Asset, Catalogue, Lineage
from bot.domain.errors import NotFound
from storage import rows
from storage.repository import Repository
from storage.tables import AssetEdgeRow, AssetRow
from storage.types import table

ASSETS = table(AssetRow)
EDGES = table(AssetEdgeRow)
BY_ID = select(ASSETS).where(ASSETS.c.id.in_(bindparam("ids", expanding=True)))
BY_KEY = select(ASSETS.c.key, ASSETS.c.id).where(
    ASSETS.c.key.in_(bindparam("keys", expanding=True))
)
PAGE = 2000
"""Rows of `KEYS` read before others come to run."""
KEYS = (
    select(ASSETS.c.key, ASSETS.c.id, ASSETS.c.gone)
    .where(ASSETS.c.id > bindparam("after"))
    .order_by(ASSETS.c.id)
    .limit(PAGE)
)
READS = select(EDGES.c.upstream, EDGES.c.downstream)
AT_ONCE = 100
"""How many values one statement names, since databases limit them, and rows it writes before others
come to run: 500 assets hold up the loop for 20 ms."""


class Assets(Repository):
    """Read once a transaction: what hurts, what is safe and what is at stake is asked of the same."""

    def __init__(self, tx: Any) -> None:
        super().__init__(tx)
        self._read: dict[int, Asset] = {}
        self._lineage: Lineage | None = None

    async def get(self, asset: int) -> Asset:
        """One asset; raises NotFound."""
        found = await self.list_by_id([asset])
        if not found:
            raise NotFound("That asset is not known any more; look it up again by name.")
        return found[0]

    async def find(self, name: str) -> Asset | None:
        """By exact name, platform key, or the last part of a name when only one asset has it."""
        wanted = name.strip().strip("`").lower()
        query = select(ASSETS).where(
            or_(func.lower(ASSETS.c.name) == wanted, ASSETS.c.key == wanted)
        )
        found = await self.all(query)
        if not found and wanted:
            query = select(ASSETS).where(
                or_(
                    ASSETS.c.search.like(f"{_literal(wanted)} |%", escape="\\"),
                    ASSETS.c.search.like(f"%.{_literal(wanted)} |%", escape="\\"),
                )
            )
            found = await self.all(query.limit(2))
        return rows.of(Asset, found[0]) if len(found) == 1 else None

    async def list_by_id(self, ids: Iterable[int]) -> list[Asset]:
        """Assets in the order of the ids; unknown ids are left out."""
        wanted = list(dict.fromkeys(ids))
        new = [asset for asset in wanted if asset not in self._read]
        if new:
            found = await self.all(BY_ID, {"ids": new})
            self._read |= {row.id: rows.of(Asset, row) for row in found}
        return [self._read[asset] for asset in wanted if asset in self._read]

    async def ids_by_key(self) -> Mapping[str, int]:
        """Asset id by the platform's key, of all."""
        found: dict[str, int] = {}
        async for page in self._pages():
            found |= {row.key: row.id for row in page}
        return found

    async def present_keys(self) -> set[str]:
        """The platform's keys of the assets that are not gone."""
        found: set[str] = set()
        async for page in self._pages():
            found |= {row.key for row in page if not row.gone}
        return found

    async def ids_of(self, keys: Iterable[str]) -> Mapping[str, int]:
        """The same, of these keys only; unknown ones are left out."""
        wanted = list(dict.fromkeys(keys))
        found: dict[str, int] = {}
        for at in range(0, len(wanted), AT_ONCE):
            rows_of_some = await self.all(BY_KEY, {"keys": wanted[at : at + AT_ONCE]})
            found |= {row.key: row.id for row in rows_of_some}
        return found

    async def search(self, words: str, *, limit: int = 30) -> Sequence[Asset]:
        """Assets in whose name, label or description every word occurs; the most important first."""
        query = select(ASSETS).where(ASSETS.c.gone.is_(False))
        for word in words.lower().split()[:8]:
            query = query.where(ASSETS.c.search.like(f"%{_literal(word)}%", escape="\\"))
        query = query.order_by(ASSETS.c.tier.is_(None), ASSETS.c.tier, ASSETS.c.name).limit(limit)
        return rows.list_of(Asset, await self.all(query))

    async def lineage(self) -> Lineage:
        """What reads what, of all assets."""
        if self._lineage is None:
            edges = await self.all(READS)
            self._lineage = Lineage.of((row.upstream, row.downstream) for row in edges)
        return self._lineage

    async def add_unknown(self, assets: Sequence[Asset]) -> None:
        """Keep assets that no catalogue has named yet, under their key; known ones stay as they are."""
        await self.add_new(ASSETS, [_values(asset) for asset in assets])

    async def replace_all(self, catalogue: Catalogue) -> None:
        """Keep a project's assets: new and changed ones are written, missing ones marked as gone."""
        self._read, self._lineage = {}, None
        if catalogue.assets:
            statement = self.insert(ASSETS)
            changed = {
                column.name: statement.excluded[column.name]
                for column in ASSETS.columns
                if column.name not in {"id", "key"}
            }
            written = statement.on_conflict_do_update(index_elements=["key"], set_=changed)
            for at in range(0, len(catalogue.assets), AT_ONCE):
                some = catalogue.assets[at : at + AT_ONCE]
                await self.connection.execute(written, [_values(asset) for asset in some])
        ids = await self.ids_by_key()
        gone, edges = await asyncio.to_thread(_differences, catalogue, ids)
        for at in range(0, len(gone), AT_ONCE):
            keys = gone[at : at + AT_ONCE]
            missing = update(ASSETS).where(ASSETS.c.key.in_(keys), ASSETS.c.gone.is_(False))
            await self.connection.execute(missing.values(gone=True))
        await self.connection.execute(delete(EDGES))
        for at in range(0, len(edges), AT_ONCE):
            await self.connection.execute(insert(EDGES), edges[at : at + AT_ONCE])

    async def _pages(self) -> AsyncIterator[Sequence[Any]]:
        """What `KEYS` reads of all assets; in between others come to run."""
        after = 0
        while True:
            page = await self.all(KEYS, {"after": after})
            yield page
            if len(page) < PAGE:
                return
            after = page[-1].id


def _differences(
    catalogue: Catalogue, ids: Mapping[str, int]
) -> tuple[list[str], list[dict[str, int]]]:
    """The keys that the catalogue leaves out, and its edges; in a thread, for of many thousands
    this takes longer than others should wait."""
    gone = sorted(ids.keys() - {asset.key for asset in catalogue.assets})
    pairs = {
        (ids[upstream], ids[downstream])
        for upstream, downstream in catalogue.edges
        if upstream in ids and downstream in ids
    }
    return gone, [{"upstream": one, "downstream": other} for one, other in sorted(pairs)]


def _values(asset: Asset) -> dict[str, Any]:
    return {**rows.values(asset, "id"), "search": _search(asset), "gone": False}


def _search(asset: Asset) -> str:
    return f"{asset.name} | {asset.description} | {asset.domain}".lower()[:2000]


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
