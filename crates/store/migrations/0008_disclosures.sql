-- Who was shown what is masked, who exported and who printed, and why: ids, codes, counts, nobody's name and no value. It is
-- only ever added to, which the triggers keep even of this software.
CREATE TABLE access_log (
    seq INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    user BLOB NOT NULL REFERENCES user (id),
    kind TEXT NOT NULL,
    document BLOB CHECK (length(document) = 16),
    document_kind INTEGER,
    area TEXT,
    field TEXT,
    list TEXT,
    query TEXT,
    row_count INTEGER,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX access_log_by_user ON access_log (user, seq);
CREATE INDEX access_log_by_document ON access_log (document, seq) WHERE document IS NOT NULL;
CREATE TRIGGER access_log_is_not_changed BEFORE UPDATE ON access_log
    BEGIN SELECT raise(ABORT, 'the access log is only added to'); END;
CREATE TRIGGER access_log_is_not_shortened BEFORE DELETE ON access_log
    BEGIN SELECT raise(ABORT, 'the access log is only added to'); END;

-- The views of lists that people keep for themselves.
CREATE TABLE saved_view (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    user BLOB NOT NULL REFERENCES user (id),
    page TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_view_by_user ON saved_view (user, page, name);

-- Of which households a diary entry tells.
CREATE TABLE diary_household (
    household BLOB NOT NULL CHECK (length(household) = 16),
    document INTEGER NOT NULL REFERENCES document (no),
    PRIMARY KEY (household, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX diary_household_by_document ON diary_household (document);
INSERT OR IGNORE INTO diary_household (household, document)
    SELECT unhex(replace(told.value, '-', '')), record.document
    FROM document JOIN record ON record.document = document.no, json_each(record.json, '$.fields.households') AS told
    WHERE document.kind = 5;
