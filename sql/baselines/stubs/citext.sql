-- citext: on servers built without contrib. A plain text domain: comparison stays case-sensitive.

create domain citext as text;
