//! Names beside ids and actors.

use std::collections::HashMap;

use lianxin_model::ids::{Actor, DeviceId, DocId, UserId};
use lianxin_store::{Read, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::error::ApiError;

/// A person of the county's offices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Person {
    /// The account.
    pub id: UserId,
    /// The name.
    pub name: String,
}

/// Whose hand made a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Hand {
    /// The account.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// The device; none for what was written at the server.
    pub device: Option<DeviceId>,
}

/// Looks names up, each once.
pub(crate) struct People<'a> {
    read: &'a dyn Read,
    users: HashMap<UserId, Option<Person>>,
}

impl<'a> People<'a> {
    pub(crate) fn new(read: &'a dyn Read) -> Self {
        Self { read, users: HashMap::new() }
    }

    pub(super) fn person(&mut self, id: UserId) -> Result<Option<Person>, ApiError> {
        if let Some(known) = self.users.get(&id) {
            return Ok(known.clone());
        }
        let person = self.read.user(id)?.map(|user| Person { id, name: user.name });
        self.users.insert(id, person.clone());
        Ok(person)
    }

    /// What a list shows of a record that the reader may see.
    pub(super) fn title(&self, id: DocId, scope: &Scope) -> Result<Option<String>, ApiError> {
        Ok(self.read.show(id, scope)?.map(|row| row.title))
    }

    /// Whose hands these actors (hex, as records name them) are; unknown ones are left out.
    pub(super) fn hands<'t>(&self, actors: impl Iterator<Item = &'t str>) -> Result<HashMap<String, Hand>, ApiError> {
        let mut sought: Vec<Actor> =
            actors.filter_map(|text| Actor::from_slice(&hex::decode(text).ok()?).ok()).collect();
        sought.sort_unstable();
        sought.dedup();
        let authors = self.read.authors(&sought)?.into_iter();
        Ok(authors
            .map(|author| {
                let hand = Hand { id: author.user, name: author.name, device: author.device };
                (author.actor.to_string(), hand)
            })
            .collect())
    }
}
