-- What became of edits that the server did not take.
--
-- fate of an edit that was set aside: refused, in review with whoever answers for the record, declined, or released to be
-- made again; by whom and when that was decided. hindrance: why a released one could not be made again yet. title: what a
-- list showed of the record, so that a person knows it again after it left the device.

ALTER TABLE outbox ADD COLUMN fate TEXT CHECK (fate IN ('refused', 'review', 'declined', 'released'));
ALTER TABLE outbox ADD COLUMN fate_by BLOB;
ALTER TABLE outbox ADD COLUMN fate_at_ms INTEGER;
ALTER TABLE outbox ADD COLUMN hindrance TEXT;
ALTER TABLE outbox ADD COLUMN title TEXT;
UPDATE outbox SET fate = CASE code WHEN 'out_of_scope' THEN 'review' ELSE 'refused' END WHERE state = 'set_aside';

-- Decisions on this device's edits, until their person has seen them.
CREATE TABLE decision (
    place    INTEGER PRIMARY KEY AUTOINCREMENT,
    document BLOB NOT NULL,
    kind     INTEGER NOT NULL,
    title    TEXT,
    accepted INTEGER NOT NULL,
    by_user  BLOB,              -- none: the server did not say
    at_ms    INTEGER NOT NULL,
    time_s   INTEGER NOT NULL   -- when the edit was made
) STRICT;
