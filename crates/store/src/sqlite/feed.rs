//! The change feed. Every branch goes by an index on the number of the last touch, so that its cost follows what changed.

use lianxin_model::ids::UserId;
use lianxin_model::mistake::{Mistake, planted};
use rusqlite::{Row, named_params};

use super::ids;
use super::transaction::Transaction;
use crate::Result;
use crate::feed::{Candidate, FeedQuery, ReadFeed, Reference, ScopeItem, ScopeSum};

/// The scope of a person's devices: `place` has the areas and `home` the single households, each with the number at which it
/// entered the scope. Where several assignments cover a place, the earliest counts; a place that was moved entered then.
/// `task` has the cases that the person answers for, `errand` the households whose documents come with them.
macro_rules! device_scope {
    () => {
        "WITH RECURSIVE
        reach(code, entered) AS (
            SELECT area, seq FROM assignment WHERE user = :user AND ended_seq IS NULL AND area IS NOT NULL
            UNION
            SELECT child.code, max(reach.entered, child.moved_seq)
            FROM reach JOIN area AS child ON child.parent = reach.code
        ),
        place(code, entered) AS MATERIALIZED (SELECT code, min(entered) FROM reach GROUP BY code),
        home(household, entered) AS MATERIALIZED (
            SELECT household, min(seq) FROM assignment
            WHERE user = :user AND ended_seq IS NULL AND household IS NOT NULL GROUP BY household
        ),
        task(subject, household, entered) AS MATERIALIZED (
            SELECT subject, household, seq FROM duty WHERE user = :user AND ended_seq IS NULL
        ),
        errand(household, entered) AS MATERIALIZED (
            SELECT household, min(entered) FROM task WHERE household IS NOT NULL GROUP BY household
        )"
    };
}
pub(super) use device_scope;

/// `hit` collects what may be new by each of the ways into the scope; `found` then takes the earliest way of all, also
/// of those by which nothing is new.
pub(super) const CANDIDATES: &str = concat!(
    device_scope!(),
    ",
    hit(no) AS (
        SELECT document.no FROM place CROSS JOIN document ON document.area = place.code
            AND document.touched_seq > CASE WHEN place.entered > :base THEN -1 ELSE :base END
        UNION
        SELECT document.no FROM home CROSS JOIN document ON document.household = home.household
            AND document.touched_seq > CASE WHEN home.entered > :base THEN -1 ELSE :base END
        UNION
        SELECT document.no FROM task CROSS JOIN document ON document.id = task.subject
            AND document.touched_seq > CASE WHEN task.entered > :base THEN -1 ELSE :base END
        UNION
        SELECT document.no FROM task CROSS JOIN document ON document.subject = task.subject
            AND document.touched_seq > CASE WHEN task.entered > :base THEN -1 ELSE :base END
        UNION
        SELECT document.no FROM errand CROSS JOIN document ON document.id = errand.household
            AND document.touched_seq > CASE WHEN errand.entered > :base THEN -1 ELSE :base END
        UNION
        SELECT no FROM document WHERE owner = :user AND touched_seq > :base
    ),
    found(no, kind, id, head_seq, entered, held_since) AS (
        SELECT no, kind, id, head_seq, max(entered_seq, way), max(moved_seq, way) FROM (
            SELECT document.*, min(
                coalesce(place.entered, 9223372036854775807),
                coalesce(home.entered, 9223372036854775807),
                coalesce(task.entered, 9223372036854775807),
                coalesce(about.entered, 9223372036854775807),
                coalesce(errand.entered, 9223372036854775807),
                CASE WHEN document.owner = :user THEN 0 ELSE 9223372036854775807 END
            ) AS way
            FROM hit CROSS JOIN document ON document.no = hit.no
            LEFT JOIN place ON place.code = document.area
            LEFT JOIN home ON home.household = document.household
            LEFT JOIN task ON task.subject = document.id
            LEFT JOIN task AS about ON about.subject = document.subject
            LEFT JOIN errand ON errand.household = document.id
        )
    )
    SELECT kind, id, head_seq, entered > :base AS whole, held_since FROM found
    WHERE max(head_seq, entered) > :base
        AND (kind, id) > (:after_kind, :after_id)
        AND CASE
            WHEN :upto IS NULL THEN 1
            WHEN entered > :base THEN entered <= :upto
            ELSE EXISTS (SELECT 1 FROM change WHERE document = no AND seq > :base AND seq <= :upto)
        END
    ORDER BY kind, id LIMIT :limit"
);

/// `once` has the areas that were covered at the base or are now. What is gone: what lies in areas whose assignment ended, in
/// areas that moved out of covered ones, of households whose assignment ended, what came with duties that ended, and
/// documents that were moved. What the scope still covers by another way has not left.
pub(super) const LEFT: &str = concat!(
    device_scope!(),
    ",
    lost_place(code) AS (
        SELECT area FROM assignment
        WHERE user = :user AND ended_seq > :base AND seq <= :base AND area IS NOT NULL
        UNION SELECT child.code FROM lost_place JOIN area AS child ON child.parent = lost_place.code
    ),
    lost_home(household) AS (
        SELECT household FROM assignment
        WHERE user = :user AND ended_seq > :base AND seq <= :base AND household IS NOT NULL
    ),
    lost_task(subject, household) AS (
        SELECT subject, household FROM duty WHERE user = :user AND ended_seq > :base AND seq <= :base
    ),
    once(code) AS (SELECT code FROM place UNION SELECT code FROM lost_place),
    moved_place(code) AS (
        SELECT area FROM moved_area WHERE seq > :base AND parent IN (SELECT code FROM once)
        UNION SELECT child.code FROM moved_place JOIN area AS child ON child.parent = moved_place.code
    ),
    gone_place(code) AS (
        SELECT code FROM lost_place UNION SELECT code FROM moved_place EXCEPT SELECT code FROM place
    ),
    gone(no) AS (
        SELECT document.no FROM gone_place CROSS JOIN document ON document.area = gone_place.code
        UNION
        SELECT document.no FROM lost_home CROSS JOIN document ON document.household = lost_home.household
        UNION
        SELECT document.no FROM lost_task CROSS JOIN document ON document.id = lost_task.subject
        UNION
        SELECT document.no FROM lost_task CROSS JOIN document ON document.id = lost_task.household
        UNION
        SELECT document.no FROM lost_task CROSS JOIN document ON document.subject = lost_task.subject
        UNION
        SELECT document FROM moved_document WHERE seq > :base AND (
            owner = :user
            OR area IN (SELECT code FROM once UNION SELECT code FROM moved_place)
            OR household IN (SELECT household FROM home UNION SELECT household FROM lost_home)
        )
    )
    SELECT document.id FROM gone CROSS JOIN document ON document.no = gone.no
    WHERE coalesce(document.owner <> :user, 1)
        AND (document.area IS NULL OR document.area NOT IN (SELECT code FROM place))
        AND (document.household IS NULL OR document.household NOT IN (SELECT household FROM home))
        AND document.id NOT IN (SELECT subject FROM task)
        AND (document.subject IS NULL OR document.subject NOT IN (SELECT subject FROM task))
        AND document.id NOT IN (SELECT household FROM errand)
    ORDER BY document.kind, document.id"
);

/// `beside` has what is in the scope by another way than the areas.
macro_rules! held_scope {
    () => {
        concat!(
            device_scope!(),
            ",
    beside(no) AS (
        SELECT document.no FROM home CROSS JOIN document ON document.household = home.household
        UNION
        SELECT document.no FROM task CROSS JOIN document ON document.id = task.subject
        UNION
        SELECT document.no FROM task CROSS JOIN document ON document.subject = task.subject
        UNION
        SELECT document.no FROM errand CROSS JOIN document ON document.id = errand.household
        UNION
        SELECT no FROM document WHERE owner = :user
    )"
        )
    };
}

const ITEMS: &str = concat!(
    held_scope!(),
    ",
    held(no) AS (
        SELECT document.no FROM place CROSS JOIN document ON document.area = place.code
        UNION
        SELECT no FROM beside
    )
    SELECT id, kind, head_seq, item FROM held CROSS JOIN document ON document.no = held.no"
);

/// What lies in covered areas is added up within an index; the rest is little. Halves, since SQLite's sums do not wrap.
const SUM: &str = concat!(
    held_scope!(),
    ",
    held(item) AS (
        SELECT item FROM place CROSS JOIN document INDEXED BY document_item ON document.area = place.code
        UNION ALL
        SELECT item FROM beside CROSS JOIN document ON document.no = beside.no
        WHERE area IS NULL OR area NOT IN (SELECT code FROM place)
    )
    SELECT count(*) AS documents, coalesce(sum(item >> 32), 0) AS high, coalesce(sum(item & 4294967295), 0) AS low,
        coalesce(sum(item = 0), 0) AS without_item
    FROM held"
);

fn scope_sum(row: &Row<'_>) -> Result<ScopeSum> {
    let (high, low): (i64, i64) = (row.get("high")?, row.get("low")?);
    Ok(ScopeSum {
        documents: row.get("documents")?,
        sum: high.wrapping_shl(32).wrapping_add(low).cast_unsigned(),
        without_item: row.get("without_item")?,
    })
}

fn scope_item(row: &Row<'_>) -> Result<ScopeItem> {
    Ok(ScopeItem {
        id: ids::document(row, "id")?,
        kind: ids::kind(row, "kind")?,
        head_seq: row.get("head_seq")?,
        item: row.get::<_, i64>("item")?.cast_unsigned(),
    })
}

fn candidate(row: &Row<'_>) -> Result<Candidate> {
    Ok(Candidate {
        id: ids::document(row, "id")?,
        kind: ids::kind(row, "kind")?,
        head_seq: row.get("head_seq")?,
        whole: row.get("whole")?,
        held_since: row.get("held_since")?,
    })
}

impl ReadFeed for Transaction<'_> {
    fn feed_candidates(&self, query: &FeedQuery) -> Result<Vec<Candidate>> {
        let (after_kind, after_id) =
            query.after.map_or((0, Vec::new()), |(kind, id)| (kind.number(), id.as_bytes().to_vec()));
        let params = named_params! {
            ":user": query.user.as_bytes(),
            ":base": ids::number(query.base),
            ":upto": query.upto.map(ids::number),
            ":after_kind": after_kind,
            ":after_id": after_id,
            ":limit": query.limit,
        };
        if planted(Mistake::ReadsAfterTheEnd) {
            return self.rows(&CANDIDATES.replace("ended_seq IS NULL", "1"), params, candidate);
        }
        self.rows(CANDIDATES, params, candidate)
    }

    fn left_since(&self, user: UserId, base: u64) -> Result<Vec<lianxin_model::ids::DocId>> {
        let params = named_params! { ":user": user.as_bytes(), ":base": ids::number(base) };
        self.rows(LEFT, params, |row| ids::document(row, "id"))
    }

    fn scope_sum(&self, user: UserId) -> Result<ScopeSum> {
        let sum = self.row(SUM, named_params! { ":user": user.as_bytes() }, scope_sum)?;
        Ok(sum.unwrap_or_default())
    }

    fn scope_items(&self, user: UserId) -> Result<Vec<ScopeItem>> {
        self.rows(ITEMS, named_params! { ":user": user.as_bytes() }, scope_item)
    }

    fn reference_since(&self, user: UserId, base: u64) -> Result<Reference> {
        Ok(Reference {
            areas: self.areas_since(user, base)?,
            users: self.users_since(user, base)?,
            categories: self.categories_since(base)?,
            assignments: self.assignments_since(user, base)?,
        })
    }
}
