//! A document as it is read: fields by the catalogue, conflicts, flags.

use automerge::{Automerge, ObjId, ROOT, ReadDoc as _};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::conflict::{Conflict, rivals};
use super::{Document, heads_text};
use crate::catalogue::{self, EntryField, Field, Shape};
use crate::course;
use crate::ids::{DocId, EntryId, GENESIS_ACTOR, Kind};
use crate::moment;
use crate::value::{Type, Value};

/// A document as it is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Record {
    /// Its id.
    pub id: DocId,
    /// What it is.
    pub kind: Kind,
    /// The heads of this state: an edit names them, so that it never writes old values back.
    pub heads: Vec<String>,
    /// Values by path of the catalogue; the views of the kinds are read from it.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub fields: Map<String, Json>,
    /// Where people contradict each other.
    #[serde(default)]
    pub conflicts: Vec<Conflict>,
    /// Values that were kept although their check fails.
    #[serde(default)]
    pub flags: Vec<Flag>,
    /// When a visit or diary entry was first written, by the writer's clock, seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_written_s: Option<i64>,
}

/// A value that was kept although its check fails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Flag {
    /// Path in the catalogue.
    pub field: String,
    /// What is wrong with it: the code of a [`Problem`].
    pub code: String,
}

impl Record {
    /// The fields as the view of the kind. A view is plain data that every record of its kind can fill; a field of
    /// another shape would be a defect of the catalogue and reads as the view's default.
    pub fn view<View: DeserializeOwned + Default>(&self) -> View {
        serde_json::from_value(Json::Object(self.fields.clone())).unwrap_or_default()
    }

    /// A single text value.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.fields.get(path).and_then(Json::as_str)
    }

    /// Whether a visit or diary entry was written days after its day (补录), as its writer's clock had it.
    pub fn is_late(&self) -> bool {
        let written_ms = self.first_written_s.map(|written_s| written_s.saturating_mul(1_000));
        written_ms.is_some_and(|written_ms| moment::is_late(self.text("date"), written_ms))
    }

    /// The keys of a set, or of a map.
    pub fn keys(&self, path: &str) -> Vec<&str> {
        match self.fields.get(path) {
            Some(Json::Array(keys)) => keys.iter().filter_map(Json::as_str).collect(),
            Some(Json::Object(map)) => map.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

impl Document {
    /// Reads the document by the catalogue.
    pub fn record(&self) -> Record {
        let mut record = Record {
            id: self.id,
            kind: self.kind,
            heads: heads_text(&self.heads()),
            fields: Map::new(),
            conflicts: Vec::new(),
            flags: Vec::new(),
            first_written_s: matches!(self.kind, Kind::Visit | Kind::DiaryEntry).then(|| self.begun_s()).flatten(),
        };
        for field in catalogue::fields(self.kind) {
            let value = read_field(&self.doc, field, &mut record);
            record.fields.insert(field.path.to_owned(), value);
        }
        if self.kind == Kind::Case {
            course::complete(&mut record.fields);
        }
        record
    }
}

impl Document {
    /// The claimed time of the first change: of those that follow nothing but the genesis, the earliest.
    fn begun_s(&self) -> Option<i64> {
        let changes = self.doc.get_changes_meta(&[]);
        let ours = |change: &&automerge::ChangeMetadata<'_>| change.actor.to_bytes() == GENESIS_ACTOR;
        let genesis: Vec<_> = changes.iter().filter(ours).map(|change| change.hash).collect();
        let first = changes
            .iter()
            .filter(|change| !genesis.contains(&change.hash) && change.deps.iter().all(|dep| genesis.contains(dep)));
        first.map(|change| change.timestamp).min()
    }
}

fn read_field(doc: &Automerge, field: &Field, record: &mut Record) -> Json {
    match field.shape {
        Shape::One(ty) => read_one(doc, &ROOT, field.path, None, (field, ty), record),
        Shape::Text => {
            let text = container(doc, field).and_then(|id| doc.text(&id).ok());
            Json::String(text.unwrap_or_default())
        }
        Shape::Set(ty) => {
            let mut keys: Vec<String> = container(doc, field)
                .map(|id| doc.keys(&id).filter_map(|key| ty.read_key(&key)).collect())
                .unwrap_or_default();
            keys.sort_unstable();
            Json::Array(keys.into_iter().map(Json::String).collect())
        }
        Shape::Map(key_ty, ty) => {
            let mut map = Map::new();
            if let Some(id) = container(doc, field) {
                for stored in doc.keys(&id) {
                    let Some(key) = key_ty.read_key(&stored) else { continue };
                    let value = read_one(doc, &id, &stored, Some(&key), (field, ty), record);
                    map.insert(key, value);
                }
            }
            Json::Object(map)
        }
        Shape::Log(keys) => {
            let entries = container(doc, field).map(|id| read_log(doc, &id, keys)).unwrap_or_default();
            Json::Array(entries)
        }
    }
}

fn read_one(
    doc: &Automerge,
    object: &ObjId,
    stored_key: &str,
    key: Option<&str>,
    (field, ty): (&Field, Type),
    record: &mut Record,
) -> Json {
    let rivals = rivals(doc, object, stored_key, ty);
    let Some(first) = rivals.first() else { return Json::Null };
    if let Err(problem) = ty.check(&first.value) {
        record.flags.push(Flag { field: field.path.to_owned(), code: problem.code().to_owned() });
    }
    let value = json(&first.value);
    if rivals.len() > 1 {
        record.conflicts.push(Conflict { field: field.path.to_owned(), key: key.map(str::to_owned), rivals });
    }
    value
}

fn read_log(doc: &Automerge, log: &ObjId, keys: &[EntryField]) -> Vec<Json> {
    let mut entries = Vec::new();
    for stored in doc.keys(log) {
        let Ok(id) = EntryId::from_short(&stored) else { continue };
        let Ok(Some((automerge::Value::Object(_), object))) = doc.get(log, stored.as_str()) else { continue };
        let mut entry = Map::new();
        entry.insert("id".to_owned(), Json::String(id.to_string()));
        for known in keys {
            if let Ok(Some((automerge::Value::Scalar(stored), _))) = doc.get(&object, known.key)
                && let Some(value) = known.value.read(&stored)
            {
                entry.insert(known.key.to_owned(), json(&value));
            }
        }
        entries.push(Json::Object(entry));
    }
    entries
}

fn container(doc: &Automerge, field: &Field) -> Option<ObjId> {
    match doc.get(ROOT, field.path).ok()?? {
        (automerge::Value::Object(_), id) => Some(id),
        _ => None,
    }
}

fn json(value: &Value) -> Json {
    match value {
        Value::Flag(flag) => Json::Bool(*flag),
        Value::Whole(whole) => Json::from(*whole),
        Value::Text(text) => Json::String(text.clone()),
        Value::Many(ids) => Json::from(ids.clone()),
    }
}
