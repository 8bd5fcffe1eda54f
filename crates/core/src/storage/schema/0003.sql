-- Protocol 2: repair, whole changes, facts before histories.

-- Made of id and heads, 64 bits; 0 where it was not computed yet. provisional: shown until the document arrives.
ALTER TABLE row ADD COLUMN item INTEGER NOT NULL DEFAULT 0;
ALTER TABLE row ADD COLUMN provisional INTEGER NOT NULL DEFAULT 0;

-- A digest adds the items up in every sync.
CREATE INDEX row_item ON row (item) WHERE NOT provisional;

-- The server could not put changes of this document together from less than the whole.
ALTER TABLE document ADD COLUMN whole INTEGER NOT NULL DEFAULT 0;

-- Changes that the server once had, or that came from others, and that it lacks now.
CREATE TABLE offer (
    place    INTEGER PRIMARY KEY AUTOINCREMENT,
    document BLOB NOT NULL,
    hash     BLOB NOT NULL,
    UNIQUE (document, hash)
) STRICT;
