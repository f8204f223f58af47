-- Schema realtime and the publication that Realtime streams from. A table in supabase_realtime is sent row by row to
-- subscribers whom its policies let read it; a message is kept in realtime.messages and closed by policies there.

create schema realtime authorization supabase_realtime_admin;
create schema _realtime authorization supabase_realtime_admin;
grant usage on schema realtime to anon, authenticated, service_role;
grant all on schema realtime to postgres with grant option;

set role supabase_realtime_admin;

create table realtime.messages (
  topic text not null,
  extension text not null,
  payload jsonb,
  event text,
  private boolean default false,
  updated_at timestamp not null default now(),
  inserted_at timestamp not null default now(),
  id uuid not null default gen_random_uuid(),
  primary key (id, inserted_at)
) partition by range (inserted_at);
-- The Realtime server makes a partition a day. Here one takes every message.
create table realtime.messages_default partition of realtime.messages default;

create table realtime.schema_migrations (
  version bigint primary key,
  inserted_at timestamp
);

create table realtime.subscription (
  id bigint generated always as identity primary key,
  subscription_id uuid not null,
  entity regclass not null,
  claims jsonb not null,
  created_at timestamp not null default timezone('utc', now())
);

create function realtime.topic() returns text
language sql stable
as $$
  select nullif(current_setting('realtime.topic', true), '')::text
$$;

create function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void
language plpgsql
as $$
begin
  insert into realtime.messages (payload, event, topic, private, extension)
  values (payload, event, topic, private, 'broadcast');
exception
  -- A message that cannot be kept must not undo the write that caused it.
  when others then
    raise warning 'ErrorSendingBroadcastMessage: %', sqlerrm;
end
$$;

-- Called from triggers: sends the whole changed row, every column of it.
create function realtime.broadcast_changes(
  topic_name text, event_name text, operation text, table_name text, table_schema text,
  new record, old record, level text default 'ROW'
) returns void
language plpgsql
as $$
begin
  if level = 'STATEMENT' then
    raise exception 'function can only be triggered for each row, not for each statement';
  end if;
  perform realtime.send(
    jsonb_build_object(
      'old_record', coalesce(to_jsonb(old), '{}'),
      'record', coalesce(to_jsonb(new), '{}'),
      'operation', operation,
      'table', table_name,
      'schema', table_schema
    ),
    event_name,
    topic_name
  );
end
$$;

alter table realtime.messages enable row level security;
grant all on realtime.messages to postgres with grant option;
grant select, insert, update on realtime.messages to anon, authenticated, service_role;
grant select on realtime.schema_migrations, realtime.subscription to anon, authenticated, service_role;
grant all on realtime.subscription to postgres;

reset role;

create publication supabase_realtime;
alter publication supabase_realtime owner to postgres;
