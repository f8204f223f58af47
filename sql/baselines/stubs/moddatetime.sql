-- moddatetime: a trigger function that sets the column named by its argument.

create function moddatetime() returns trigger
language plpgsql
as $$
begin
  return jsonb_populate_record(new, jsonb_build_object(tg_argv[0], current_timestamp));
end
$$;
