select
    plan, date_trunc('month', coalesce(left_on, current_date))::date as month,
    count(*) as accounts, count(left_on) as left_accounts,
    count(left_on) / count(*) as churn_rate
from {{ ref('customers') }}
where plan is not null
group by all
