-- pgmq: message queues kept in tables, one pgmq.q_<name> and one archive pgmq.a_<name> a queue. Sending, reading and
-- archiving work, because a message that holds a token stays in those tables until somebody deletes it.

create schema pgmq;

create table pgmq.meta (
  queue_name varchar not null unique,
  is_partitioned boolean not null default false,
  is_unlogged boolean not null default false,
  created_at timestamptz not null default now()
);

create type pgmq.message_record as (
  msg_id bigint, read_ct integer, enqueued_at timestamptz, vt timestamptz, message jsonb
);
create type pgmq.queue_record as (
  queue_name varchar, is_partitioned boolean, is_unlogged boolean, created_at timestamptz
);

create function pgmq.create(queue_name text) returns void
language plpgsql
as $$
begin
  execute format(
    'create table if not exists pgmq.%I (
      msg_id bigint primary key generated always as identity, read_ct integer not null default 0,
      enqueued_at timestamptz not null default now(), vt timestamptz not null, message jsonb
    )', 'q_' || lower(queue_name));
  execute format(
    'create table if not exists pgmq.%I (
      msg_id bigint primary key, read_ct integer not null default 0, enqueued_at timestamptz not null default now(),
      archived_at timestamptz not null default now(), vt timestamptz not null, message jsonb
    )', 'a_' || lower(queue_name));
  insert into pgmq.meta values ($1) on conflict do nothing;
end
$$;

create function pgmq.create_unlogged(queue_name text) returns void
language sql
as $$ select pgmq.create(queue_name) $$;

create function pgmq.send(queue_name text, msg jsonb, delay integer default 0) returns setof bigint
language plpgsql
as $$
begin
  return query execute format(
    'insert into pgmq.%I (vt, message) values (clock_timestamp() + make_interval(secs => $1), $2) returning msg_id',
    'q_' || lower(queue_name)) using delay, msg;
end
$$;

create function pgmq.send_batch(queue_name text, msgs jsonb[], delay integer default 0) returns setof bigint
language sql
as $$ select pgmq.send(queue_name, msg, delay) from unnest(msgs) as msg $$;

create function pgmq.read(queue_name text, vt integer, qty integer) returns setof pgmq.message_record
language plpgsql
as $$
begin
  return query execute format(
    'update pgmq.%1$I as message
    set vt = clock_timestamp() + make_interval(secs => $1), read_ct = read_ct + 1
    where msg_id in (
      select msg_id from pgmq.%1$I where vt <= clock_timestamp() order by msg_id limit $2 for update skip locked
    )
    returning msg_id, read_ct, enqueued_at, vt, message.message', 'q_' || lower(queue_name)) using vt, qty;
end
$$;

create function pgmq.read_with_poll(
  queue_name text, vt integer, qty integer, max_poll_seconds integer default 5, poll_interval_ms integer default 100
) returns setof pgmq.message_record
language sql
as $$ select * from pgmq.read(queue_name, vt, qty) $$;

create function pgmq.pop(queue_name text) returns setof pgmq.message_record
language plpgsql
as $$
begin
  return query execute format(
    'delete from pgmq.%1$I as message
    where msg_id = (select msg_id from pgmq.%1$I where vt <= clock_timestamp() order by msg_id limit 1)
    returning msg_id, read_ct, enqueued_at, vt, message.message', 'q_' || lower(queue_name));
end
$$;

create function pgmq.delete(queue_name text, msg_ids bigint[]) returns setof bigint
language plpgsql
as $$
begin
  return query execute format(
    'delete from pgmq.%I where msg_id = any ($1) returning msg_id', 'q_' || lower(queue_name)) using msg_ids;
end
$$;

create function pgmq.delete(queue_name text, msg_id bigint) returns boolean
language sql
as $$ select exists (select from pgmq.delete(queue_name, array[msg_id])) $$;

create function pgmq.archive(queue_name text, msg_ids bigint[]) returns setof bigint
language plpgsql
as $$
begin
  return query execute format(
    'with archived as (delete from pgmq.%I where msg_id = any ($1) returning msg_id, read_ct, enqueued_at, vt, message)
    insert into pgmq.%I (msg_id, read_ct, enqueued_at, vt, message) select * from archived returning msg_id',
    'q_' || lower(queue_name), 'a_' || lower(queue_name)) using msg_ids;
end
$$;

create function pgmq.archive(queue_name text, msg_id bigint) returns boolean
language sql
as $$ select exists (select from pgmq.archive(queue_name, array[msg_id])) $$;

create function pgmq.set_vt(queue_name text, msg_id bigint, vt integer) returns setof pgmq.message_record
language plpgsql
as $$
begin
  return query execute format(
    'update pgmq.%I as message set vt = clock_timestamp() + make_interval(secs => $1) where msg_id = $2
    returning msg_id, read_ct, enqueued_at, vt, message.message', 'q_' || lower(queue_name)) using vt, msg_id;
end
$$;

create function pgmq.purge_queue(queue_name text) returns bigint
language plpgsql
as $$
declare
  purged bigint;
begin
  execute format('delete from pgmq.%I', 'q_' || lower(queue_name));
  get diagnostics purged = row_count;
  return purged;
end
$$;

create function pgmq.drop_queue(queue_name text) returns boolean
language plpgsql
as $$
begin
  execute format('drop table if exists pgmq.%I, pgmq.%I', 'q_' || lower(queue_name), 'a_' || lower(queue_name));
  delete from pgmq.meta where meta.queue_name = $1;
  return found;
end
$$;

create function pgmq.list_queues() returns setof pgmq.queue_record
language sql
as $$ select queue_name, is_partitioned, is_unlogged, created_at from pgmq.meta $$;

create function pgmq.metrics(queue_name text) returns table (
  queue_name text, queue_length bigint, newest_msg_age_sec integer, oldest_msg_age_sec integer,
  total_messages bigint, scrape_time timestamptz
)
language sql
as $$ select queue_name, 0::bigint, null::integer, null::integer, 0::bigint, now() $$;

do $supabase_grants$
begin
  if to_regrole('postgres') is not null then
    alter schema pgmq owner to postgres;
    grant all on all tables in schema pgmq to postgres with grant option;
    grant all on all routines in schema pgmq to postgres with grant option;
  end if;
end
$supabase_grants$;
