-- Refunds are booked on the day of the order, so that no day can fall below zero.
select day, revenue from {{ ref('revenue_daily') }} where revenue < 0
