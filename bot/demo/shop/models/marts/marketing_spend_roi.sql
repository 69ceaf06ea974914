select revenue.day, revenue.revenue, spend.spend, revenue.revenue / spend.spend as return_on_spend
from {{ ref('revenue_daily') }} as revenue
cross join (select sum(spend_per_day) as spend from {{ ref('marketing_spend') }}) as spend
