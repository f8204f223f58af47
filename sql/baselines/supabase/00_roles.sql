-- The roles of a Supabase cluster. Roles belong to the cluster, not to the database: another database of the
-- same cluster may have run this file already, so every statement here can be repeated.

-- Attributes as on a hosted project. `postgres` is not a superuser there: it owns what migrations make and passes
-- row security (BYPASSRLS), which is why a view or definer function of its own opens every table it reads.
do $roles$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('supabase_admin',             'superuser login createdb createrole replication bypassrls'),
      ('postgres',                   'login createdb createrole replication bypassrls'),
      ('anon',                       'nologin inherit'),
      ('authenticated',              'nologin inherit'),
      ('service_role',               'nologin inherit bypassrls'),
      -- NOINHERIT: PostgREST's login holds no privilege but that of the role it switches to.
      ('authenticator',              'login noinherit'),
      ('supabase_auth_admin',        'login noinherit createrole'),
      ('supabase_storage_admin',     'login noinherit createrole'),
      ('supabase_functions_admin',   'login noinherit createrole'),
      ('supabase_realtime_admin',    'nologin noinherit'),
      ('supabase_replication_admin', 'login replication'),
      ('supabase_etl_admin',         'login replication'),
      ('supabase_read_only_user',    'login bypassrls'),
      ('dashboard_user',             'nologin createdb createrole replication'),
      ('pgbouncer',                  'login'),
      -- Left from the days when vault stood on pgsodium; older migrations still grant to them.
      ('pgsodium_keyiduser',         'nologin'),
      ('pgsodium_keyholder',         'nologin'),
      ('pgsodium_keymaker',          'nologin')
    ) as role (name, attributes)
  loop
    if not exists (select from pg_roles where rolname = wanted.name) then
      execute format('create role %I %s', wanted.name, wanted.attributes);
    end if;
  end loop;
end
$roles$;

-- The three roles that a request may take.
grant anon, authenticated, service_role to authenticator;

-- From 16 on CREATEROLE alone no longer allows granting a role: migrations that make a custom JWT role and grant it
-- the API roles need the admin option.
grant anon, authenticated, service_role to postgres with admin option;
grant authenticator, dashboard_user to postgres with admin option;
grant pgsodium_keyiduser, pgsodium_keyholder, pgsodium_keymaker to postgres with admin option;
grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres with admin option;
grant pg_read_all_data to supabase_read_only_user;

-- On Supabase the supautils library lets `postgres` make policies on storage.objects and realtime.messages and drop
-- triggers on auth.users without owning them. A plain server has no such exception: membership stands in for it.
grant supabase_auth_admin, supabase_storage_admin, supabase_realtime_admin, supabase_functions_admin to postgres;

alter role postgres set search_path to "$user", public, extensions;
alter role supabase_admin set search_path to "$user", public, auth, extensions;
alter role supabase_auth_admin set search_path to auth;
alter role supabase_storage_admin set search_path to storage;

-- PostgREST reads the settings of the role it switches to and applies them in each transaction; the server itself
-- applies a role's settings at login only, hence the authenticator's own.
alter role anon set statement_timeout to '3s';
alter role authenticated set statement_timeout to '8s';
alter role authenticator set statement_timeout to '8s';
alter role authenticator set lock_timeout to '8s';

-- Settings that migrations change although they do not run as a superuser: supautils allows them by name.
grant set on parameter session_replication_role to postgres;
grant set on parameter
  "pgrst.db_aggregates_enabled", "pgrst.db_extra_search_path", "pgrst.db_max_rows", "pgrst.db_plan_enabled",
  "pgrst.db_pre_request", "pgrst.db_schemas", "pgrst.jwt_secret", "pgrst.openapi_mode"
  to postgres;
