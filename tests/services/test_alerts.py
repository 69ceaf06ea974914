"""Runs taken in: once, in any order, healing by themselves, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bot.demo import shop_files
from bot.demo.shop_files import BROKEN, HEALED
from bot.domain.alert import Alert, AlertState, Signal
from bot.domain.asset import FailureMode
from bot.domain.errors import InvalidInput, NothingToChange
from bot.domain.severity import Severity
from bot.domain.status import Status
from bot.services import alert_answers, alert_messages, alerts, assets, declaring
from bot.services.alerts import Intake
from bot.services.declaring import Declaration
from handlers.alerts.dbt import dbt
from handlers.alerts.keeping import keep
from storage import Database, Transaction
from tests.conftest import MovingClock

NINE = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)


def a_signal(check: str = "enough_rows", *, run: int = 1, **more: Any) -> Signal:
    values: dict[str, Any] = {
        "source": "dbt",
        "key": f"run-{run}:{check}",
        "run": f"run-{run}",
        "asset": "model.shop.orders",
        "check": check,
        "failing": True,
        "failure_mode": FailureMode.VOLUME,
        "at": NINE - timedelta(hours=5 - run),
        "title": f"{check} fails",
    }
    return Signal(**{**values, **more})


async def take(db: Database, *signals: Signal) -> Intake:
    async with db.transaction() as tx:
        return await alerts.take_in(tx, signals, now=tx.now)


async def take_shop(db: Database, now: datetime, run: str = BROKEN) -> Intake:
    kept = await keep(db, dbt.read(shop_files.artifacts(now, run=run)), now=now)
    return kept.intake


async def all_alerts(tx: Transaction) -> list[Alert]:
    return sorted(
        await tx.alerts.list_of_assets(list((await tx.assets.ids_by_key()).values())),
        key=lambda alert: alert.id,
    )


async def slots(db: Database) -> set[str]:
    async with db.reading() as tx:
        return {one.slot for one in await tx.outbox.list_all() if one.kind == "alert"}


async def declare(db: Database, *chosen: int) -> int:
    said = Declaration(title="Revenue is missing", severity=Severity.SEV2, alerts=chosen)
    async with db.transaction() as tx:
        incident, _ = await declaring.declare(tx, said, by="UANA", key="one", now=tx.now)
    return incident.id


async def test_the_shops_broken_run_becomes_three_alerts_with_a_message_each(
    db: Database, clock: MovingClock
) -> None:
    intake = await take_shop(db, clock())

    assert intake == Intake(new=3)
    async with db.reading() as tx:
        kept = await all_alerts(tx)
        names = {one.id: one.name for one in await tx.assets.list_by_id(x.asset for x in kept)}
    assert {(names[one.asset], one.failure_mode) for one in kept} == {
        ("shop_raw.orders", FailureMode.FRESHNESS),
        ("mart.orders", FailureMode.VOLUME),
        ("mart.revenue_daily", FailureMode.QUALITY),
    }
    assert len(await slots(db)) == 3


async def test_the_same_run_again_changes_nothing(db: Database, clock: MovingClock) -> None:
    began = clock()
    await take_shop(db, began)
    async with db.reading() as tx:
        before, waiting = await all_alerts(tx), await tx.outbox.count()

    clock.advance(hours=1)
    again = await take_shop(db, began)

    assert again == Intake(repeated=3)
    async with db.reading() as tx:
        assert await all_alerts(tx) == before
        assert await tx.outbox.count() == waiting


async def test_the_healed_run_heals_and_says_when(db: Database, clock: MovingClock) -> None:
    await take_shop(db, clock())

    later = clock.advance(minutes=35)
    intake = await take_shop(db, later, HEALED)

    assert intake == Intake(healed=3)
    async with db.reading() as tx:
        kept = await all_alerts(tx)
    assert {one.state for one in kept} == {AlertState.HEALED}
    assert all(one.ended_at and one.ended_at <= later for one in kept)


async def test_a_pass_of_an_earlier_run_that_comes_late_heals_nothing(
    db: Database, clock: MovingClock
) -> None:
    await take(db, a_signal(run=2))

    intake = await take(db, a_signal(run=1, failing=False))

    assert intake == Intake()


async def test_a_check_that_goes_on_failing_is_one_alert_with_its_present_numbers(
    db: Database,
) -> None:
    await take(db, a_signal(run=1, failures=3))

    intake = await take(db, a_signal(run=2, failures=9, title="9 rows"))

    assert intake == Intake(still=1)
    async with db.reading() as tx:
        (alert,) = await all_alerts(tx)
    assert (alert.runs, alert.failures, alert.title) == (2, 9, "9 rows")
    assert alert.run == "run-1"
    assert await slots(db) == {f"alert:run-1:{alert.asset}"}


async def test_an_asset_nobody_has_named_is_kept_under_its_key(db: Database) -> None:
    intake = await take(db, a_signal(asset="source.other.raw.orders"))

    assert intake == Intake(new=1, unknown=("source.other.raw.orders",))
    async with db.reading() as tx:
        found = await tx.assets.find("source.other.raw.orders")
    assert found is not None
    assert (found.name, found.kind) == ("source.other.raw.orders", "source")


async def test_a_later_catalogue_names_it_and_its_alert_stays(
    db: Database, clock: MovingClock
) -> None:
    await take(db, a_signal())

    async with db.transaction() as tx:
        await assets.load(tx, shop_files.catalogue(), clock())

    async with db.reading() as tx:
        (alert,) = await all_alerts(tx)
        assert (await tx.assets.get(alert.asset)).name == "mart.orders"


async def test_hostile_and_endless_titles_are_kept_clean_and_cut(db: Database) -> None:
    await take(db, a_signal(title="<!channel> \x00 \ud800 " + "x" * 9000, detail="\x00" * 9))

    async with db.reading() as tx:
        (alert,) = await all_alerts(tx)
    assert alert.title.startswith("<!channel>")
    assert len(alert.title) == 300
    assert "\x00" not in alert.title + alert.detail


async def test_ranges_that_a_source_names_are_kept(db: Database) -> None:
    await take(db, a_signal(ranges=(("2026-02-01", "2026-02-03"),)))

    async with db.reading() as tx:
        (alert,) = await all_alerts(tx)
    assert alert.ranges == (("2026-02-01", "2026-02-03"),)


async def test_a_healed_check_suggests_and_never_resolves(db: Database) -> None:
    await take(db, a_signal("a"), a_signal("b"))
    number = await declare(db, 1, 2)

    await take(db, a_signal("a", run=2, failing=False), a_signal("b", run=2, failing=False))

    async with db.reading() as tx:
        incident = await tx.incidents.get(number)
        entries = await tx.timeline.list_all(number, kinds=["alert_healed"])
        told = [one for one in await tx.outbox.list_all(number) if one.kind == "alert_healed"]
    assert incident.status.is_open
    assert [(one.facts["passing"], one.facts["of"]) for one in entries] == [(2, 2), (2, 2)]
    assert len(told) == 1


async def test_declaring_from_alerts_puts_them_on_the_timeline_when_they_began(
    db: Database,
) -> None:
    await take(db, a_signal("a"))

    number = await declare(db, 1)

    async with db.reading() as tx:
        (entry,) = await tx.timeline.list_all(number, kinds=["alert_linked"])
    assert entry.at == a_signal("a").at


async def test_a_failure_after_the_incidents_end_is_a_new_alert(db: Database) -> None:
    await take(db, a_signal())
    number = await declare(db, 1)
    async with db.transaction() as tx:
        incident = await tx.incidents.get(number)
        await tx.incidents.save(replace(incident, status=Status.RESOLVED))

    intake = await take(db, a_signal(run=2))

    assert intake == Intake(new=1)
    async with db.reading() as tx:
        old, new = await all_alerts(tx)
    assert (old.is_over, new.incident) == (True, None)


async def test_a_dismissed_alert_is_quiet_until_it_heals(db: Database) -> None:
    await take(db, a_signal())
    async with db.transaction() as tx:
        await alert_answers.dismiss(tx, [1], by="UANA", reason="expected", now=tx.now)

    still = await take(db, a_signal(run=2))
    healed = await take(db, a_signal(run=3, failing=False))
    again = await take(db, a_signal(run=4))

    assert (still, healed, again) == (Intake(still=1), Intake(healed=1), Intake(new=1))


async def test_dismissing_needs_a_reason_and_happens_once(db: Database) -> None:
    await take(db, a_signal())
    async with db.transaction() as tx:
        with pytest.raises(InvalidInput, match="Say in a few words why"):
            await alert_answers.dismiss(tx, [1], by="UANA", reason=" \x00 ", now=tx.now)
        await alert_answers.dismiss(tx, [1], by="UANA", reason="expected", now=tx.now)

    async with db.transaction() as tx:
        with pytest.raises(NothingToChange, match="already said that it is no incident"):
            await alert_answers.dismiss(tx, [1], by="UBEN", reason="too", now=tx.now)


async def test_a_run_that_breaks_everything_is_a_few_messages_and_one_for_the_rest(
    db: Database,
) -> None:
    broken = [a_signal(f"c{one}", asset=f"model.shop.m{one:03}") for one in range(60)]

    await take(db, *broken)

    posted = await slots(db)
    assert len(posted) == 26
    assert "alert:run-1:0" in posted
    async with db.reading() as tx:
        crowd = await alert_messages.crowd(tx, "run-1")
    assert len(crowd.assets) == len(crowd.alerts) == 35


async def test_five_thousand_results_are_taken_in_with_few_statements(db: Database) -> None:
    many = [
        a_signal(f"c{one}", asset=f"model.shop.m{one % 900:03}", failing=one % 10 == 0)
        for one in range(5000)
    ]
    passing = [a_signal(one.check, run=2, asset=one.asset, failing=False) for one in many]
    asked: list[str] = []

    def note(_c: object, _k: object, words: str, *_: object) -> None:
        asked.append(words)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        intake = await take(db, *many)
        healed = await take(db, *passing)
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    assert (intake.new, healed.healed) == (500, 500)
    assert 2 < len(asked) < 200, len(asked)
