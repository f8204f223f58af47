-- What rows older than a column hold in it: ALTER TABLE … ADD COLUMN … DEFAULT leaves it, whatever becomes of the default.
select 'first default of ' || attrelid::regclass::text || '.' || attname, attmissingval::text
from pg_catalog.pg_attribute where atthasmissing and attrelid >= 16384
