-- pg_cron: scheduled SQL. Nothing runs; the command, with whatever literal it holds, rests in cron.job.

create schema cron;

create table cron.job (
  jobid bigserial primary key,
  schedule text not null,
  command text not null,
  nodename text not null default 'localhost',
  nodeport integer not null default 5432,
  database text not null default current_database(),
  username text not null default current_user,
  active boolean not null default true,
  jobname text,
  unique (jobname, username)
);

create table cron.job_run_details (
  jobid bigint,
  runid bigserial primary key,
  job_pid integer,
  database text,
  username text,
  command text,
  status text,
  return_message text,
  start_time timestamptz,
  end_time timestamptz
);

alter table cron.job enable row level security;
alter table cron.job_run_details enable row level security;
create policy cron_job_policy on cron.job using (username = current_user);
create policy cron_job_run_details_policy on cron.job_run_details using (username = current_user);

-- The extension writes its tables from C, for roles that may not. Definer rights do that here, and the caller's name
-- comes from the wrappers, which run as the caller.
create function cron._upsert_job(job_name text, schedule text, command text, database text, username text, active bool)
returns bigint
language sql security definer set search_path = ''
as $$
  insert into cron.job (jobname, schedule, command, database, username, active)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (jobname, username) do update
    set schedule = excluded.schedule, command = excluded.command, database = excluded.database,
      active = excluded.active
  returning jobid
$$;

create function cron.schedule(job_name text, schedule text, command text) returns bigint
language sql
return cron._upsert_job(job_name, schedule, command, current_database(), current_user, true);

create function cron.schedule(schedule text, command text) returns bigint
language sql
return cron._upsert_job(null, schedule, command, current_database(), current_user, true);

create function cron.schedule_in_database(
  job_name text, schedule text, command text, database text, username text default null, active boolean default true
) returns bigint
language sql
return cron._upsert_job(job_name, schedule, command, database, coalesce(username, current_user), active);

-- Raises on an unknown job, as the extension does: migrations catch it.
create function cron.unschedule(job_name text) returns boolean
language plpgsql security definer set search_path = ''
as $$
begin
  delete from cron.job where jobname = job_name;
  if not found then
    raise exception 'could not find valid entry for job ''%''', job_name;
  end if;
  return true;
end
$$;

create function cron.unschedule(job_id bigint) returns boolean
language plpgsql security definer set search_path = ''
as $$
begin
  delete from cron.job where jobid = job_id;
  if not found then
    raise exception 'could not find valid entry for job ''%''', job_id;
  end if;
  return true;
end
$$;

create function cron.alter_job(
  job_id bigint, schedule text default null, command text default null, database text default null,
  username text default null, active boolean default null
) returns void
language sql security definer set search_path = ''
as $$
  update cron.job
  set schedule = coalesce($2, job.schedule), command = coalesce($3, job.command),
    database = coalesce($4, job.database), username = coalesce($5, job.username), active = coalesce($6, job.active)
  where jobid = $1
$$;

grant select on cron.job to public;
grant select, delete on cron.job_run_details to public;

do $supabase_grants$
begin
  if to_regrole('postgres') is not null then
    grant usage on schema cron to postgres with grant option;
    grant select on cron.job to postgres with grant option;
    grant all on cron.job_run_details to postgres with grant option;
    grant all on all sequences in schema cron to postgres with grant option;
    grant execute on all functions in schema cron to postgres with grant option;
  end if;
end
$supabase_grants$;
