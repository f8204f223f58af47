-- Most common combinations of values, and of expressions, as this role may see them.
select 'statistics ' || statistics_schemaname || '.' || statistics_name, most_common_vals::text
from pg_catalog.pg_stats_ext where most_common_vals is not null
union all
select 'statistics ' || statistics_schemaname || '.' || statistics_name,
  concat_ws(' ', most_common_vals::text, histogram_bounds::text, most_common_elems::text)
from pg_catalog.pg_stats_ext_exprs
