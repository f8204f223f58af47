-- timescaledb: hypertables stay plain tables; policies on them do nothing.

create function create_hypertable(
  relation regclass, time_column_name name, partitioning_column name default null,
  number_partitions integer default null, chunk_time_interval anyelement default null::bigint, if_not_exists boolean default false,
  migrate_data boolean default false
) returns void
language sql
as 'select';

create function add_retention_policy(relation regclass, drop_after interval, if_not_exists boolean default false)
returns integer
language sql
return 1;

create function add_compression_policy(relation regclass, compress_after interval, if_not_exists boolean default false)
returns integer
language sql
return 1;

create function time_bucket(bucket_width interval, ts timestamptz) returns timestamptz
language sql immutable strict
return date_bin(bucket_width, ts, '2000-01-03T00:00:00Z');
