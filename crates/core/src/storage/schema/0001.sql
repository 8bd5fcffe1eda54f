-- What a device keeps. Ids are 16 bytes, hashes 32, moments as their names say.

-- Who this device is and where it stands: one row a fact.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- A record: what the server has acknowledged, up to the last compaction. The rest is in change.
CREATE TABLE document (
    id       BLOB PRIMARY KEY,
    kind     INTEGER NOT NULL,
    snapshot BLOB,                        -- none: the genesis
    leaving  INTEGER NOT NULL DEFAULT 0   -- left the scope; goes when nothing of it waits
) STRICT;

-- Change chunks after the snapshot.
CREATE TABLE change (
    place        INTEGER PRIMARY KEY AUTOINCREMENT,
    document     BLOB NOT NULL,
    hash         BLOB NOT NULL,
    chunk        BLOB NOT NULL,
    own          INTEGER NOT NULL,
    acknowledged INTEGER NOT NULL,
    UNIQUE (document, hash)
) STRICT;

-- Edits that the server does not have, and what they meant, so that they can be made again.
CREATE TABLE outbox (
    place      INTEGER PRIMARY KEY AUTOINCREMENT,
    document   BLOB NOT NULL,
    kind       INTEGER NOT NULL,
    hash       BLOB NOT NULL,
    intentions TEXT NOT NULL,   -- JSON
    heads      TEXT NOT NULL,   -- JSON: the heads at which they were made
    time_s     INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'set_aside')),
    code       TEXT             -- why it was set aside
) STRICT;
CREATE INDEX outbox_document ON outbox (document, state);

-- The projection: one row a document, for lists and filters.
CREATE TABLE row (
    number    INTEGER PRIMARY KEY,
    id        BLOB NOT NULL UNIQUE,
    kind      INTEGER NOT NULL,
    household BLOB,
    area      TEXT,
    owner     BLOB,
    author    BLOB,
    subject   BLOB,
    code      TEXT,
    date      TEXT,
    class     TEXT,
    status    TEXT,
    title     TEXT NOT NULL,
    private   INTEGER NOT NULL,
    conflicts INTEGER NOT NULL,
    record    TEXT NOT NULL     -- JSON
) STRICT;
CREATE INDEX row_household ON row (household, kind);
CREATE INDEX row_kind ON row (kind, date);
CREATE INDEX row_code ON row (code) WHERE code IS NOT NULL;
CREATE INDEX row_subject ON row (subject) WHERE subject IS NOT NULL;
CREATE INDEX row_conflicts ON row (kind) WHERE conflicts > 0;

CREATE TABLE row_category (
    number   INTEGER NOT NULL,
    category TEXT NOT NULL,
    PRIMARY KEY (category, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX row_category_number ON row_category (number);

-- Tokens of the model, lower-case ASCII: SQLite's tokenizers have no say in Chinese.
CREATE VIRTUAL TABLE search USING fts5 (
    tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);

-- Rows that the server owns.
CREATE TABLE area (
    code   TEXT PRIMARY KEY,
    name   TEXT NOT NULL,
    level  TEXT NOT NULL,
    parent TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE user (
    id   BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE actor (
    actor BLOB PRIMARY KEY,
    user  BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE category (
    code    TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    name_en TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE assignment (
    kind      TEXT NOT NULL,
    household BLOB NOT NULL,   -- empty where it is for an area
    area      TEXT NOT NULL,   -- empty where it is for a household
    ended     INTEGER NOT NULL,
    PRIMARY KEY (kind, household, area)
) STRICT, WITHOUT ROWID;
