-- Schemas graphql and graphql_public. The command line's config.toml exposes graphql_public, so POST /rpc/graphql is
-- a second door to the API. Without the pg_graphql extension that door answers what Supabase's placeholder answers.

set role supabase_admin;

create schema graphql;
create schema graphql_public;
grant usage on schema graphql, graphql_public to postgres, anon, authenticated, service_role;

create function graphql.resolve(
  query text, variables jsonb default '{}', "operationName" text default null, extensions jsonb default null
) returns jsonb
language sql stable
as $$
  select jsonb_build_object(
    'errors', jsonb_build_array(jsonb_build_object('message', 'pg_graphql extension is not enabled.'))
  )
$$;

-- Caller's rights, as the extension's own wrapper.
create function graphql_public.graphql(
  "operationName" text default null, query text default null, variables jsonb default null,
  extensions jsonb default null
) returns jsonb
language sql
as $$
  select graphql.resolve(
    query => query,
    variables => coalesce(variables, '{}'),
    "operationName" => "operationName",
    extensions => extensions
  )
$$;

-- Owned by postgres, so that a project may put its own resolver in its place.
alter schema graphql_public owner to postgres;
alter function graphql_public.graphql(text, text, jsonb, jsonb) owner to postgres;

reset role;
