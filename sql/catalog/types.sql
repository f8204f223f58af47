select t.oid, n.nspname, t.typname, t.typtype, pg_catalog.format_type(t.oid, null), t.typowner,
  case when t.typsubscript = 'pg_catalog.array_subscript_handler'::regproc then t.typelem else 0 end, t.typarray,
  t.typrelid, t.typbasetype, t.typtypmod, t.typnotnull, pg_catalog.pg_get_expr(t.typdefaultbin, 0), r.rngsubtype,
  t.typcategory, t.typacl
from pg_catalog.pg_type t
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
left join pg_catalog.pg_range r on r.rngtypid = t.oid
where n.nspname <> 'information_schema' and n.nspname !~ '^pg_(toast|temp)'
  and not (n.nspname = 'pg_catalog' and t.typtype = 'c')
order by n.nspname collate "C", t.typname collate "C"
