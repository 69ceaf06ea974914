select
    order_id, session_id, customer_id, status,
    amount::decimal(12, 2) as amount, ordered_at, ordered_at::date as order_day, loaded_at
from {{ source('shop_raw', 'orders') }}
