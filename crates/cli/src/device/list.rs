//! Lists of records.

use lianxin_core::model::ids::Kind;
use lianxin_core::views::{AssistanceView, CaseView, DiaryEntryView, HouseholdView, PersonView, RecordView, VisitView};
use serde::Serialize;
use serde_json::json;

use super::record::{chosen, status};
use super::values::amount;
use crate::console::Console;
use crate::failure::Outcome;
use crate::lang::Lang;
use crate::table::Table;

/// Answers a list: `{"items": […]}`, or a table.
pub(super) fn answer<Fields: Serialize>(
    items: &[RecordView<Fields>],
    console: Console,
    table: impl FnOnce(&[RecordView<Fields>], Lang) -> Table,
) -> Outcome {
    console.answer(&json!({ "items": items }), |lang| match items.len() {
        0 => lang.pick("没有记录", "nothing").to_owned(),
        _ => table(items, lang).text(),
    })
}

pub(super) fn households(items: &[HouseholdView], lang: Lang) -> Table {
    let mut table = Table::new(lang.pick(
        ["户编号", "户主", "电话", "类别", "住址", "", "编号"],
        ["code", "head", "phone", "categories", "address", "", "id"],
    ));
    for item in items {
        let fields = &item.fields;
        table.row([
            or_blank(&fields.code),
            or_blank(&fields.head_name),
            or_blank(&fields.phone),
            fields.categories.join("、"),
            or_blank(&fields.address),
            marks(item, lang),
            item.id.to_string(),
        ]);
    }
    table
}

pub(super) fn persons(items: &[PersonView], relation: impl Fn(&PersonView) -> String, lang: Lang) -> Table {
    let mut table = Table::new(lang.pick(
        ["姓名", "关系", "性别", "出生日期", "电话", "", "编号"],
        ["name", "relation", "sex", "born", "phone", "", "id"],
    ));
    for item in items {
        let fields = &item.fields;
        table.row([
            or_blank(&fields.name),
            relation(item),
            chosen(Kind::Person, "sex", fields.sex.as_deref(), lang),
            or_blank(&fields.birth),
            or_blank(&fields.phone),
            marks(item, lang),
            item.id.to_string(),
        ]);
    }
    table
}

pub(super) fn visits(items: &[VisitView], lang: Lang) -> Table {
    let header =
        lang.pick(["日期", "方式", "走访人", "看到、听到的", "", "编号"], ["date", "kind", "by", "text", "", "id"]);
    let mut table = Table::new(header);
    for item in items {
        let fields = &item.fields;
        table.row([
            or_blank(&fields.date),
            chosen(Kind::Visit, "kind", fields.kind.as_deref(), lang),
            fields.author.and_then(|author| item.people.get(&author).cloned()).unwrap_or_default(),
            or_blank(&fields.text),
            marks(item, lang),
            item.id.to_string(),
        ]);
    }
    table
}

pub(super) fn assistance(items: &[AssistanceView], lang: Lang) -> Table {
    let mut table = Table::new(lang.pick(
        ["日期", "方式", "金额", "资金来源", "说明", "", "编号"],
        ["date", "kind", "amount", "source", "text", "", "id"],
    ));
    for item in items {
        let fields = &item.fields;
        table.row([
            or_blank(&fields.date),
            chosen(Kind::Assistance, "kind", fields.kind.as_deref(), lang),
            fields.amount_fen.map(|fen| amount(fen, lang)).unwrap_or_default(),
            or_blank(&fields.source),
            or_blank(&fields.text),
            marks(item, lang),
            item.id.to_string(),
        ]);
    }
    table
}

pub(super) fn cases(items: &[CaseView], lang: Lang) -> Table {
    let header =
        lang.pick(["日期", "台账", "状态", "事项", "", "编号"], ["date", "ledger", "status", "title", "", "id"]);
    let mut table = Table::new(header);
    for item in items {
        let fields = &item.fields;
        table.row([
            or_blank(&fields.date),
            chosen(Kind::Case, "ledger", fields.ledger.as_deref(), lang),
            status(fields.status, lang).to_owned(),
            or_blank(&fields.title),
            marks(item, lang),
            item.id.to_string(),
        ]);
    }
    table
}

pub(super) fn diary(items: &[DiaryEntryView], lang: Lang) -> Table {
    let mut table = Table::new(lang.pick(["日期", "状态", "日记", "", "编号"], ["date", "state", "text", "", "id"]));
    for item in items {
        let fields = &item.fields;
        let handed_in = fields.submitted == Some(true);
        table.row([
            or_blank(&fields.date),
            lang.pick(["草稿", "已上交"], ["draft", "handed in"])[usize::from(handed_in)].to_owned(),
            fields.text.clone(),
            marks(item, lang),
            item.id.to_string(),
        ]);
    }
    table
}

/// What asks for attention: what was written days after its day, values that contradict each other, edits that are not synced, values that fail their check.
fn marks<Fields>(item: &RecordView<Fields>, lang: Lang) -> String {
    let mut marks = String::new();
    if item.late {
        marks.push_str(lang.pick("补录", "late"));
    }
    if !item.conflicts.is_empty() {
        marks.push('⚠');
    }
    if item.waiting > 0 {
        marks.push('↑');
    }
    if !item.flags.is_empty() {
        marks.push('?');
    }
    marks
}

fn or_blank(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}
