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
        merged_into: row.get("merged_into")?,
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

    fn area_today(&self, code: &str) -> Result<Option<Area>> {
        let sql = "WITH RECURSIVE became(code) AS (
                SELECT ?1
                UNION SELECT area.merged_into FROM became JOIN area USING (code) WHERE area.merged_into IS NOT NULL
            )
            SELECT area.* FROM became JOIN area USING (code) WHERE merged_into IS NULL";
        self.row(sql, [code], area)
    }

    fn areas_merged_into(&self, code: &str) -> Result<Vec<Area>> {
        let sql = "WITH RECURSIVE part(code) AS (
                SELECT code FROM area WHERE merged_into = ?1
                UNION SELECT area.code FROM part JOIN area ON area.merged_into = part.code
            )
            SELECT area.* FROM part JOIN area USING (code) ORDER BY code";
        self.rows(sql, [code], area)
    }

    fn former_names(&self, code: &str) -> Result<Vec<String>> {
        self.rows("SELECT name FROM former_name WHERE area = ?1 ORDER BY name", [code], |row| Ok(row.get(0)?))
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

impl Transaction<'_> {
    /// Gives an area, new or old, its row. Where it lay before is kept for those who lose it, and what it was called for those
    /// who go on calling it so.
    fn place_area(&self, old: Option<&Area>, new: &NewArea, merged_into: Option<&str>) -> Result<Upsert> {
        // Its parent may be missing still, but a circle cannot close without its last piece.
        if let Some(parent) = &new.parent
            && (*parent == new.code || self.area_within(parent, &new.code)?)
        {
            return Err(StoreError::Cycle);
        }
        let seq = self.take_numbers(1)?;
        let moved_from = old.filter(|old| old.parent != new.parent).and_then(|old| old.parent.as_ref());
        if let Some(parent) = moved_from {
            let sql = "INSERT INTO moved_area (seq, area, parent) VALUES (?1, ?2, ?3)";
            self.execute(sql, params![seq, new.code, parent])?;
        }
        self.execute(
            "INSERT INTO area (code, name, level, parent, seq, moved_seq) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
             ON CONFLICT (code) DO UPDATE SET name = ?2, level = ?3, parent = ?4, seq = ?5, merged_into = ?6,
                 moved_seq = CASE WHEN parent IS ?4 THEN moved_seq ELSE ?5 END",
            params![new.code, new.name, new.level.word(), new.parent, seq, merged_into],
        )?;
        if let Some(old) = old.filter(|old| old.name != new.name) {
            let sql = "INSERT OR IGNORE INTO former_name (area, name) VALUES (?1, ?2)";
            self.execute(sql, [&old.code, &old.name])?;
            self.execute("DELETE FROM former_name WHERE area = ?1 AND name = ?2", [&new.code, &new.name])?;
        }
        Ok(Upsert { seq, changed: true })
    }
}

impl WriteAreas for Transaction<'_> {
    fn put_area(&mut self, new: &NewArea) -> Result<Upsert> {
        let old = self.area(&new.code)?;
        let merged_into = old.as_ref().and_then(|old| old.merged_into.clone());
        let parent = merged_into.clone().or_else(|| new.parent.clone());
        if let Some(old) = &old
            && old.name == new.name
            && old.level == new.level
            && old.parent == parent
        {
            return Ok(Upsert { seq: old.seq, changed: false });
        }
        self.place_area(old.as_ref(), &NewArea { parent, ..new.clone() }, merged_into.as_deref())
    }

    fn merge_area(&mut self, code: &str, into: &str) -> Result<Upsert> {
        let old = self.area(code)?.ok_or(StoreError::Missing("area"))?;
        match &old.merged_into {
            Some(known) if known == into => return Ok(Upsert { seq: old.seq, changed: false }),
            Some(_) => return Err(StoreError::Taken("area")),
            None => {}
        }
        let into = self.area(into)?.ok_or(StoreError::Missing("area"))?.code;
        let (name, level, parent) = (old.name.clone(), old.level, Some(into.clone()));
        self.place_area(Some(&old), &NewArea { code: code.to_owned(), name, level, parent }, Some(&into))
    }
}
