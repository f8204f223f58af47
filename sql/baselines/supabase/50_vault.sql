-- Schema vault, in the shape of supabase_vault 0.3: secrets sealed at rest, opened by a view.
--
-- The extension seals with libsodium under a key that the server keeps outside the database. Here the key comes from
-- the cluster's system identifier, which no dump holds, and the cipher is made of core functions alone: SHA-256 in
-- counter mode, then a tag over nonce, associated data and ciphertext. It shows no plain text and refuses a
-- ciphertext moved to another row. It is a stand-in for tests, not cryptography to keep a secret by.

set role supabase_admin;

create schema vault;

create function vault._key(context bytea, key_id bigint) returns bytea
language sql stable security definer set search_path = ''
as $$
  select sha256(context || int8send(key_id) || int8send(system_identifier)) from pg_control_system()
$$;

create function vault._keystream_xor(message bytea, key bytea, nonce bytea) returns bytea
language plpgsql immutable set search_path = ''
as $$
declare
  output bytea := message;
  block bytea;
begin
  for i in 0 .. length(message) - 1 loop
    if i % 32 = 0 then
      block := sha256(key || nonce || int4send(i / 32));
    end if;
    output := set_byte(output, i, get_byte(message, i) # get_byte(block, i % 32));
  end loop;
  return output;
end
$$;

create function vault._crypto_aead_det_noncegen() returns bytea
language sql volatile
as $$
  select uuid_send(gen_random_uuid())
$$;

-- Definer rights, because the key derivation is closed to callers; EXECUTE is what callers need, as on Supabase.
create function vault._crypto_aead_det_encrypt(
  message bytea, additional bytea, key_id bigint, context bytea default 'pgsodium', nonce bytea default null
) returns bytea
language plpgsql stable security definer set search_path = ''
as $$
declare
  key bytea := vault._key(context, key_id);
  sealed bytea := vault._keystream_xor(message, key, nonce);
begin
  return sealed || sha256(key || nonce || additional || sealed);
end
$$;

create function vault._crypto_aead_det_decrypt(
  message bytea, additional bytea, key_id bigint, context bytea default 'pgsodium', nonce bytea default null
) returns bytea
language plpgsql stable security definer set search_path = ''
as $$
declare
  key bytea := vault._key(context, key_id);
  sealed bytea := substr(message, 1, length(message) - 32);
begin
  if sha256(key || nonce || additional || sealed) is distinct from substr(message, length(message) - 31) then
    raise exception 'pgsodium_crypto_aead_det_decrypt_by_id: invalid ciphertext' using errcode = '22000';
  end if;
  return vault._keystream_xor(sealed, key, nonce);
end
$$;

create table vault.secrets (
  id uuid primary key default gen_random_uuid(),
  name text,
  description text not null default '',
  secret text not null,
  key_id uuid,
  nonce bytea default vault._crypto_aead_det_noncegen(),
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);
comment on table vault.secrets is
  'Table with encrypted `secret` column for storing sensitive information on disk.';
create unique index secrets_name_idx on vault.secrets (name) where name is not null;

-- The view reads the table as its owner but calls the function as its reader: without EXECUTE on
-- _crypto_aead_det_decrypt a grant on the view, or a view over it, opens nothing.
create view vault.decrypted_secrets as
  select
    id, name, description, secret,
    convert_from(
      vault._crypto_aead_det_decrypt(
        message => decode(secret, 'base64'),
        additional => convert_to(id::text, 'utf8'),
        key_id => 0,
        context => 'pgsodium'::bytea,
        nonce => nonce
      ),
      'utf8'
    ) as decrypted_secret,
    key_id, nonce, created_at, updated_at
  from vault.secrets;

create function vault.create_secret(
  new_secret text, new_name text default null, new_description text default '', new_key_id uuid default null
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  new_id uuid := gen_random_uuid();
  new_nonce bytea := vault._crypto_aead_det_noncegen();
begin
  insert into vault.secrets (id, name, description, nonce, secret)
  values (
    new_id, new_name, coalesce(new_description, ''), new_nonce,
    encode(
      vault._crypto_aead_det_encrypt(
        convert_to(new_secret, 'utf8'), convert_to(new_id::text, 'utf8'), 0, 'pgsodium', new_nonce
      ),
      'base64'
    )
  );
  return new_id;
end
$$;

create function vault.update_secret(
  secret_id uuid, new_secret text default null, new_name text default null,
  new_description text default null, new_key_id uuid default null
) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update vault.secrets as s
  set
    secret = case
      when new_secret is null then s.secret
      else encode(
        vault._crypto_aead_det_encrypt(
          convert_to(new_secret, 'utf8'), convert_to(s.id::text, 'utf8'), 0, 'pgsodium', s.nonce
        ),
        'base64'
      )
    end,
    name = coalesce(new_name, s.name),
    description = coalesce(new_description, s.description),
    updated_at = now()
  where s.id = secret_id;
end
$$;

revoke all on all functions in schema vault from public;

grant usage on schema vault to postgres with grant option;
grant select, delete on vault.secrets, vault.decrypted_secrets to postgres with grant option;
grant execute on function vault.create_secret, vault.update_secret, vault._crypto_aead_det_decrypt
  to postgres with grant option;

grant usage on schema vault to service_role;
grant select, delete on vault.secrets, vault.decrypted_secrets to service_role;
grant execute on function vault.create_secret, vault.update_secret, vault._crypto_aead_det_decrypt to service_role;

reset role;
