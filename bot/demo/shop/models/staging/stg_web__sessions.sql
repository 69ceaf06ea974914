select session_id, customer_id, channel, checked_out, started_at, started_at::date as session_day
from {{ source('web', 'sessions') }}
