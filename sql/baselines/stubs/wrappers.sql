-- wrappers: foreign data wrappers for outside services. postgres_fdw's handler stands in for each, with a validator
-- that takes any option: what matters is that a server's options, API keys included, rest in the catalog.

do $wrappers$
declare
  service text;
begin
  if not exists (select from pg_available_extensions where name = 'postgres_fdw') then
    raise notice 'no foreign data wrapper on this server: wrappers are left out';
    return;
  end if;
  foreach service in array array[
    'airtable', 'auth0', 'big_query', 'click_house', 'cognito', 'firebase', 'iceberg', 'logflare', 'mssql', 'redis',
    's3', 's3_vectors', 'stripe', 'wasm'
  ] loop
    execute format(
      'create function %I() returns fdw_handler language c strict as %L, ''postgres_fdw_handler''',
      service || '_fdw_handler', '$libdir/postgres_fdw');
    execute format(
      -- PL/pgSQL, because a void function in SQL returns null, which the server takes for a failed validation.
      'create function %I(options text[], catalog oid) returns void language plpgsql as ''begin end''',
      service || '_fdw_validator');
  end loop;
end
$wrappers$;
