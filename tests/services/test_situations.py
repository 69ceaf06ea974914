"""The present state of an incident: all that hangs on it, and nothing that hangs on another."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.action_item import ActionItem, ActionState
from bot.domain.alert import Alert, AlertState
from bot.domain.all_clear import AllClear
from bot.domain.asset import Asset, AssetKind, Catalogue, FailureMode
from bot.domain.bad_range import BadRange
from bot.domain.incident import Incident
from bot.domain.notice import Notice, Way
from bot.domain.postmortem import Postmortem
from bot.domain.promise import Promise, PromiseKind, PromiseState
from bot.domain.recurrence import Link
from bot.domain.severity import Severity
from bot.domain.situation import Situation
from bot.domain.status import Status
from bot.domain.subscription import Subscription
from bot.domain.update import StatusUpdate
from bot.services.situations import situation
from storage import Database, Transaction
from tests.conftest import MovingClock

ORDERS = Asset(key="orders", name="fct_orders", kind=AssetKind.MODEL)
REVENUE = Asset(key="revenue", name="Revenue", kind=AssetKind.DASHBOARD, tier=1)
ADS = Asset(key="ads", name="Ads", kind=AssetKind.DASHBOARD)
SHOP = Catalogue(assets=(ORDERS, REVENUE, ADS), edges=(("orders", "revenue"),))


async def declared(tx: Transaction, *assets: int) -> int:
    due = tx.now + timedelta(hours=1)
    told = Incident(
        title="Orders are late",
        severity=Severity.SEV2,
        declared_by="UANA",
        declared_at=tx.now,
        next_update_due=due,
        eta=due,
    )
    incident = await tx.incidents.add(told)
    await tx.incidents.link(incident.id, assets)
    await tx.incidents.add_responder(incident.id, "UANA", "reporter")
    return incident.id


async def hurts(tx: Transaction, incident: int, *, earlier: int, asset: int) -> None:
    """An alert, a bad range and an earlier incident."""
    claim = Alert(
        id=0,
        source="dbt",
        key="k",
        run="r",
        asset=asset,
        check="c",
        failure_mode=FailureMode.FRESHNESS,
        state=AlertState.FIRING,
        title="It is late",
        detail="",
        started_at=tx.now,
        incident=incident,
    )
    day = tx.now.date()
    bad = BadRange(incident=incident, asset=asset, asset_name="fct_orders", first=day, last=day)
    await tx.alerts.add_if_new_key(claim)
    await tx.ranges.add(bad)
    await tx.recurrences.add_if_absent(
        Link(incident=incident, earlier=earlier, days=30, because="the same check")
    )


async def is_told_of(tx: Transaction, incident: int, *, asset: int) -> None:
    """An update, an ETA that stands and a word that did not come; two who hear, one who does not."""
    told = StatusUpdate(
        incident=incident, number=1, status=Status.TRIAGE, words="We look", by="UANA", at=tx.now
    )
    await tx.updates.add(told)
    due = tx.now + timedelta(hours=1)
    eta = Promise(incident=incident, kind=PromiseKind.ETA, due=due, made_at=tx.now)
    tx.promises.add(eta)
    missed = replace(eta, kind=PromiseKind.NEXT_UPDATE, state=PromiseState.MISSED)
    tx.promises.add(missed)
    for wish in (
        Subscription(person="UANA", incident=incident),
        Subscription(person="UANA", asset=asset),
        Subscription(person="UBEN", asset=asset),
        Subscription(person="UCLEO", incident=incident, muted=True),
    ):
        await tx.subscriptions.save(wish)


async def is_learnt_from(tx: Transaction, incident: int) -> None:
    """A draft, two items that are open and one that is done."""
    item = ActionItem(incident=incident, text="Watch it", created_at=tx.now, created_by="UANA")
    for state in (ActionState.OPEN, ActionState.OPEN, ActionState.DONE):
        await tx.action_items.add(replace(item, state=state))
    await tx.postmortems.add_if_absent(Postmortem(incident=incident, drafted_at=tx.now))


async def cannot_be_told(db: Database, incident: int) -> None:
    async with db.transaction() as tx:
        await tx.outbox.add(Notice(way=Way.POST, kind="x", to="#gone", incident=incident))
    async with db.transaction() as tx:
        (claim,) = await tx.outbox.claim(lease=timedelta(seconds=10), limit=5)
        await tx.outbox.dead(claim, error="channel_not_found")


async def two(db: Database) -> tuple[int, int]:
    """An incident with one of everything, and one about nothing."""
    async with db.transaction() as tx:
        await tx.assets.replace_all(SHOP)
        ids = await tx.assets.ids_by_key()
        other = await declared(tx)
        incident = await declared(tx, ids["orders"])
        await hurts(tx, incident, earlier=other, asset=ids["orders"])
        await is_told_of(tx, incident, asset=ids["orders"])
        await is_learnt_from(tx, incident)
    await cannot_be_told(db, incident)
    return incident, other


async def seen(db: Database, incident: int) -> Situation:
    async with db.reading() as tx:
        return await situation(tx, incident)


async def test_all_that_hangs_on_an_incident_is_shown(db: Database) -> None:
    incident, other = await two(db)

    found = await seen(db, incident)

    assert [asset.key for asset in found.assets] == ["orders"]
    assert [asset.key for asset in found.hurt] == ["revenue"]
    assert [alert.key for alert in found.alerts] == ["k"]
    assert [bad.asset_name for bad in found.ranges] == ["fct_orders"]
    assert found.last_update is not None
    assert found.last_update.words == "We look"
    assert [link.earlier for link in found.earlier] == [other]
    assert (found.subscribers, found.open_actions, found.postmortem) == (2, 2, "draft")
    assert [letter.error for letter in found.undelivered] == ["channel_not_found"]
    assert (found.late, found.eta_passed) == (True, False)


async def test_nothing_hangs_on_an_incident_about_nothing(db: Database) -> None:
    _, other = await two(db)

    found = await seen(db, other)

    assert found.responders == [("UANA", "reporter")]
    shown = (found.assets, found.hurt, found.alerts, found.ranges, found.earlier)
    assert not any((*shown, found.undelivered, found.last_update, found.origin))
    assert (found.subscribers, found.open_actions, found.postmortem) == (0, 0, "")
    assert (found.late, found.eta_passed) == (True, True)


async def test_what_a_partial_all_clear_made_safe_does_not_hurt_any_more(
    db: Database, clock: MovingClock
) -> None:
    incident, _ = await two(db)
    async with db.transaction() as tx:
        orders = await tx.incidents.list_assets(incident)
        await tx.incidents.link(incident, [(await tx.assets.ids_by_key())["ads"]])
        clear = AllClear(
            incident=incident,
            assets=tuple(orders),
            whole=False,
            safe_at=clock(),
            given_at=clock(),
            by="UANA",
        )
        await tx.ranges.add_all_clear(clear)

    found = await seen(db, incident)

    assert [asset.key for asset in found.hurt] == ["ads"]
    assert [asset.key for asset in found.safe_already] == ["revenue"]


async def test_a_catalogue_that_comes_in_between_is_seen_in_the_same_transaction(
    db: Database,
) -> None:
    async with db.transaction() as tx:
        await tx.assets.replace_all(SHOP)
        orders = (await tx.assets.ids_by_key())["orders"]
        before = await tx.assets.get(orders), (await tx.assets.lineage()).downstream([orders])
        await tx.assets.replace_all(Catalogue(assets=(replace(ORDERS, tier=2), REVENUE, ADS)))
        after = await tx.assets.get(orders), (await tx.assets.lineage()).downstream([orders])

    assert (before[0].tier, len(before[1])) == (None, 1)
    assert (after[0].tier, len(after[1])) == (2, 0)
