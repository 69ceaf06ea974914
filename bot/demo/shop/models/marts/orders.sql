select
    order_id::bigint as order_id, customer_id::bigint as customer_id, session_id::bigint as session_id,
    order_day, status, amount, paid_amount
from {{ ref('int_orders_paid') }}
