-- How long a case may wait at each step, on which days an office works, and what ledgers are filtered by.

-- Requests that were carried out and may come again, because their answer was lost. document is no foreign key: what was
-- erased stays answered.
CREATE TABLE request (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    user BLOB NOT NULL REFERENCES user (id),
    document BLOB NOT NULL CHECK (length(document) = 16),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    at_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX request_by_time ON request (at_s);

-- Since when a case stands where it stands, until when it is to be done (where somebody said so), and where it came from.
-- Empty texts stand for none.
ALTER TABLE document ADD COLUMN since TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN due TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN source TEXT;

-- Who leads a case, and to whom it was assigned last while it is not closed. user is no foreign key: a record may name
-- what has not arrived.
CREATE TABLE case_person (
    user BLOB NOT NULL CHECK (length(user) = 16),
    part TEXT NOT NULL CHECK (part IN ('lead', 'assigned')),
    document INTEGER NOT NULL REFERENCES document (no),
    PRIMARY KEY (user, part, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_person_by_document ON case_person (document);

UPDATE document SET
    due = coalesce(json_extract(record.json, '$.fields.due'), ''),
    source = json_extract(record.json, '$.fields.source'),
    since = coalesce(
        (SELECT json_extract(value, '$.date') FROM json_each(record.json, '$.fields.events')
            WHERE json_extract(value, '$.date') IS NOT NULL ORDER BY CAST(key AS INTEGER) DESC LIMIT 1),
        json_extract(record.json, '$.fields.date'), '')
    FROM record WHERE record.document = document.no AND document.kind = 3;
-- Leads, with those who were named at the same time.
INSERT OR IGNORE INTO case_person (user, part, document)
    SELECT unhex(json_extract(record.json, '$.fields.lead'), '-'), 'lead', document.no
    FROM document JOIN record ON record.document = document.no
    WHERE document.kind = 3 AND length(unhex(json_extract(record.json, '$.fields.lead'), '-')) = 16;
INSERT OR IGNORE INTO case_person (user, part, document)
    SELECT unhex(json_extract(rival.value, '$.value'), '-'), 'lead', document.no
    FROM document JOIN record ON record.document = document.no, json_each(record.json, '$.conflicts') AS conflict,
        json_each(conflict.value, '$.rivals') AS rival
    WHERE document.kind = 3 AND json_extract(conflict.value, '$.field') = 'lead'
        AND length(unhex(json_extract(rival.value, '$.value'), '-')) = 16;
-- Whoever answers for a case without leading it was assigned to it. Who does both is found again with its next change.
INSERT INTO case_person (user, part, document)
    SELECT duty.user, 'assigned', document.no FROM duty JOIN document ON document.id = duty.subject
    WHERE duty.ended_seq IS NULL AND document.kind = 3 AND NOT EXISTS
        (SELECT 1 FROM case_person AS lead WHERE lead.document = document.no AND lead.user = duty.user);

-- Ledgers by step, and what waits longest. Lists name the kind in the statement, so that these are found.
CREATE INDEX document_case ON document (area, status, class, since, due, kind) WHERE kind = 3;
CREATE INDEX document_case_status ON document (status, since, id) WHERE kind = 3;

-- Working days that a case of a ledger may stand in a status.
CREATE TABLE deadline_rule (
    ledger TEXT NOT NULL,
    status TEXT NOT NULL,
    days INTEGER NOT NULL,
    PRIMARY KEY (ledger, status)
) STRICT, WITHOUT ROWID;
INSERT INTO deadline_rule (ledger, status, days)
    SELECT ledger.column1, rule.column1, rule.column2
    FROM (VALUES ('livelihood'), ('hardship'), ('dispute')) AS ledger,
        (VALUES ('registered', 3), ('reopened', 3), ('accepted', 5), ('assigned', 10), ('transferred', 10),
            ('acting', 30), ('resolved', 5)) AS rule;

-- Days that differ from their weekday: 'off', or 'work' for a weekend that is made up for (调休).
CREATE TABLE calendar_day (
    day TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('off', 'work')),
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO calendar_day (day, kind, name) VALUES
    ('2026-01-01', 'off', '元旦'), ('2026-01-02', 'off', '元旦'), ('2026-01-03', 'off', '元旦'),
    ('2026-01-04', 'work', '元旦'),
    ('2026-02-14', 'work', '春节'),
    ('2026-02-15', 'off', '春节'), ('2026-02-16', 'off', '春节'), ('2026-02-17', 'off', '春节'),
    ('2026-02-18', 'off', '春节'), ('2026-02-19', 'off', '春节'), ('2026-02-20', 'off', '春节'),
    ('2026-02-21', 'off', '春节'), ('2026-02-22', 'off', '春节'), ('2026-02-23', 'off', '春节'),
    ('2026-02-28', 'work', '春节'),
    ('2026-04-04', 'off', '清明节'), ('2026-04-05', 'off', '清明节'), ('2026-04-06', 'off', '清明节'),
    ('2026-05-01', 'off', '劳动节'), ('2026-05-02', 'off', '劳动节'), ('2026-05-03', 'off', '劳动节'),
    ('2026-05-04', 'off', '劳动节'), ('2026-05-05', 'off', '劳动节'),
    ('2026-05-09', 'work', '劳动节'),
    ('2026-06-19', 'off', '端午节'), ('2026-06-20', 'off', '端午节'), ('2026-06-21', 'off', '端午节'),
    ('2026-09-20', 'work', '国庆节'),
    ('2026-09-25', 'off', '中秋节'), ('2026-09-26', 'off', '中秋节'), ('2026-09-27', 'off', '中秋节'),
    ('2026-10-01', 'off', '国庆节'), ('2026-10-02', 'off', '国庆节'), ('2026-10-03', 'off', '国庆节'),
    ('2026-10-04', 'off', '国庆节'), ('2026-10-05', 'off', '国庆节'), ('2026-10-06', 'off', '国庆节'),
    ('2026-10-07', 'off', '国庆节'),
    ('2026-10-10', 'work', '国庆节');
