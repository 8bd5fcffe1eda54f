-- Lists of households by the thousand: what a row shows stands in columns, and what hangs on a household is counted when it
-- is written, not when it is listed.

ALTER TABLE row ADD COLUMN address TEXT;
ALTER TABLE row ADD COLUMN phone TEXT;
UPDATE row SET address = record ->> '$.fields.address', phone = record ->> '$.fields.phone' WHERE kind = 1;

CREATE INDEX row_place ON row (area, code, id) WHERE kind = 1;
CREATE INDEX row_home_visit ON row (household, date) WHERE kind = 4 AND class = 'home';
CREATE INDEX row_case ON row (status) WHERE kind = 3;
CREATE INDEX row_author ON row (author, kind, date) WHERE author IS NOT NULL;

-- By record, also of households that were merged: readers add up what is one household.
CREATE TABLE household_fact (
    household  BLOB PRIMARY KEY,
    persons    INTEGER NOT NULL DEFAULT 0,   -- who lives there, or is away for a time
    open_cases INTEGER NOT NULL DEFAULT 0,
    last_visit TEXT NOT NULL DEFAULT ''      -- the day of the last home visit; empty: never
) STRICT, WITHOUT ROWID;
CREATE INDEX household_fact_last_visit ON household_fact (last_visit);

CREATE TRIGGER household_fact_more AFTER INSERT ON row WHEN new.household IS NOT NULL AND new.kind IN (2, 3, 4)
BEGIN
    INSERT INTO household_fact (household) VALUES (new.household) ON CONFLICT DO NOTHING;
    UPDATE household_fact SET
        persons = persons + (new.kind = 2 AND coalesce(new.status, '') NOT IN ('moved_out', 'deceased')),
        open_cases = open_cases + (new.kind = 3 AND coalesce(new.status, '') NOT IN ('resolved', 'answered', 'closed')),
        last_visit = CASE WHEN new.kind = 4 AND new.class = 'home' THEN max(last_visit, coalesce(new.date, ''))
                          ELSE last_visit END
    WHERE household = new.household;
END;

CREATE TRIGGER household_fact_less AFTER DELETE ON row WHEN old.household IS NOT NULL AND old.kind IN (2, 3, 4)
BEGIN
    UPDATE household_fact SET
        persons = persons - (old.kind = 2 AND coalesce(old.status, '') NOT IN ('moved_out', 'deceased')),
        open_cases = open_cases - (old.kind = 3 AND coalesce(old.status, '') NOT IN ('resolved', 'answered', 'closed')),
        last_visit = CASE WHEN old.kind = 4 AND old.class = 'home' THEN
                              coalesce((SELECT max(date) FROM row WHERE household = old.household AND kind = 4
                                        AND class = 'home'), '')
                          ELSE last_visit END
    WHERE household = old.household;
    DELETE FROM household_fact
    WHERE household = old.household AND persons = 0 AND open_cases = 0 AND last_visit = '';
END;

INSERT INTO household_fact (household, persons, open_cases, last_visit)
SELECT household,
       sum(kind = 2 AND coalesce(status, '') NOT IN ('moved_out', 'deceased')),
       sum(kind = 3 AND coalesce(status, '') NOT IN ('resolved', 'answered', 'closed')),
       coalesce(max(date) FILTER (WHERE kind = 4 AND class = 'home'), '')
FROM row WHERE household IS NOT NULL AND kind IN (2, 3, 4) GROUP BY household;
