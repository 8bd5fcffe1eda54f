-- Cases as a part of scopes, places that were merged, and what administrators did.

-- Who answers for a case, while they do. It brings the case, what hangs on it and the document of its household to their
-- devices. user and household are no foreign keys: a record may name what has not arrived.
CREATE TABLE duty (
    seq INTEGER PRIMARY KEY,
    user BLOB NOT NULL CHECK (length(user) = 16),
    subject BLOB NOT NULL CHECK (length(subject) = 16),
    household BLOB CHECK (length(household) = 16),
    ended_seq INTEGER
) STRICT;
CREATE INDEX duty_by_user ON duty (user, ended_seq);
CREATE UNIQUE INDEX duty_standing ON duty (subject, user) WHERE ended_seq IS NULL;

-- The feed goes by what was touched; the lists find a subject by the same index.
DROP INDEX document_list_subject;
CREATE INDEX document_feed_subject ON document (subject, touched_seq) WHERE subject IS NOT NULL;

-- Cases that have a lead already. Nobody was named by their account in a hand-over before this version.
INSERT INTO duty (seq, user, subject, household)
    SELECT (SELECT seq FROM county) + row_number() OVER (ORDER BY document.no),
        unhex(json_extract(record.json, '$.fields.lead'), '-'), document.id, document.household
    FROM document JOIN record ON record.document = document.no
    WHERE document.kind = 3 AND document.status IS NOT 'closed'
        AND length(unhex(json_extract(record.json, '$.fields.lead'), '-')) = 16;
UPDATE county SET seq = max(seq, (SELECT coalesce(max(seq), 0) FROM duty));

-- A place that was merged is closed: it lies in the place that it became part of, and is never moved out of it.
ALTER TABLE area ADD COLUMN merged_into TEXT REFERENCES area (code);
CREATE INDEX area_by_merged ON area (merged_into) WHERE merged_into IS NOT NULL;

-- Names that places had: sheets go on using them.
CREATE TABLE former_name (
    area TEXT NOT NULL REFERENCES area (code),
    name TEXT NOT NULL,
    PRIMARY KEY (area, name)
) STRICT, WITHOUT ROWID;

-- What administrators did, for auditors: ids and codes, nobody's name. user is none for a command at the server's machine
-- before there was an administrator.
CREATE TABLE admin_act (
    seq INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    user BLOB REFERENCES user (id),
    act TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
