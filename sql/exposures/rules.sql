-- Rewrite rules other than those of views.
select 'rule ' || rulename || ' on ' || ev_class::regclass::text, pg_catalog.pg_get_ruledef(oid)
from pg_catalog.pg_rewrite where rulename <> '_RETURN' and oid >= 16384
