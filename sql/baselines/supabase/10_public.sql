-- The database and its schema public. Which default privileges hold there is a setting: see privileges/.

do $database$
begin
  execute format('alter database %I owner to postgres', current_database());
  execute format('grant all on database %I to postgres, dashboard_user', current_database());
end
$database$;

-- On Supabase public belongs to pg_database_owner. Named here instead, so that a database copied from this one by
-- another role keeps the same owner: CREATE DATABASE … TEMPLATE copies neither the owner nor the database's grants.
alter schema public owner to postgres;
grant usage on schema public to anon, authenticated, service_role;
