-- http: a synchronous HTTP client. Nothing is sent: every request is answered with status 200 and no content.

create domain http_method as text;
create type http_header as (field varchar, value varchar);
create type http_request as (
  method http_method, uri varchar, headers http_header[], content_type varchar, content varchar
);
create type http_response as (status integer, content_type varchar, headers http_header[], content varchar);

create function http_header(field varchar, value varchar) returns http_header
language sql immutable
return row(field, value)::http_header;

create function http(request http_request) returns http_response
language sql
return row(200, null, null, null)::http_response;

create function http_get(uri varchar) returns http_response
language sql
return row(200, null, null, null)::http_response;

create function http_get(uri varchar, data jsonb) returns http_response
language sql
return row(200, null, null, null)::http_response;

create function http_head(uri varchar) returns http_response
language sql
return row(200, null, null, null)::http_response;

create function http_post(uri varchar, content varchar, content_type varchar) returns http_response
language sql
return row(200, null, null, null)::http_response;

create function http_post(uri varchar, data jsonb) returns http_response
language sql
return row(200, null, null, null)::http_response;

create function http_put(uri varchar, content varchar, content_type varchar) returns http_response
language sql
return row(200, null, null, null)::http_response;

create function http_patch(uri varchar, content varchar, content_type varchar) returns http_response
language sql
return row(200, null, null, null)::http_response;

create function http_delete(uri varchar) returns http_response
language sql
return row(200, null, null, null)::http_response;

create function http_set_curlopt(curlopt varchar, value varchar) returns boolean
language sql
return true;

create function http_reset_curlopt() returns boolean
language sql
return true;

create function urlencode(string varchar) returns text
language sql immutable strict
return (
  select string_agg(
    case when symbol ~ '^[A-Za-z0-9_.~-]$' then symbol
    else regexp_replace(upper(encode(convert_to(symbol, 'utf8'), 'hex')), '(..)', '%\1', 'g') end, '' order by place)
  from regexp_split_to_table(string, '') with ordinality as piece (symbol, place)
);
