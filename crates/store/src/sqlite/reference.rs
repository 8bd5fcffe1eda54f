//! Reference rows of the feed: what changed after the base, and what came into the scope after it.

use lianxin_model::ids::UserId;
use rusqlite::named_params;

use super::feed::device_scope;
use super::transaction::Transaction;
use super::{accounts, areas, assignments, categories, ids};
use crate::Result;
use crate::accounts::User;
use crate::areas::Area;
use crate::assignments::Assignment;
use crate::categories::Category;

/// The places of the scope, those around them, those around its single households and around the account.
pub(super) const AREAS: &str = concat!(
    device_scope!(),
    ",
    around(code, entered) AS (
        SELECT code, entered FROM place
        UNION
        SELECT area, seq FROM user WHERE id = :user
        UNION
        SELECT document.area, max(home.entered, document.entered_seq)
            FROM home CROSS JOIN document ON document.id = home.household WHERE document.area IS NOT NULL
        UNION
        SELECT document.area, max(errand.entered, document.entered_seq)
            FROM errand CROSS JOIN document ON document.id = errand.household WHERE document.area IS NOT NULL
        UNION
        SELECT area.parent, max(around.entered, area.moved_seq)
            FROM around JOIN area USING (code) WHERE area.parent IS NOT NULL
    )
    SELECT DISTINCT area.* FROM around JOIN area USING (code)
    WHERE around.entered > :base OR area.seq > :base ORDER BY area.code"
);

/// People of the same township: nine digits of the division code tell one from another (GB/T 10114). And those who answer
/// for what is in the scope or for a case in it, where they, their assignment, their duty or the scope is new. The indexes are
/// named: what is new is little, and SQLite, which does not know that, would rather look through everybody. For whoever has
/// nothing yet all of the scope is new, and the ways that begin with it find everybody.
pub(super) const USERS: &str = concat!(
    device_scope!(),
    ",
    me(seq, low, high) AS (
        SELECT seq, substr(area, 1, 9), substr(area, 1, 9) || ':' FROM user WHERE id = :user
    ),
    known(id) AS (
        SELECT user.id FROM me CROSS JOIN user ON user.area >= me.low AND user.area < me.high
            WHERE me.seq > :base
        UNION
        SELECT user.id FROM user INDEXED BY user_by_seq CROSS JOIN me ON user.area >= me.low AND user.area < me.high
            WHERE :base > 0 AND user.seq > :base
        UNION
        SELECT assignment.user FROM assignment INDEXED BY assignment_by_seq
            LEFT JOIN document ON document.id = assignment.household AND document.kind = 1
            WHERE :base > 0 AND assignment.seq > :base AND assignment.ended_seq IS NULL AND (
                assignment.area IN (SELECT code FROM place)
                OR assignment.household IN (SELECT household FROM home)
                OR document.area IN (SELECT code FROM place)
            )
        UNION
        SELECT user.id FROM user INDEXED BY user_by_seq CROSS JOIN assignment ON assignment.user = user.id
            LEFT JOIN document ON document.id = assignment.household AND document.kind = 1
            WHERE :base > 0 AND user.seq > :base AND assignment.ended_seq IS NULL AND (
                assignment.area IN (SELECT code FROM place)
                OR assignment.household IN (SELECT household FROM home)
                OR document.area IN (SELECT code FROM place)
            )
        UNION
        SELECT assignment.user FROM place CROSS JOIN assignment ON assignment.area = place.code
            WHERE place.entered > :base AND assignment.ended_seq IS NULL
        UNION
        SELECT assignment.user FROM home CROSS JOIN assignment ON assignment.household = home.household
            WHERE home.entered > :base AND assignment.ended_seq IS NULL
        UNION
        SELECT assignment.user FROM place CROSS JOIN document ON document.area = place.code
            AND document.touched_seq > CASE WHEN place.entered > :base THEN -1 ELSE :base END
            CROSS JOIN assignment ON assignment.household = document.id
            WHERE document.kind = 1 AND max(place.entered, document.entered_seq) > :base
                AND assignment.ended_seq IS NULL
        UNION
        SELECT duty.user FROM duty INDEXED BY duty_by_seq CROSS JOIN document ON document.id = duty.subject
            WHERE :base > 0 AND duty.seq > :base AND duty.ended_seq IS NULL AND (
                document.area IN (SELECT code FROM place)
                OR document.household IN (SELECT household FROM home)
                OR document.id IN (SELECT subject FROM task)
            )
        UNION
        SELECT duty.user FROM place CROSS JOIN document ON document.area = place.code
            AND document.touched_seq > CASE WHEN place.entered > :base THEN -1 ELSE :base END
            CROSS JOIN duty ON duty.subject = document.id
            WHERE document.kind = 3 AND max(place.entered, document.entered_seq) > :base AND duty.ended_seq IS NULL
        UNION
        SELECT duty.user FROM home CROSS JOIN document ON document.household = home.household
            CROSS JOIN duty ON duty.subject = document.id
            WHERE home.entered > :base AND document.kind = 3 AND duty.ended_seq IS NULL
        UNION
        SELECT duty.user FROM task CROSS JOIN duty ON duty.subject = task.subject
            WHERE task.entered > :base AND duty.ended_seq IS NULL
    )
    SELECT user.* FROM known CROSS JOIN user USING (id) ORDER BY user.id"
);

impl Transaction<'_> {
    pub(super) fn areas_since(&self, user: UserId, base: u64) -> Result<Vec<Area>> {
        let params = named_params! { ":user": user.as_bytes(), ":base": ids::number(base) };
        self.rows(AREAS, params, areas::area)
    }

    pub(super) fn users_since(&self, user: UserId, base: u64) -> Result<Vec<User>> {
        let params = named_params! { ":user": user.as_bytes(), ":base": ids::number(base) };
        self.rows(USERS, params, accounts::user)
    }

    pub(super) fn categories_since(&self, base: u64) -> Result<Vec<Category>> {
        let sql = "SELECT * FROM category WHERE seq > ?1 ORDER BY rank, place";
        self.rows(sql, [ids::number(base)], categories::category)
    }

    /// In the order of what happened, so that one that ended and was made anew comes out standing.
    pub(super) fn assignments_since(&self, user: UserId, base: u64) -> Result<Vec<Assignment>> {
        let sql = "SELECT * FROM assignment WHERE user = :user AND kind <> 'account'
                AND CASE WHEN ended_seq IS NULL THEN seq > :base ELSE seq <= :base AND ended_seq > :base END
            ORDER BY coalesce(ended_seq, seq)";
        let params = named_params! { ":user": user.as_bytes(), ":base": ids::number(base) };
        self.rows(sql, params, assignments::assignment)
    }
}
