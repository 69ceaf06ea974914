select
    activity.customer_id, activity.country, activity.registered_on, activity.plan, activity.since,
    activity.left_on, activity.last_seen_on,
    count(orders.order_id) as orders, coalesce(sum(orders.paid_amount), 0) as lifetime_value
from {{ ref('int_customer_activity') }} as activity
left join {{ ref('orders') }} as orders using (customer_id)
group by all
