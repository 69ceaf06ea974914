select
    calendar.day,
    count(orders.order_id) as orders,
    sum(orders.paid_amount)::decimal(14, 2) as revenue
from {{ ref('int_calendar') }} as calendar
left join {{ ref('orders') }} as orders
    on orders.order_day = calendar.day and orders.status <> 'returned'
group by calendar.day
