-- The expressions of row security policies.
select 'policy ' || polname || ' on ' || polrelid::regclass::text,
  concat_ws(' ', pg_catalog.pg_get_expr(polqual, polrelid), pg_catalog.pg_get_expr(polwithcheck, polrelid))
from pg_catalog.pg_policy
