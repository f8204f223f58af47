-- default_privileges = "legacy": what every older project has, and a new one whose auto_expose_new_tables is true.
-- Whatever is created in public is open to the API roles; row security and explicit revokes are all that closes it.

alter default privileges for role postgres in schema public
  grant all on tables to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on sequences to anon, authenticated, service_role;
-- A function is executable through two grants: this one and PostgreSQL's own EXECUTE for PUBLIC. Revoking only one
-- of them leaves it open.
alter default privileges for role postgres in schema public
  grant all on functions to anon, authenticated, service_role;

alter default privileges for role supabase_admin in schema public
  grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public
  grant all on sequences to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public
  grant all on functions to postgres, anon, authenticated, service_role;
