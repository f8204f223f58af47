-- pgjwt: signs and verifies HS256, HS384 and HS512 tokens. The hash is HMAC over core functions, so that servers
-- without pgcrypto sign alike.

create function url_encode(data bytea) returns text
language sql immutable
return translate(encode(data, 'base64'), E'+/=\n', '-_');

create function url_decode(data text) returns bytea
language sql immutable
return decode(translate(data, '-_', '+/') || repeat('=', (4 - length(data) % 4) % 4), 'base64');

-- RFC 2104. The block is 64 bytes for SHA-256 and 128 for its longer siblings.
create function algorithm_sign(signables text, secret text, algorithm text) returns text
language plpgsql immutable
as $$
declare
  hash text := case algorithm when 'HS256' then 'sha256' when 'HS384' then 'sha384' when 'HS512' then 'sha512' end;
  block_length integer := case algorithm when 'HS256' then 64 else 128 end;
  key bytea := convert_to(secret, 'utf8');
  inner_pad bytea;
  outer_pad bytea;
  digest bytea;
begin
  if length(key) > block_length then
    execute format('select %s($1)', hash) into key using key;
  end if;
  key := key || decode(repeat('00', block_length - length(key)), 'hex');
  inner_pad := key;
  outer_pad := key;
  for i in 0 .. block_length - 1 loop
    inner_pad := set_byte(inner_pad, i, get_byte(key, i) # 54);
    outer_pad := set_byte(outer_pad, i, get_byte(key, i) # 92);
  end loop;
  execute format('select %1$s($1 || %1$s($2))', hash)
    into digest using outer_pad, inner_pad || convert_to(signables, 'utf8');
  return translate(encode(digest, 'base64'), E'+/=\n', '-_');
end
$$;

create function sign(payload json, secret text, algorithm text default 'HS256') returns text
language sql immutable
return (
  select body || '.' || algorithm_sign(body, secret, algorithm)
  from (
    select url_encode(convert_to(format('{"alg":"%s","typ":"JWT"}', algorithm), 'utf8'))
      || '.' || url_encode(convert_to(payload::text, 'utf8'))
  ) as unsigned (body)
);

create function verify(token text, secret text, algorithm text default 'HS256')
returns table (header json, payload json, valid boolean)
language sql immutable set search_path from current
as $$
  select
    convert_from(url_decode(part[1]), 'utf8')::json,
    convert_from(url_decode(part[2]), 'utf8')::json,
    part[3] = algorithm_sign(part[1] || '.' || part[2], secret, algorithm)
  from string_to_array(token, '.') as part
$$;
