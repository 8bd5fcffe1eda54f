//! Rows that the server owns, as a device reads them: places, people, categories, and whose hand an actor is.

use std::collections::BTreeSet;

use bytes::Bytes;
use lianxin_model::ids::{Actor, UserId};
use lianxin_store::{self as store, Over, Read, StoreError};
use lianxin_sync::wire::{ActorRow, AreaRow, AssignmentRow, CategoryRow, Reference, UserRow};

/// The rows that go with an answer: what changed, whoever wrote what is sent, and whoever decided on what was refused.
pub(super) fn reference(
    read: &dyn Read,
    changed: store::Reference,
    actors: &BTreeSet<Actor>,
    deciders: &BTreeSet<UserId>,
) -> Result<Option<Reference>, StoreError> {
    let mut reference = Reference {
        areas: changed.areas.into_iter().map(area_row).collect(),
        users: Vec::new(),
        actors: Vec::new(),
        categories: changed.categories.into_iter().map(category_row).collect(),
        assignments: changed.assignments.into_iter().map(assignment_row).collect(),
    };
    let mut named: BTreeSet<UserId> = BTreeSet::new();
    for user in changed.users {
        named.insert(user.id);
        reference.users.push(user_row(user));
    }
    let actors: Vec<Actor> = actors.iter().copied().collect();
    let authors = if actors.is_empty() { Vec::new() } else { read.authors(&actors)? };
    for author in authors {
        let user = author.user;
        let actor = Bytes::copy_from_slice(&author.actor.0);
        reference.actors.push(ActorRow { actor, user: id(&user) });
        if named.insert(user) {
            reference.users.extend(read.user(user)?.map(user_row));
        }
    }
    for decider in deciders {
        if named.insert(*decider) {
            reference.users.extend(read.user(*decider)?.map(user_row));
        }
    }
    Ok((reference != Reference::default()).then_some(reference))
}

fn id(user: &UserId) -> Bytes {
    Bytes::copy_from_slice(user.as_bytes())
}

fn area_row(area: store::Area) -> AreaRow {
    let level = area.level.word().to_owned();
    AreaRow { code: area.code, name: area.name, level, parent: area.parent.unwrap_or_default() }
}

fn user_row(user: store::User) -> UserRow {
    UserRow { id: id(&user.id), name: user.name, role: user.role.word().to_owned() }
}

fn category_row(category: store::Category) -> CategoryRow {
    CategoryRow { code: category.code, name: category.name, name_en: category.name_en }
}

fn assignment_row(assignment: store::Assignment) -> AssignmentRow {
    let (household, area) = match assignment.over {
        Over::Household(household) => (Bytes::copy_from_slice(household.as_bytes()), String::new()),
        Over::Area(code) => (Bytes::new(), code),
    };
    let kind = assignment.kind.word().to_owned();
    AssignmentRow { kind, household, area, ended: assignment.ended_seq.is_some() }
}
