-- pgsodium: server-side keys and authenticated encryption. The Supabase baseline's vault cipher stands in for
-- libsodium: no plain text shows, and a ciphertext opens only with its key and associated data. Transparent column
-- encryption (SECURITY LABEL FOR pgsodium) needs a loaded library and is passed over.

create schema pgsodium;

create type pgsodium.key_status as enum ('default', 'valid', 'invalid', 'expired');
create type pgsodium.key_type as enum (
  'aead-ietf', 'aead-det', 'hmacsha512', 'hmacsha256', 'auth', 'shorthash', 'generichash', 'kdf', 'secretbox',
  'secretstream', 'stream_xchacha20'
);

create table pgsodium.key (
  id uuid primary key default gen_random_uuid(),
  status pgsodium.key_status default 'valid',
  created timestamptz not null default current_timestamp,
  expires timestamptz,
  key_type pgsodium.key_type,
  key_id bigserial,
  key_context bytea default 'pgsodium' check (length(key_context) = 8),
  name text unique,
  associated_data text default 'associated',
  raw_key bytea,
  raw_key_nonce bytea,
  parent_key uuid references pgsodium.key (id),
  comment text,
  user_data text
);

create view pgsodium.valid_key as
  select id, name, status, key_type, key_id, key_context, created, expires, associated_data
  from pgsodium.key
  where status in ('valid', 'default') and (expires is null or expires > now());

create function pgsodium.create_key(
  key_type pgsodium.key_type default 'aead-det', name text default null, raw_key bytea default null,
  raw_key_nonce bytea default null, parent_key uuid default null, key_context bytea default 'pgsodium',
  expires timestamptz default null, associated_data text default ''
) returns pgsodium.valid_key
language plpgsql security definer set search_path = ''
as $$
declare
  new_id uuid;
  created_key pgsodium.valid_key;
begin
  insert into pgsodium.key (key_type, name, key_context, expires, associated_data)
  values ($1, $2, $6, $7, $8) returning id into new_id;
  select * into created_key from pgsodium.valid_key where id = new_id;
  return created_key;
end
$$;

create function pgsodium.crypto_aead_det_keygen() returns bytea
language sql
return uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());

create function pgsodium.crypto_aead_det_noncegen() returns bytea
language sql
return uuid_send(gen_random_uuid());

create function pgsodium.randombytes_buf(size integer) returns bytea
language sql
return (
  select substr(string_agg(uuid_send(gen_random_uuid()), ''), 1, size) from generate_series(0, size / 16)
);

create function pgsodium._key_number(key_uuid uuid) returns bigint
language sql immutable
return ('x' || left(md5(key_uuid::text), 16))::bit(64)::bigint;

create function pgsodium.crypto_aead_det_encrypt(
  message bytea, additional bytea, key_uuid uuid, nonce bytea default null
) returns bytea
language sql security definer set search_path = ''
return vault._crypto_aead_det_encrypt(
  message, coalesce(additional, ''), pgsodium._key_number(key_uuid), 'pgsodium', coalesce(nonce, '')
);

create function pgsodium.crypto_aead_det_decrypt(
  message bytea, additional bytea, key_uuid uuid, nonce bytea default null
) returns bytea
language sql security definer set search_path = ''
return vault._crypto_aead_det_decrypt(
  message, coalesce(additional, ''), pgsodium._key_number(key_uuid), 'pgsodium', coalesce(nonce, '')
);

-- With the caller's own key instead of a stored one.
create function pgsodium.crypto_aead_det_encrypt(
  message bytea, additional bytea, key bytea, nonce bytea default null
) returns bytea
language sql security definer set search_path = ''
return vault._crypto_aead_det_encrypt(message, coalesce(additional, ''), 0, sha256(key), coalesce(nonce, ''));

create function pgsodium.crypto_aead_det_decrypt(
  message bytea, additional bytea, key bytea, nonce bytea default null
) returns bytea
language sql security definer set search_path = ''
return vault._crypto_aead_det_decrypt(message, coalesce(additional, ''), 0, sha256(key), coalesce(nonce, ''));

revoke all on all tables in schema pgsodium from public;
revoke execute on all functions in schema pgsodium from public;
grant usage on schema pgsodium to pgsodium_keyiduser;
grant select on pgsodium.valid_key to pgsodium_keyiduser;
grant execute on all functions in schema pgsodium to pgsodium_keyholder, pgsodium_keymaker;
grant usage on schema pgsodium to postgres;
grant all on pgsodium.key, pgsodium.valid_key to postgres;
grant execute on all functions in schema pgsodium to postgres with grant option;
