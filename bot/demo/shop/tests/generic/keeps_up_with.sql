{# Days (today is not over and does not count) on which the model holds fewer rows than it should. #}
{% test keeps_up_with(model, day_column, expected, expected_rows, at_least=0.9) %}
select expected.day, expected.{{ expected_rows }} as expected_rows, count(actual.day) as actual_rows
from {{ expected }} as expected
left join (select {{ day_column }} as day from {{ model }}) as actual on actual.day = expected.day
where expected.day < current_date
group by expected.day, expected.{{ expected_rows }}
having count(actual.day) < {{ at_least }} * expected.{{ expected_rows }}
{% endtest %}
