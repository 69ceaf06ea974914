select
    orders.order_id, orders.session_id, orders.customer_id, orders.status, orders.amount,
    orders.ordered_at, orders.order_day,
    coalesce(sum(payments.amount), 0)::decimal(12, 2) as paid_amount
from {{ ref('stg_shop__orders') }} as orders
left join {{ ref('stg_shop__payments') }} as payments using (order_id)
group by all
