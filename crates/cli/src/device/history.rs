//! Who changed which field, when, from what to what.

use std::collections::BTreeMap;

use lianxin_core::Core;
use lianxin_core::model::catalogue::{self, Shape};
use lianxin_core::model::ids::{DocId, Kind, UserId};
use lianxin_core::views::{HistoryEntryView, StepView};
use serde_json::{Value as Json, json};

use super::names::{self, Names};
use super::values::{Reader, entry_field};
use crate::console::Console;
use crate::failure::Outcome;
use crate::lang::Lang;
use crate::moment;
use crate::table::printable;

/// Answers the history of a record, the oldest change first.
pub(super) fn answer(core: &Core, kind: Kind, id: DocId, console: Console) -> Outcome {
    let entries = core.history(id)?;
    let users = core.reference().users()?;
    let people: BTreeMap<UserId, String> = users.into_iter().map(|user| (user.id, user.name)).collect();
    let records = names::of_document(core, kind, id)?;
    console.answer(&json!({ "id": id, "items": entries }), |lang| {
        let reader = Reader { lang, people: &people, records: &records, unmasked: false };
        entries.iter().map(|entry| text(entry, kind, &reader)).collect()
    })
}

fn text(entry: &HistoryEntryView, kind: Kind, reader: &Reader<'_>) -> String {
    let name = entry.name.as_deref().unwrap_or(reader.lang.pick("不详", "unknown"));
    let mut text = format!("{}  {}\n", moment::of_s(entry.time_s), printable(name));
    for step in &entry.steps {
        text.push_str(&format!("    {}\n", step_text(step, kind, reader)));
    }
    text
}

fn step_text(step: &StepView, kind: Kind, reader: &Reader<'_>) -> String {
    let lang = reader.lang;
    let shown = |value: &lianxin_core::model::value::Value| {
        let value = serde_json::to_value(value).unwrap_or(Json::Null);
        reader.step(kind, &step.field, step.key.as_deref(), &value)
    };
    let label = label(step, kind, reader.records, lang);
    let from = step.from.iter().map(shown).collect::<Vec<_>>().join(" / ");
    let to = step.to.as_ref().map(shown);
    if let Some(Shape::Set(_)) = catalogue::field(kind, &step.field).map(|field| field.shape) {
        return match step.to {
            Some(_) => lang.pick(format!("{label}：加入"), format!("{label}: added")),
            None => lang.pick(format!("{label}：去掉"), format!("{label}: removed")),
        };
    }
    let colon = lang.pick("：", ": ");
    match (from.is_empty(), to) {
        (true, Some(to)) => format!("{label}{colon}{to}"),
        (false, Some(to)) => format!("{label}{colon}{from} → {to}"),
        (_, None) => format!("{label}{colon}{from} → {}", lang.pick("（清空）", "(cleared)")),
    }
}

/// The field's label; with the key of a set or map, or the label of a step's value.
fn label(step: &StepView, kind: Kind, names: &Names, lang: Lang) -> String {
    let label = lang.pick(&step.zh, &step.en);
    match (catalogue::field(kind, &step.field).map(|field| field.shape), &step.key) {
        (Some(Shape::Log(keys)), key) => match entry_field(keys, key.as_deref()) {
            Some(known) => format!("{label} {}", lang.pick(known.zh, known.en)),
            None => label.clone(),
        },
        (_, Some(key)) => format!("{label} {}", printable(names.get(key).unwrap_or(key))),
        (_, None) => label.clone(),
    }
}
