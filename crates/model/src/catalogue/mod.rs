//! The field catalogue: for each kind its fields, with path, labels, type, sensitivity and who may write them. Forms,
//! conflict review, masking, search, export, import and the gate are driven by these tables, one file a kind.

mod assistance;
mod case;
mod comment;
mod diary_entry;
mod household;
mod person;
mod visit;

use serde::Serialize;

pub use assistance::{ASSISTANCE_KINDS, AssistanceView};
pub use case::{CaseView, EVENT_KINDS, EventView, LEDGERS, SOURCES};
pub use comment::CommentView;
pub use diary_entry::DiaryEntryView;
pub use household::HouseholdView;
pub use person::PersonView;
pub use visit::{VISIT_KINDS, VisitView};

use crate::ids::Kind;
use crate::value::Type;

/// How a field holds its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// One value; two people who set it at the same time make a conflict that shows both.
    One(Type),
    /// Free text that several people may write in at the same time.
    Text,
    /// A set of keys; an addition wins over a removal made at the same time.
    Set(Type),
    /// Values by key.
    Map(Type, Type),
    /// Entries by id that are written once and never change.
    Log(&'static [EntryField]),
}

/// One value of an entry in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct EntryField {
    /// Key within the entry.
    pub key: &'static str,
    /// Chinese label.
    pub zh: &'static str,
    /// English label.
    pub en: &'static str,
    /// Type of the value.
    pub value: Type,
}

/// How carefully a field is shown (个人信息保护法: sensitive personal information is masked unless a duty calls for it).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// Not about a person.
    Plain,
    /// About a person, ordinary.
    Personal,
    /// ID numbers, health, hardship.
    Sensitive,
}

/// Who may write a field of a document that they may write at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Write {
    /// Set by the first change of the document, never again: it decides to whom the document belongs.
    Anchor,
    /// Everybody who holds the document.
    Holder,
    /// Only the document's author.
    Author,
    /// Only those who lead: supervisors and administrators.
    Leader,
}

/// One field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Field {
    /// Key in the document's root, and the name used in JSON and on the command line.
    pub path: &'static str,
    /// Chinese label.
    pub zh: &'static str,
    /// English label.
    pub en: &'static str,
    /// How it holds its values.
    pub shape: Shape,
    /// How carefully it is shown.
    pub sensitivity: Sensitivity,
    /// Who may write it.
    pub write: Write,
    /// The schema version that brought it.
    pub since: u32,
}

impl Field {
    const fn new(path: &'static str, zh: &'static str, en: &'static str, shape: Shape) -> Self {
        Field { path, zh, en, shape, sensitivity: Sensitivity::Plain, write: Write::Holder, since: 1 }
    }

    const fn personal(self) -> Self {
        Field { sensitivity: Sensitivity::Personal, ..self }
    }

    const fn sensitive(self) -> Self {
        Field { sensitivity: Sensitivity::Sensitive, ..self }
    }

    const fn write(self, write: Write) -> Self {
        Field { write, ..self }
    }

    const fn since(self, since: u32) -> Self {
        Field { since, ..self }
    }

    /// Whether the field is an object inside the document, made by the genesis.
    pub fn is_container(&self) -> bool {
        !matches!(self.shape, Shape::One(_))
    }
}

/// The fields of a kind, in the order in which forms show them.
pub fn fields(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Household => household::FIELDS,
        Kind::Person => person::FIELDS,
        Kind::Case => case::FIELDS,
        Kind::Visit => visit::FIELDS,
        Kind::DiaryEntry => diary_entry::FIELDS,
        Kind::Comment => comment::FIELDS,
        Kind::Assistance => assistance::FIELDS,
    }
}

/// A field of a kind by its path.
pub fn field(kind: Kind, path: &str) -> Option<&'static Field> {
    fields(kind).iter().find(|field| field.path == path)
}

/// The newest schema version of a kind.
pub fn schema_version(kind: Kind) -> u32 {
    fields(kind).iter().map(|field| field.since).max().unwrap_or(1)
}
