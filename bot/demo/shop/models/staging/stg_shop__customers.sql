select customer_id, country, registered_at::date as registered_on
from {{ source('shop_raw', 'customers') }}
