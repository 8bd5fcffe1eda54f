//! What stands behind the ids of a row: places, households, people, titles. Each is looked up once.

use std::collections::HashMap;

use lianxin_model::check::DivisionLevel;
use lianxin_model::document::Record;
use lianxin_model::ids::{DocId, UserId};
use lianxin_model::role::Role;
use lianxin_store::{Read, Row, Scope};
use serde_json::{Map, Value as Json};

use super::columns::Level;
use crate::http::error::ApiError;
use crate::rest::masking::mask_record;
use crate::rest::people::People;

/// What is remembered of that many records at most: a county's households.
const REMEMBERED_MAX: usize = 30_000;

/// Names by level.
#[derive(Debug, Clone, Default)]
struct Place {
    township: String,
    village: String,
    group: String,
}

/// Looks names up as the reader may see them.
pub(in crate::rest) struct Names<'a> {
    read: &'a dyn Read,
    scope: &'a Scope,
    role: Role,
    people: People<'a>,
    places: HashMap<String, Place>,
    homes: HashMap<DocId, Option<Map<String, Json>>>,
    titles: HashMap<DocId, String>,
}

impl<'a> Names<'a> {
    pub(in crate::rest) fn new(read: &'a dyn Read, scope: &'a Scope, role: Role) -> Self {
        let (places, homes, titles) = Default::default();
        Self { read, scope, role, people: People::new(read), places, homes, titles }
    }

    /// The reader of what is looked up.
    pub(in crate::rest) fn read(&self) -> &'a dyn Read {
        self.read
    }

    pub(super) fn person(&mut self, id: UserId) -> Result<String, ApiError> {
        Ok(self.people.person(id)?.map(|person| person.name).unwrap_or_default())
    }

    pub(in crate::rest) fn place(&mut self, area: &str, level: Level) -> Result<String, ApiError> {
        if !self.places.contains_key(area) {
            let mut place = Place::default();
            for step in self.read.area_path(area)? {
                match step.level {
                    DivisionLevel::Township => place.township = step.name,
                    DivisionLevel::Village => place.village = step.name,
                    DivisionLevel::Group => place.group = step.name,
                    _ => {}
                }
            }
            self.places.insert(area.to_owned(), place);
        }
        let place = self.places.get(area).cloned().unwrap_or_default();
        Ok(match level {
            Level::Township => place.township,
            Level::Village => place.village,
            Level::Group => place.group,
        })
    }

    /// The fields of a household, as the reader may see them; nothing of one that they may not.
    pub(super) fn home(&mut self, id: DocId) -> Result<Map<String, Json>, ApiError> {
        if let Some(known) = self.homes.get(&id) {
            return Ok(known.clone().unwrap_or_default());
        }
        if self.homes.len() >= REMEMBERED_MAX {
            self.homes.clear();
        }
        let fields = self.show(id)?.map(|record| {
            let kept = ["code", "head_name", "address", "members"];
            kept.iter().filter_map(|path| Some(((*path).to_owned(), record.fields.get(*path)?.clone()))).collect()
        });
        self.homes.insert(id, fields.clone());
        Ok(fields.unwrap_or_default())
    }

    /// A record, as the reader may see it.
    pub(super) fn show(&self, id: DocId) -> Result<Option<Record>, ApiError> {
        let Some(Row { mut record, .. }) = self.read.show(id, self.scope)? else { return Ok(None) };
        mask_record(&mut record, self.role);
        Ok(Some(record))
    }

    /// What a list shows first of a record: a head's name, a case's title.
    pub(super) fn title(&mut self, id: DocId) -> Result<String, ApiError> {
        if let Some(known) = self.titles.get(&id) {
            return Ok(known.clone());
        }
        if self.titles.len() >= REMEMBERED_MAX {
            self.titles.clear();
        }
        let title = self.read.show(id, self.scope)?.map(|row| row.title).unwrap_or_default();
        self.titles.insert(id, title.clone());
        Ok(title)
    }
}
