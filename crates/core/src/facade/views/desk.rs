//! What a person writes with: drafts, the day's draft of a diary, the fields of forms.

use lianxin_model::catalogue::{Sensitivity, Write};
use lianxin_model::ids::{DocId, Kind};
use serde::{Deserialize, Serialize};

/// What a person is writing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DraftView {
    /// The page's name for it.
    pub key: String,
    /// `visit`, `case`, `diary`, …, as the page says.
    pub kind: String,
    /// The household that it is about.
    pub household: Option<DocId>,
    /// What the page wrote.
    #[cfg_attr(feature = "types", ts(type = "unknown"))]
    pub body: serde_json::Value,
    /// When it was last written, milliseconds since 1970.
    pub updated_ms: i64,
}

/// A day's diary as its visits and cases tell it, to be added to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DiaryDraftView {
    /// The day.
    pub date: String,
    /// The entry of this day that there is already.
    pub entry: Option<DocId>,
    /// In Chinese, a paragraph a visit.
    pub text: String,
    /// 相关户
    pub households: Vec<DocId>,
    /// 相关走访
    pub visits: Vec<DocId>,
    /// 相关事项
    pub cases: Vec<DocId>,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FormFieldView {
    /// Its name in records and in changes.
    pub path: String,
    /// Chinese label.
    pub zh: String,
    /// English label.
    pub en: String,
    /// `one` value, free `text`, a `set`, a `map` or a `log` of entries.
    pub shape: String,
    /// What its values, or keys of a set or map, are; none for a text and a log.
    pub value: Option<FormTypeView>,
    /// What the values of a map are.
    pub mapped: Option<FormTypeView>,
    /// What an entry of a log holds.
    pub entry: Vec<FormEntryView>,
    /// How carefully it is shown: `plain`, `personal` or `sensitive`.
    #[cfg_attr(feature = "types", ts(type = "\"plain\" | \"personal\" | \"sensitive\""))]
    pub sensitivity: Sensitivity,
    /// Who may write it: `anchor` (once, at first), `holder`, `author` or `leader`.
    #[cfg_attr(feature = "types", ts(type = "\"anchor\" | \"holder\" | \"author\" | \"leader\""))]
    pub write: Write,
}

/// One value of an entry in a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FormEntryView {
    /// Its name in the entry.
    pub key: String,
    /// Chinese label.
    pub zh: String,
    /// English label.
    pub en: String,
    /// What it is.
    pub value: FormTypeView,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FormTypeView {
    /// `line`, `prose`, `whole`, `fen`, `date`, `phone`, `id_number`, `division`, `point`, `flag`, `choice`, `document`,
    /// `user` or `entries`.
    pub name: String,
    /// The words of a choice.
    pub choices: Vec<ChoiceView>,
    /// The kind of record that is referred to; none for any.
    pub document: Option<Kind>,
    /// The longest text, in code points.
    pub chars_max: Option<u32>,
}

/// One word of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ChoiceView {
    /// The stored word.
    pub word: String,
    /// Chinese label.
    pub zh: String,
    /// English label.
    pub en: String,
}
