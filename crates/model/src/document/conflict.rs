//! Where two people set the same thing at the same time to different values, both stay.

use automerge::{Automerge, ObjId, ReadDoc as _};
use serde::{Deserialize, Serialize};

use crate::ids::Actor;
use crate::value::{Type, Value};

/// One place of a document with more than one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Conflict {
    /// Path in the catalogue.
    pub field: String,
    /// Key within a map; none for a single value.
    pub key: Option<String>,
    /// The values, the one that is shown meanwhile first.
    pub rivals: Vec<Rival>,
}

/// One of the values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rival {
    /// The value.
    pub value: Value,
    /// Who set it, as hex of the actor; the host knows the person.
    pub actor: String,
    /// When, by the writer's clock, seconds since 1970.
    pub time_s: i64,
}

/// All values at one place, the winner first; equal values that came from several people are one.
pub(super) fn rivals(doc: &Automerge, object: &ObjId, key: &str, ty: Type) -> Vec<Rival> {
    let Ok(all) = doc.get_all(object, key) else { return Vec::new() };
    let mut rivals: Vec<Rival> = Vec::with_capacity(1);
    // Automerge lists the winner last.
    for (value, op) in all.into_iter().rev() {
        let automerge::Value::Scalar(stored) = value else { continue };
        let Some(value) = ty.read(&stored) else { continue };
        if rivals.iter().any(|rival| rival.value == value) {
            continue;
        }
        rivals.push(Rival { value, actor: String::new(), time_s: 0 });
        if let Some(rival) = rivals.last_mut() {
            name(doc, &op, rival);
        }
    }
    rivals
}

/// Fills in who and when: the author of the operation and the time of its change.
fn name(doc: &Automerge, op: &ObjId, rival: &mut Rival) {
    if let ObjId::Id(_, actor, _) = op {
        rival.actor = Actor::from_automerge(actor.to_bytes()).map(|actor| actor.to_string()).unwrap_or_default();
    }
    let meta = doc.hash_for_opid(op).and_then(|hash| doc.get_change_meta_by_hash(&hash));
    rival.time_s = meta.map_or(0, |meta| meta.timestamp);
}
