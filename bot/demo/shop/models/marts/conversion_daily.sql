select checkouts.day, checkouts.sessions, count(orders.order_id) as orders,
    count(orders.order_id) / checkouts.sessions as conversion
from {{ ref('int_checkouts_daily') }} as checkouts
left join {{ ref('orders') }} as orders on orders.order_day = checkouts.day
group by checkouts.day, checkouts.sessions
