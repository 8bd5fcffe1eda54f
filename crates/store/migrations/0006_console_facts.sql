-- What the console counts and filters by of each household: kept where it is written, so that a county's lists read indexes.

-- Of a case: whether somebody still has to do something, and the day on which one that is not open was resolved.
ALTER TABLE document ADD COLUMN is_open INTEGER NOT NULL DEFAULT 0;
ALTER TABLE document ADD COLUMN settled_day TEXT NOT NULL DEFAULT '';
-- Of a household, with what hangs on those that were merged into it: the day of the last home visit and of the last visit of any
-- kind (empty: never), cases that are open, and people with an open account to whom the household itself is assigned.
ALTER TABLE document ADD COLUMN home_day TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN seen_day TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN open_cases INTEGER NOT NULL DEFAULT 0;
ALTER TABLE document ADD COLUMN contacts INTEGER NOT NULL DEFAULT 0;

UPDATE document SET is_open = 1
WHERE kind = 3 AND coalesce(status, 'registered') NOT IN ('resolved', 'answered', 'closed');
UPDATE document SET settled_day = coalesce(
    (SELECT event.value ->> '$.date' FROM record, json_each(record.json, '$.fields.events') AS event
        WHERE record.document = document.no AND event.value ->> '$.kind' = 'resolved' ORDER BY event.key DESC LIMIT 1),
    date)
WHERE kind = 3 AND is_open = 0;

-- The facts are read by these. What an index is limited to stands in it once more: without that SQLite looks into the row.
CREATE INDEX document_visit_of ON document (household, date, class, kind) WHERE kind = 4;
CREATE INDEX document_open_case_of ON document (household, is_open) WHERE is_open = 1;

WITH whole AS MATERIALIZED (
    SELECT coalesce(document.survivor, document.id) AS household, document.id AS part, 1 AS stands
        FROM document WHERE kind = 1
    UNION ALL SELECT id, id, 0 FROM document WHERE kind = 1 AND survivor IS NOT NULL
),
visit AS MATERIALIZED (
    SELECT whole.household, max(document.date) AS seen,
        coalesce(max(document.date) FILTER (WHERE document.class = 'home'), '') AS home
    FROM whole JOIN document ON document.household = whole.part AND document.kind = 4 GROUP BY whole.household
),
waits AS MATERIALIZED (
    SELECT whole.household, count(*) AS open
    FROM whole JOIN document ON document.household = whole.part AND document.is_open = 1 GROUP BY whole.household
),
contact AS MATERIALIZED (
    SELECT whole.household, count(DISTINCT assignment.user) AS people
    FROM whole JOIN assignment ON assignment.household = whole.part AND assignment.ended_seq IS NULL
    JOIN user ON user.id = assignment.user AND user.disabled = 0 GROUP BY whole.household
)
UPDATE document SET
    home_day = coalesce((SELECT home FROM visit WHERE visit.household = document.id), ''),
    seen_day = coalesce((SELECT seen FROM visit WHERE visit.household = document.id), ''),
    open_cases = coalesce((SELECT open FROM waits WHERE waits.household = document.id), 0),
    contacts = coalesce((SELECT people FROM contact WHERE contact.household = document.id), 0)
WHERE kind = 1;

-- Lists and counts of households.
CREATE INDEX document_unseen ON document (home_day, id) WHERE kind = 1;
CREATE INDEX document_household_facts ON document (area, home_day, open_cases, contacts, kind, survivor)
    WHERE kind = 1 AND survivor IS NULL;
-- Counts of cases and conflicts by place, and of a week's cases and visits.
CREATE INDEX document_open_case ON document (area, class, status, is_open) WHERE is_open = 1;
CREATE INDEX document_case_day ON document (date, area, kind) WHERE kind = 3;
CREATE INDEX document_settled ON document (settled_day, area) WHERE settled_day <> '';
CREATE INDEX document_visit_day ON document (date, area, class, household, kind) WHERE kind = 4;
CREATE INDEX document_conflict_area ON document (area, kind) WHERE conflicts > 0;
-- Of a small place hardly any of the newest rows are: they are passed over without looking into them.
DROP INDEX document_list_date;
CREATE INDEX document_list_date ON document (kind, date, id, area, class, status);
