-- Most common values and histograms, as this role may see them.
select 'statistics of ' || schemaname || '.' || tablename,
  concat_ws(' ', most_common_vals::text, histogram_bounds::text, most_common_elems::text)
from pg_catalog.pg_stats where schemaname not in ('pg_catalog', 'information_schema')
