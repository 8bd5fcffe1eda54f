//! One record as people read it: its fields by the catalogue, what is doubtful, where people contradict each other.

use lianxin_core::model::catalogue::{self, Shape};
use lianxin_core::model::ids::Kind;
use lianxin_core::views::{ConflictView, RecordView, RivalView};
use serde::Serialize;
use serde_json::{Map, Value as Json};
use unicode_width::UnicodeWidthStr as _;

use super::names::Names;
use super::values::{Reader, choice, entry_field, flag};
use crate::lang::Lang;
use crate::moment;
use crate::table::printable;

/// Columns that Chinese labels take, and English ones.
const LABEL_WIDTH: [usize; 2] = [14, 24];

/// How a record is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Show<'a> {
    pub(super) kind: Kind,
    pub(super) lang: Lang,
    /// Names of other records by id, of areas by code.
    pub(super) records: &'a Names,
    /// Fields that are shown elsewhere.
    pub(super) without: &'a [&'a str],
    /// Whether ID numbers are shown whole.
    pub(super) unmasked: bool,
}

impl<'a> Show<'a> {
    pub(super) fn new(kind: Kind, lang: Lang, records: &'a Names) -> Self {
        Self { kind, lang, records, without: &[], unmasked: false }
    }

    /// The record's text.
    pub(super) fn text<Fields: Serialize>(&self, view: &RecordView<Fields>) -> String {
        // A view of the core always is an object; anything else would have no fields to show.
        let fields = match serde_json::to_value(&view.fields) {
            Ok(Json::Object(fields)) => fields,
            _ => Map::new(),
        };
        let reader = Reader { lang: self.lang, people: &view.people, records: self.records, unmasked: self.unmasked };
        let mut text = labelled(self.lang, ("编号", "id"), &view.id.to_string());
        for field in catalogue::fields(self.kind).iter().filter(|field| !self.without.contains(&field.path)) {
            let value = fields.get(field.path).unwrap_or(&Json::Null);
            if let (Shape::Log(_), Json::Array(entries)) = (field.shape, value) {
                text.push_str(&course(&reader, field.shape, field.path, entries));
                continue;
            }
            let mut shown = reader.field(field.shape, value);
            for doubt in view.flags.iter().filter(|doubt| doubt.field == field.path) {
                shown.push_str(&self.lang.pick(
                    format!("（存疑：{}）", flag(&doubt.code, self.lang)),
                    format!(" (doubtful: {})", flag(&doubt.code, self.lang)),
                ));
            }
            if !shown.is_empty() {
                text.push_str(&labelled(self.lang, (field.zh, field.en), &shown));
            }
        }
        if view.late {
            let late = self.lang.pick("补录：写于数日之后", "late: written days after its day");
            text.push_str(&format!("（{late}）\n"));
        }
        for conflict in &view.conflicts {
            text.push_str(&contradiction(conflict, &reader, self.kind));
        }
        if view.waiting > 0 {
            let waiting = view.waiting;
            text.push_str(
                &self
                    .lang
                    .pick(format!("（{waiting} 处修改尚未同步）\n"), format!("(edits not synced yet: {waiting})\n")),
            );
        }
        text
    }
}

/// A label and what it says; further lines stand below the first.
pub(super) fn labelled(lang: Lang, (zh, en): (&str, &str), shown: &str) -> String {
    let label = lang.pick(zh, en);
    let width = lang.pick(LABEL_WIDTH[0], LABEL_WIDTH[1]);
    let padding = " ".repeat(width.saturating_sub(label.width()).max(1));
    let indented = shown.trim_end().replace('\n', &format!("\n{}", " ".repeat(width)));
    format!("{label}{padding}{indented}\n")
}

/// Both values of a place where people contradict each other, with who and when.
pub(super) fn contradiction(conflict: &ConflictView, reader: &Reader<'_>, kind: Kind) -> String {
    let lang = reader.lang;
    let mut label = lang.pick(&conflict.zh, &conflict.en).clone();
    if let Some(key) = &conflict.key {
        let key = reader.records.get(key).unwrap_or(key);
        label.push_str(&format!(" {}", printable(key)));
    }
    let mut text = lang.pick(
        format!("⚠ {label}（{}）有不同的值，请核实：\n", conflict.field),
        format!("! {label} ({}) has several values, please settle:\n", conflict.field),
    );
    for rival in &conflict.rivals {
        let value = match serde_json::to_value(&rival.value) {
            Ok(value) if conflict.field != "status" => {
                reader.step(kind, &conflict.field, conflict.key.as_deref(), &value)
            }
            _ => rival.text.clone(),
        };
        text.push_str(&format!("    {}    {}\n", printable(&value), by(rival, lang)));
    }
    text
}

/// Who and when.
fn by(rival: &RivalView, lang: Lang) -> String {
    let name = rival.name.as_deref().unwrap_or(lang.pick("不详", "unknown"));
    let when = rival.time_s.map(moment::of_s).or_else(|| rival.date.clone()).unwrap_or_default();
    printable(&format!("{name} {when}"))
}

/// The course of a case: one step a line.
fn course(reader: &Reader<'_>, shape: Shape, path: &str, entries: &[Json]) -> String {
    let Shape::Log(keys) = shape else { return String::new() };
    let value = |entry: &Json, key: &str| {
        let known = entry_field(keys, Some(&format!("{path}.{key}")));
        known.map(|known| reader.value(known.value, entry.get(key).unwrap_or(&Json::Null))).unwrap_or_default()
    };
    let mut text = String::new();
    for entry in entries {
        let mut parts: Vec<String> = ["date", "kind", "by"].iter().map(|key| value(entry, key)).collect();
        let to = value(entry, "to");
        if !to.is_empty() {
            parts.push(format!("→ {to}"));
        }
        let satisfied = value(entry, "satisfied");
        if !satisfied.is_empty() {
            parts.push(reader.lang.pick(format!("满意：{satisfied}"), format!("satisfied: {satisfied}")));
        }
        parts.push(value(entry, "text"));
        parts.retain(|part| !part.is_empty());
        text.push_str(&labelled(reader.lang, ("办理过程", "course"), &parts.join("  ")));
    }
    text
}

/// The label of a case's status.
pub(super) fn status(status: lianxin_core::model::course::Status, lang: Lang) -> &'static str {
    lang.pick(status.zh(), status.word())
}

/// The label of a kind.
pub(crate) fn kind(kind: Kind, lang: Lang) -> &'static str {
    let zh = match kind {
        Kind::Household => "户",
        Kind::Person => "人",
        Kind::Case => "台账事项",
        Kind::Visit => "走访记录",
        Kind::DiaryEntry => "民情日记",
        Kind::Comment => "批示",
        Kind::Assistance => "帮扶",
    };
    lang.pick(zh, kind.word())
}

/// The label of a word of a field that offers a choice.
pub(super) fn chosen(kind: Kind, path: &str, word: Option<&str>, lang: Lang) -> String {
    let word = word.unwrap_or_default();
    match catalogue::field(kind, path).map(|field| field.shape) {
        Some(Shape::One(lianxin_core::model::value::Type::Choice(choices))) => choice(choices, word, lang).to_owned(),
        _ => word.to_owned(),
    }
}
