-- Meeting places made by API. The place itself is JSON: it is read as a whole, and its shape is the directory's business.
CREATE TABLE places (
    meeting    TEXT PRIMARY KEY NOT NULL,
    expires_ms INTEGER,
    place      TEXT NOT NULL
) STRICT;

-- What happened, typed and versioned by `model::journal`. Times are milliseconds since 1970, UTC.
CREATE TABLE journal (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms   INTEGER NOT NULL,
    meeting TEXT,
    call    TEXT,
    entry   TEXT NOT NULL
) STRICT;
CREATE INDEX journal_by_time ON journal (at_ms);
CREATE INDEX journal_by_meeting ON journal (meeting, id) WHERE meeting IS NOT NULL;
CREATE INDEX journal_by_call ON journal (call, id) WHERE call IS NOT NULL;
