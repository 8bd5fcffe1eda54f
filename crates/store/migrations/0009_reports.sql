-- Weekly reports as they were edited. Each saving is a version of its own and stays: what two people wrote at the same time is
-- never lost, whoever was second.
CREATE TABLE weekly_report (
    area TEXT NOT NULL REFERENCES area (code),
    week TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    text TEXT NOT NULL,
    user BLOB NOT NULL REFERENCES user (id),
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (area, week, version)
) STRICT, WITHOUT ROWID;
