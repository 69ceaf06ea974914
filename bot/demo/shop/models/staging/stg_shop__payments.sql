select payment_id, order_id, method, amount::decimal(12, 2) as amount, paid_at
from {{ source('shop_raw', 'payments') }}
