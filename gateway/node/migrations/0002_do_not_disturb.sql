-- People of whom an operator said that they want no calls, by their first alias (`local@domain`).
CREATE TABLE do_not_disturb (
    alias TEXT PRIMARY KEY NOT NULL
) STRICT;
