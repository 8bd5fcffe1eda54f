-- How long a case may wait at each step, on which days an office works, and what ledgers are filtered by.

-- Requests that were carried out and may come again, because their answer was lost. document is no foreign key: what was
-- erased stays answered.
CREATE TABLE request (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    user BLOB NOT NULL REFERENCES user (id),
    document BLOB NOT NULL CHECK (length(document) = 16),
    at_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX request_by_time ON request (at_s);
