-- The roles of PostgREST's own tutorial and nothing else: a login that switches, a role for requests without a token
-- and one for requests with it. Cluster-wide, so every statement can be repeated in another database.

do $roles$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('anon',          'nologin'),
      ('authenticated', 'nologin'),
      ('authenticator', 'login noinherit')
    ) as role (name, attributes)
  loop
    if not exists (select from pg_roles where rolname = wanted.name) then
      execute format('create role %I %s', wanted.name, wanted.attributes);
    end if;
  end loop;
end
$roles$;

grant anon, authenticated to authenticator;
grant usage on schema public to anon, authenticated;
