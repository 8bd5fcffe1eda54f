//! `lianxin device conflicts` and `lianxin device settle`.

use std::collections::BTreeMap;

use clap::Args;
use lianxin_core::Core;
use lianxin_core::views::OpenConflictView;
use serde_json::json;

use super::names;
use super::record::{contradiction, kind};
use super::values::Reader;
use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::lang::Lang;
use crate::table::printable;

/// List where people contradict each other [待核实], with both values, who and when
#[derive(Debug, Args)]
#[command(after_help = "\
Example [例]:
  lianxin device --store ./phone.lianxin conflicts")]
pub(super) struct ConflictsArgs {}

/// Settle a contradiction [核实]: the value is set over all that are there, which stay in the history
#[derive(Debug, Args)]
#[command(after_help = "\
Examples [例]:
  lianxin device --store ./phone.lianxin settle 0042 phone 13900000001
  lianxin device --store ./phone.lianxin settle 0042 members.PERSON 长子

An empty VALUE clears. A contradiction in the course of a case is settled by its next step: case event.")]
pub(super) struct SettleArgs {
    /// Household code [户编号], or the record's id
    #[arg(value_name = "DOCUMENT")]
    document: String,
    /// The field, or FIELD.KEY for an entry of a map
    #[arg(value_name = "FIELD")]
    field: String,
    /// The value that is right
    #[arg(value_name = "VALUE", allow_hyphen_values = true)]
    value: String,
}

pub(super) fn list(core: &Core, console: Console) -> Outcome {
    let open = core.conflicts().list()?;
    let texts = open.iter().map(|conflict| text(core, conflict, console.lang())).collect::<Result<String, _>>()?;
    console.answer(&json!({ "items": open }), |lang| {
        if open.is_empty() {
            return lang.pick("没有待核实的内容", "nothing to settle").to_owned();
        }
        texts
    })
}

fn text(core: &Core, open: &OpenConflictView, lang: Lang) -> Result<String, Failure> {
    let (people, records) = (BTreeMap::new(), names::of_document(core, open.kind, open.document)?);
    let reader = Reader { lang, people: &people, records: &records, unmasked: false };
    let heading = format!("{} {} {}\n", kind(open.kind, lang), printable(&open.title), open.document);
    Ok(heading + &contradiction(&open.conflict, &reader, open.kind))
}

pub(super) fn settle(args: &SettleArgs, core: &Core, console: Console) -> Outcome {
    let document = core.resolve(&args.document)?;
    let (field, key) = match args.field.split_once('.') {
        Some((field, key)) => (field, Some(key)),
        None => (args.field.as_str(), None),
    };
    if field == "status" {
        return Err(Failure::new(
            "settle_by_step",
            "办理状态由下一步来核实，请用 case event",
            "the course of a case is settled by its next step: case event",
        ));
    }
    let left = core.conflicts().settle(document, field, key, &args.value)?;
    console.answer(&json!({ "document": document, "field": field, "key": key, "conflicts": left }), |lang| {
        match left.len() {
            0 => lang.pick("已核实".to_owned(), "settled".to_owned()),
            more => lang.pick(
                format!("已核实；这条记录还有 {more} 处待核实：device conflicts"),
                format!("settled; {more} more in this record: device conflicts"),
            ),
        }
    })
}
