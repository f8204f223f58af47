-- The expressions of row security policies.
select 'policy ' || p.polname || ' on ' || p.polrelid::regclass::text,
  concat_ws(' ', pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)),
  array['create policy'], array[p.polname, c.relname]
from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid
