select
    customers.plan, months.month, count(*) as accounts,
    count(*) filter (date_trunc('month', customers.left_on) = months.month) as left_accounts,
    left_accounts / count(*) as churn_rate
from (select distinct date_trunc('month', day)::date as month from {{ ref('int_calendar') }}) as months
join {{ ref('customers') }} as customers
    on customers.since < months.month + interval 1 month
    and coalesce(customers.left_on >= months.month, true)
where customers.plan is not null
group by all
