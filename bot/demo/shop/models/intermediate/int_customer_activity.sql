select
    customers.customer_id, customers.country, customers.registered_on, accounts.plan,
    accounts.since, accounts.left_on, max(sessions.session_day) as last_seen_on
from {{ ref('stg_shop__customers') }} as customers
left join {{ ref('stg_crm__accounts') }} as accounts using (customer_id)
left join {{ ref('stg_web__sessions') }} as sessions using (customer_id)
group by all
