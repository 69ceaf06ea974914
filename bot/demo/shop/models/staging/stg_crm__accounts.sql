select account_id, customer_id, plan, since, left_on
from {{ source('crm', 'accounts') }}
