-- unaccent: on servers built without contrib. Common Latin letters only.

create function unaccent(value text) returns text
language sql stable strict
return translate(
  value,
  'àáâãäåèéêëìíîïòóôõöùúûüçñÀÁÂÃÄÅÈÉÊËÌÍÎÏÒÓÔÕÖÙÚÛÜÇÑ',
  'aaaaaaeeeeiiiiooooouuuucnAAAAAAEEEEIIIIOOOOOUUUUCN'
);
