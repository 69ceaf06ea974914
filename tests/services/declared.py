"""DI-1, declared and commanded by Ana straight in the record, and what the record says of it."""

from bot.domain.asset import Asset, AssetKind, Catalogue
from bot.domain.incident import Incident
from bot.domain.person import Person
from bot.domain.severity import Severity
from bot.services import declaring, incidents
from bot.services.declaring import Declaration
from storage import Database, Transaction

ANA, BEN = "UANA", "UBEN"
ORDERS = Asset(key="orders", name="mart.orders", kind=AssetKind.MODEL)
REVENUE = Asset(key="revenue", name="Revenue", kind=AssetKind.DASHBOARD)
BOARD = Asset(key="board", name="Board pack", kind=AssetKind.DASHBOARD, url="https://bi.example/1")
COSTS = Asset(key="costs", name="mart.costs", kind=AssetKind.MODEL)
SHOP = Catalogue(
    assets=(ORDERS, REVENUE, BOARD, COSTS), edges=(("orders", "revenue"), ("orders", "board"))
)


async def declared(db: Database) -> Incident:
    """A SEV1 about mart.orders that Ana has declared and commands."""
    async with db.transaction() as tx:
        for name in ("ana", "ben"):
            person = Person(id=f"U{name.upper()}", name=name, real_name=name.title())
            await tx.people.save(person)
        await tx.assets.replace_all(SHOP)
        orders = (await tx.assets.ids_by_key())["orders"]
        said = Declaration(title="Revenue is missing", severity=Severity.SEV1, assets=[orders])
        made, _ = await declaring.declare(tx, said, by=ANA, key="k", now=tx.now)
        await incidents.take_command(tx, made, by=ANA, now=tx.now)
    return await kept(db)


async def another(tx: Transaction, severity: Severity, *, summary: str = "") -> Incident:
    """One more, about nothing that is known."""
    said = Declaration(title="Costs are odd", summary=summary, severity=severity)
    made, _ = await declaring.declare(tx, said, by=ANA, key="costs", now=tx.now)
    return made


async def kept(db: Database) -> Incident:
    async with db.reading() as tx:
        return await tx.incidents.get(1)


async def kinds(db: Database) -> list[str]:
    """What has happened, by name."""
    async with db.reading() as tx:
        return [one.kind for one in await tx.timeline.list_all(1)]


async def queued(db: Database, kind: str) -> list[str]:
    """To whom something of this kind goes."""
    async with db.reading() as tx:
        return [one.to for one in await tx.outbox.list_all(1) if one.kind == kind]


async def saved(db: Database, changed: Incident) -> Incident:
    async with db.transaction() as tx:
        await tx.incidents.save(changed)
    return changed
