//! The views of lists that people keep.

use lianxin_model::ids::UserId;
use rusqlite::params;
use uuid::Uuid;

use super::failure::naming;
use super::ids;
use super::transaction::Transaction;
use crate::views::{ReadViews, SavedView, WriteViews};
use crate::{Result, StoreError};

impl ReadViews for Transaction<'_> {
    fn views(&self, user: UserId) -> Result<Vec<SavedView>> {
        let sql = "SELECT * FROM saved_view WHERE user = ?1 ORDER BY page, name, id";
        self.rows(sql, [user.as_bytes()], |row| {
            Ok(SavedView {
                id: ids::uuid(row, "id")?,
                user: UserId(ids::uuid(row, "user")?),
                page: row.get("page")?,
                name: row.get("name")?,
                query: row.get("query")?,
            })
        })
    }
}

impl WriteViews for Transaction<'_> {
    fn put_view(&mut self, view: &SavedView) -> Result<()> {
        let sql = "INSERT INTO saved_view (id, user, page, name, query) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (id) DO UPDATE SET page = excluded.page, name = excluded.name, query = excluded.query
            WHERE saved_view.user = excluded.user";
        let values = params![view.id.as_bytes(), view.user.as_bytes(), view.page, view.name, view.query];
        match self.execute(sql, values).map_err(naming("view", "user"))? {
            0 => Err(StoreError::Taken("view")),
            _ => Ok(()),
        }
    }

    fn remove_view(&mut self, user: UserId, id: Uuid) -> Result<bool> {
        let sql = "DELETE FROM saved_view WHERE id = ?1 AND user = ?2";
        Ok(self.execute(sql, params![id.as_bytes(), user.as_bytes()])? > 0)
    }
}
