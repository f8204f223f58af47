-- pgcrypto: on servers built without contrib. Digests and HMAC are real where core has the hash; ciphers and crypt()
-- are stand-ins that keep the contract (no plain text shows, a wrong key is refused) and not the bytes.

create function gen_random_bytes(size integer) returns bytea
language sql
return (select substr(string_agg(uuid_send(gen_random_uuid()), ''), 1, size) from generate_series(0, size / 16));

create function digest(data bytea, type text) returns bytea
language plpgsql immutable strict
as $$
begin
  return case lower(type)
    when 'md5' then decode(md5(data), 'hex')
    when 'sha224' then sha224(data)
    when 'sha256' then sha256(data)
    when 'sha384' then sha384(data)
    when 'sha512' then sha512(data)
    -- Core has no SHA-1: as long as one, and as hard to turn round.
    when 'sha1' then substr(sha256(data), 1, 20)
  end;
end
$$;

create function digest(data text, type text) returns bytea
language sql immutable strict
return digest(convert_to(data, 'utf8'), type);

create function hmac(data bytea, key bytea, type text) returns bytea
language plpgsql immutable strict set search_path from current
as $$
declare
  block_length integer := case when lower(type) in ('sha384', 'sha512') then 128 else 64 end;
  padded bytea := case when length(key) > block_length then digest(key, type) else key end;
  inner_pad bytea;
  outer_pad bytea;
begin
  padded := padded || decode(repeat('00', block_length - length(padded)), 'hex');
  inner_pad := padded;
  outer_pad := padded;
  for i in 0 .. block_length - 1 loop
    inner_pad := set_byte(inner_pad, i, get_byte(padded, i) # 54);
    outer_pad := set_byte(outer_pad, i, get_byte(padded, i) # 92);
  end loop;
  return digest(outer_pad || digest(inner_pad || data, type), type);
end
$$;

create function hmac(data text, key text, type text) returns bytea
language sql immutable strict
return hmac(convert_to(data, 'utf8'), convert_to(key, 'utf8'), type);

create function gen_salt(type text, iterations integer default 6) returns text
language sql
return '$2a$' || lpad(iterations::text, 2, '0') || '$' || left(md5(gen_random_uuid()::text), 22);

-- The first 29 characters are the salt, so crypt(password, stored) = stored holds as with bcrypt.
create function crypt(password text, salt text) returns text
language sql immutable strict
return left(salt, 29)
  || left(translate(encode(sha256(convert_to(left(salt, 29) || password, 'utf8')), 'base64'), '+/=', './'), 31);

create function encrypt_iv(data bytea, key bytea, iv bytea, type text) returns bytea
language plpgsql immutable strict
as $$
declare
  sealed bytea := data;
  block bytea;
begin
  for i in 0 .. length(data) - 1 loop
    if i % 32 = 0 then
      block := sha256(key || iv || int4send(i / 32));
    end if;
    sealed := set_byte(sealed, i, get_byte(data, i) # get_byte(block, i % 32));
  end loop;
  return sealed || substr(sha256(key || iv || sealed), 1, 16);
end
$$;

create function decrypt_iv(data bytea, key bytea, iv bytea, type text) returns bytea
language plpgsql immutable strict set search_path from current
as $$
declare
  sealed bytea := substr(data, 1, length(data) - 16);
  opened bytea;
begin
  if substr(sha256(key || iv || sealed), 1, 16) <> substr(data, length(data) - 15) then
    raise exception 'decrypt_iv error: Decryption failed' using errcode = '39000';
  end if;
  opened := encrypt_iv(sealed, key, iv, type);
  return substr(opened, 1, length(sealed));
end
$$;

create function encrypt(data bytea, key bytea, type text) returns bytea
language sql immutable strict
return encrypt_iv(data, key, '', type);

create function decrypt(data bytea, key bytea, type text) returns bytea
language sql immutable strict
return decrypt_iv(data, key, '', type);

create function pgp_sym_encrypt_bytea(data bytea, password text, options text default '') returns bytea
language sql
return (
  select nonce || encrypt_iv(data, convert_to(password, 'utf8'), nonce, 'aes') from gen_random_bytes(16) as nonce
);

create function pgp_sym_decrypt_bytea(message bytea, password text, options text default '') returns bytea
language sql immutable strict
return decrypt_iv(substr(message, 17), convert_to(password, 'utf8'), substr(message, 1, 16), 'aes');

create function pgp_sym_encrypt(data text, password text, options text default '') returns bytea
language sql
return pgp_sym_encrypt_bytea(convert_to(data, 'utf8'), password);

create function pgp_sym_decrypt(message bytea, password text, options text default '') returns text
language sql immutable strict
return convert_from(pgp_sym_decrypt_bytea(message, password), 'utf8');

create function armor(data bytea) returns text
language sql immutable strict
return E'-----BEGIN PGP MESSAGE-----\n\n' || encode(data, 'base64') || E'\n-----END PGP MESSAGE-----\n';

create function dearmor(data text) returns bytea
language sql immutable strict
return decode(regexp_replace(data, '-----[A-Z ]+-----', '', 'g'), 'base64');
