select session_day as day, count(*) as sessions, count_if(checked_out) as checkouts
from {{ ref('stg_web__sessions') }}
group by session_day
