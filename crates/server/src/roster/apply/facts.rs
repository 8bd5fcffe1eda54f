//! What a sheet says of one household or person, in the fields of the catalogue. A blank cell says nothing.

use std::collections::{BTreeMap, BTreeSet};

use lianxin_model::ids::{DocId, Kind};
use lianxin_model::value::Value;
use lianxin_store::Hash;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::roster::{HouseholdRows, Row};

/// What the relation to the head says of the head.
const HEAD_WORDS: [&str; 4] = ["户主", "本人", "户主本人", "本人或户主"];
/// What stands for a relation that the sheet leaves open.
const RELATION_OPEN: &str = "成员";
/// Under which name further numbers of one cell are kept.
const FURTHER_PHONES: &str = "其他电话";

/// What a sheet says of one document.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Facts {
    #[serde(skip)]
    pub(super) id: DocId,
    #[serde(skip)]
    pub(super) kind: Kind,
    /// The row that speaks first.
    #[serde(skip)]
    pub(super) line: u32,
    /// Values of single fields.
    pub(super) singles: BTreeMap<&'static str, Value>,
    /// Keys of sets.
    pub(super) sets: BTreeMap<&'static str, BTreeSet<String>>,
    /// Values of maps by key.
    pub(super) maps: BTreeMap<&'static str, BTreeMap<String, Value>>,
    /// Free texts.
    pub(super) texts: BTreeMap<&'static str, String>,
}

impl Facts {
    fn new(id: DocId, kind: Kind, line: u32) -> Self {
        let (singles, sets, maps, texts) = Default::default();
        Self { id, kind, line, singles, sets, maps, texts }
    }

    fn single(&mut self, field: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            self.singles.insert(field, Value::from(value));
        }
    }

    /// Equal for equal facts, whatever row they stand in.
    pub(super) fn hash(&self) -> Hash {
        // Maps of texts have no form that JSON could refuse.
        let json = serde_json::to_vec(self).unwrap_or_default();
        Sha256::new().chain_update(b"lianxin roster 1").chain_update(json).finalize().into()
    }
}

/// A person of a sheet and the document that they are.
pub(super) struct Member<'a> {
    pub(super) row: &'a Row,
    pub(super) id: DocId,
}

/// What the rows say of the household: its own columns, its head's phone and note, and every category of its people, so
/// that 有残疾人的户 is found by it.
pub(super) fn of_household(rows: &HouseholdRows<'_>, id: DocId, area: Option<&str>, members: &[Member<'_>]) -> Facts {
    let mut facts = Facts::new(id, Kind::Household, members.first().map_or(0, |member| member.row.line));
    let head = head(rows, members);
    facts.single("code", Some(rows.code));
    facts.single("area", area);
    facts.single("address", rows.address);
    facts.single("head_name", rows.head_name);
    if let Some(head) = head {
        facts.singles.insert("head", Value::from(head.id));
    }
    let phones = head.into_iter().chain(members);
    facts.single("phone", phones.filter_map(|member| member.row.phone.as_deref()).next());
    let relations = members.iter().map(|member| {
        let relation = member.row.relation.as_deref().filter(|relation| !relation.is_empty());
        (member.id.to_string(), Value::from(relation.unwrap_or(RELATION_OPEN)))
    });
    facts.maps.insert("members", relations.collect());
    let categories = members.iter().flat_map(|member| member.row.categories.iter().cloned());
    facts.sets.insert("categories", categories.collect());
    if let Some(note) = head.and_then(|head| head.row.note.clone()) {
        facts.texts.insert("notes", note);
    }
    facts
}

/// What a row says of the person. A category that names a household (低保户) is the household's alone; the head's note is
/// the household's.
pub(super) fn of_person(household: DocId, member: &Member<'_>, is_head: bool) -> Facts {
    let row = member.row;
    let mut facts = Facts::new(member.id, Kind::Person, row.line);
    facts.singles.insert("household", Value::from(household));
    facts.single("name", Some(&row.name));
    facts.single("sex", row.sex.map(|sex| sex.word()));
    facts.single("birth", row.birth.as_deref());
    facts.single("id_number", row.id_number.as_deref());
    facts.single("phone", row.phone.as_deref());
    let own = row.categories.iter().filter(|category| !category.ends_with('户'));
    facts.sets.insert("categories", own.cloned().collect());
    if !row.further_phones.is_empty() {
        let further = Value::from(row.further_phones.join("、"));
        facts.maps.insert("extra", BTreeMap::from([(FURTHER_PHONES.to_owned(), further)]));
    }
    if let Some(note) = row.note.clone().filter(|_| !is_head) {
        facts.texts.insert("notes", note);
    }
    facts
}

/// Who heads the household: by relation, else by the name that the household's column gives.
pub(super) fn head<'m, 'a>(rows: &HouseholdRows<'_>, members: &'m [Member<'a>]) -> Option<&'m Member<'a>> {
    let by_relation =
        |member: &&Member<'_>| member.row.relation.as_deref().is_some_and(|relation| HEAD_WORDS.contains(&relation));
    let by_name = |member: &&Member<'_>| rows.head_name == Some(member.row.name.as_str());
    members.iter().find(by_relation).or_else(|| members.iter().find(by_name))
}
