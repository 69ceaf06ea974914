-- Every whole day, so that a day without orders is seen as a gap and not skipped.
select unnest(generate_series(
    (select min(session_day) from {{ ref('stg_web__sessions') }}),
    current_date - 1,
    interval 1 day
))::date as day
