-- What belongs to the person alone: what they are writing, and what they have read.

-- Kept at every keystroke, sent to nobody.
CREATE TABLE draft (
    key        TEXT PRIMARY KEY,   -- the page's own
    kind       TEXT NOT NULL,
    household  BLOB,
    body       TEXT NOT NULL,      -- JSON, as the page wrote it
    updated_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What became of drafts: the same one handed in again is the same record.
CREATE TABLE recorded (
    place    INTEGER PRIMARY KEY AUTOINCREMENT,
    key      TEXT NOT NULL UNIQUE,
    document BLOB NOT NULL
) STRICT;

CREATE TABLE news_seen (
    id      TEXT PRIMARY KEY,
    seen_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- When this device heard of it; 0: before it kept that.
ALTER TABLE assignment ADD COLUMN heard_ms INTEGER NOT NULL DEFAULT 0;

-- Older things than the device's first full sync are no news.
INSERT INTO meta (name, value) SELECT 'news_since_ms', value FROM meta WHERE name = 'last_contact_ms';
