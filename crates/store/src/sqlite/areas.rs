//! 行政区划.

use lianxin_model::check::DivisionLevel;
use rusqlite::{Row, params};

use super::transaction::Transaction;
use crate::areas::{Area, NewArea, ReadAreas, WriteAreas};
use crate::{Result, StoreError, Upsert};

const LEVELS: [DivisionLevel; 4] =
    [DivisionLevel::County, DivisionLevel::Township, DivisionLevel::Village, DivisionLevel::Group];

pub(super) fn area(row: &Row<'_>) -> Result<Area> {
    let word: String = row.get("level")?;
    Ok(Area {
        code: row.get("code")?,
        name: row.get("name")?,
        level: LEVELS.into_iter().find(|level| level.word() == word).ok_or(StoreError::Corrupt("level"))?,
        parent: row.get("parent")?,
        seq: row.get("seq")?,
    })
}

impl ReadAreas for Transaction<'_> {
    fn area(&self, code: &str) -> Result<Option<Area>> {
        self.row("SELECT * FROM area WHERE code = ?1", [code], area)
    }

    fn area_children(&self, parent: Option<&str>) -> Result<Vec<Area>> {
        self.rows("SELECT * FROM area WHERE parent IS ?1 ORDER BY code", [parent], area)
    }

    fn area_subtree(&self, root: &str) -> Result<Vec<Area>> {
        let sql = "WITH RECURSIVE inside(code) AS (
                SELECT code FROM area WHERE code = ?1
                UNION SELECT child.code FROM inside JOIN area AS child ON child.parent = inside.code
            )
            SELECT area.* FROM inside JOIN area USING (code) ORDER BY code";
        self.rows(sql, [root], area)
    }

    fn area_path(&self, code: &str) -> Result<Vec<Area>> {
        let sql = "WITH RECURSIVE around(code, height) AS (
                SELECT ?1, 0
                UNION SELECT area.parent, height + 1 FROM around JOIN area USING (code) WHERE area.parent IS NOT NULL
            )
            SELECT area.* FROM around JOIN area USING (code) ORDER BY height DESC";
        self.rows(sql, [code], area)
    }

    fn area_within(&self, code: &str, root: &str) -> Result<bool> {
        let sql = "WITH RECURSIVE around(code) AS (
                SELECT code FROM area WHERE code = ?1
                UNION SELECT area.parent FROM around JOIN area USING (code) WHERE area.parent IS NOT NULL
            )
            SELECT EXISTS (SELECT 1 FROM around WHERE code = ?2)";
        self.value(sql, [code, root])
    }
}

impl WriteAreas for Transaction<'_> {
    fn put_area(&mut self, new: &NewArea) -> Result<Upsert> {
        let old = self.area(&new.code)?;
        if let Some(old) = &old
            && old.name == new.name
            && old.level == new.level
            && old.parent == new.parent
        {
            return Ok(Upsert { seq: old.seq, changed: false });
        }
        // Its parent may be missing still, but a circle cannot close without its last piece.
        if let Some(parent) = &new.parent
            && (*parent == new.code || self.area_within(parent, &new.code)?)
        {
            return Err(StoreError::Cycle);
        }
        let seq = self.take_numbers(1)?;
        let moved_from = old.filter(|old| old.parent != new.parent).map(|old| old.parent);
        if let Some(Some(parent)) = &moved_from {
            let sql = "INSERT INTO moved_area (seq, area, parent) VALUES (?1, ?2, ?3)";
            self.execute(sql, params![seq, new.code, parent])?;
        }
        self.execute(
            "INSERT INTO area (code, name, level, parent, seq, moved_seq) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
             ON CONFLICT (code) DO UPDATE SET name = ?2, level = ?3, parent = ?4, seq = ?5,
                 moved_seq = CASE WHEN parent IS ?4 THEN moved_seq ELSE ?5 END",
            params![new.code, new.name, new.level.word(), new.parent, seq],
        )?;
        Ok(Upsert { seq, changed: true })
    }
}
