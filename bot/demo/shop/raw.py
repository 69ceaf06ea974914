"""Fills the shop's raw tables, `raw.py <database> broken|healed`: what the loaders left behind.

One story: the orders loader took in no new orders for the last three whole days (it only refreshed
old ones), and nine hours ago it stopped altogether. Visits and payments went on arriving. So the
source is stale, mart.orders has three empty days although the browser counted checkouts, and
mart.revenue_daily has three days without revenue. `healed` is the same shop after the repair.
"""

import sys
from datetime import UTC, datetime, timedelta

import duckdb

DAYS, VISITS_A_DAY, CUSTOMERS = 60, 120, 400
BAD_DAYS, SILENT_HOURS = 3, 9

# dice() instead of random(): the same shop on every machine, and in both runs.
TABLES = """
create temp macro dice(number, what, sides) as (hash(number, what) % sides)::integer;

create or replace table visits as
select
    i as session_id,
    1 + dice(i, 'customer', {customers}) as customer_id,
    ['search', 'social', 'mail', 'direct'][1 + dice(i, 'channel', 4)] as channel,
    dice(i, 'checkout', 100) < 22 as checked_out,
    timestamp '{first}' + to_seconds((i * 86400 // {visits})::bigint) as started_at
from range({days} * {visits} + {visits}) as t(i)
where started_at <= timestamp '{now}';

create schema if not exists web;
create or replace table web.sessions as
select *, timestamp '{now}' - interval 11 minute as loaded_at from visits;

create schema if not exists shop_raw;
create or replace table shop_raw.customers as
select
    i as customer_id, ['PT', 'FR', 'DE', 'SE', 'IE'][1 + dice(i, 'country', 5)] as country,
    timestamp '{first}' - to_days(dice(i, 'since', 700)) as registered_at,
    timestamp '{now}' - interval 3 hour as loaded_at
from range(1, {customers} + 1) as t(i);

create or replace table all_orders as
select
    100000 + session_id as order_id,
    case when dice(session_id, 'phone', 20) > 0 then session_id end as session_id,
    customer_id,
    ['paid', 'shipped', 'shipped', 'shipped', 'returned'][1 + dice(session_id, 'status', 5)]
        as status,
    (1500 + dice(session_id, 'amount', 14000))::decimal(12, 2) / 100 as amount,
    started_at as ordered_at
from visits where checked_out;

create or replace table shop_raw.orders as
select *, timestamp '{orders_loaded}' as loaded_at
from all_orders where ordered_at < timestamp '{orders_until}';

create or replace table shop_raw.payments as
select
    500000 + order_id as payment_id, order_id,
    ['card', 'card', 'wallet', 'invoice'][1 + dice(order_id, 'method', 4)] as method,
    amount, ordered_at + interval 2 minute as paid_at,
    timestamp '{now}' - interval 40 minute as loaded_at
from all_orders;

create schema if not exists crm;
create or replace table crm.accounts as
select
    9000 + i as account_id, i as customer_id,
    ['basic', 'plus', 'family'][1 + dice(i, 'plan', 3)] as plan,
    date '{first}' - dice(i, 'account', 300) as since,
    case when dice(i, 'left', 12) = 0
        then date '{first}' + dice(i, 'day', {days}) end as left_on,
    timestamp '{now}' - interval 5 hour as loaded_at
from range(1, {customers} + 1, 2) as t(i);

drop table visits;
drop table all_orders;
"""


def fill(database: str, *, healed: bool, now: datetime) -> None:
    today = now.replace(hour=0, minute=0, second=0)
    facts = {
        "now": now,
        "first": today - timedelta(days=DAYS),
        "orders_until": now if healed else today - timedelta(days=BAD_DAYS),
        "orders_loaded": now - (timedelta(minutes=12) if healed else timedelta(hours=SILENT_HOURS)),
    }
    text = {name: f"{at:%Y-%m-%d %H:%M:%S}" for name, at in facts.items()}
    with duckdb.connect(database) as connection:
        connection.execute(
            TABLES.format(days=DAYS, visits=VISITS_A_DAY, customers=CUSTOMERS, **text)
        )


if __name__ == "__main__":
    fill(sys.argv[1], healed=sys.argv[2] == "healed", now=datetime.now(UTC))
