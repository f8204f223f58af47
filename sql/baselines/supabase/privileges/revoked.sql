-- default_privileges = "revoked": a new project whose auto_expose_new_tables is false or unset. The API roles get
-- nothing they can use on what `postgres` creates in public until a migration grants it. Three things stay as they
-- were, and surprise people: PostgreSQL's own EXECUTE for PUBLIC on every function, the rest of the table privileges
-- (TRUNCATE, REFERENCES, TRIGGER), and everything that supabase_admin creates.

alter default privileges for role postgres in schema public
  grant all on tables to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  revoke select, insert, update, delete on tables from anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on sequences to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  revoke usage, select on sequences from anon, authenticated, service_role;

alter default privileges for role supabase_admin in schema public
  grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public
  grant all on sequences to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public
  grant all on functions to postgres, anon, authenticated, service_role;
