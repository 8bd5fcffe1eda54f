//! What was asked for, in words: for the file, its name and the access log.

use lianxin_model::catalogue::{self, ASSISTANCE_KINDS, LEDGERS, Shape, VISIT_KINDS};
use lianxin_model::course::Status;
use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::moment;
use lianxin_model::value::{Choice, Type};
use lianxin_store::{Read, User};

use super::names::Names;
use crate::http::error::ApiError;
use crate::rest::params::{self, ListParams};

/// Parameters that filter nothing, or stand elsewhere: the order, the area.
const NO_FILTER: [&str; 2] = ["sort", "area"];

/// The area that was asked for, else the reader's own: its code, and its name from the township down.
pub(super) fn area(read: &dyn Read, user: &User, params: &ListParams) -> Result<(String, String), ApiError> {
    let code = params.area.as_deref().map(params::area).transpose()?.unwrap_or_else(|| user.area.clone());
    let path = read.area_path(&code)?;
    // A village alone would be one of several of that name; the county goes without saying.
    let below: Vec<&str> = path.iter().skip(usize::from(path.len() > 1)).map(|area| area.name.as_str()).collect();
    let name = if below.is_empty() { code.clone() } else { below.concat() };
    Ok((code, name))
}

/// The filters, as people read them.
pub(super) fn filter(params: &ListParams, kind: Kind, names: &mut Names<'_>) -> Result<String, ApiError> {
    let given = serde_json::to_value(params).unwrap_or_default();
    let mut parts = Vec::new();
    for (name, value) in given.as_object().into_iter().flatten() {
        let value = value.as_str().unwrap_or_default();
        if !NO_FILTER.contains(&name.as_str()) {
            parts.push(one(name, value, kind, names)?);
        }
    }
    Ok(if parts.is_empty() { "无".to_owned() } else { parts.join("；") })
}

fn one(name: &str, value: &str, kind: Kind, names: &mut Names<'_>) -> Result<String, ApiError> {
    let title = |names: &mut Names<'_>| value.parse::<DocId>().map_or_else(|_| Ok(String::new()), |id| names.title(id));
    let person =
        |names: &mut Names<'_>| value.parse::<UserId>().map_or_else(|_| Ok(String::new()), |id| names.person(id));
    Ok(match name {
        "household" => format!("户：{}", title(names)?),
        "subject" => format!("对象：{}", title(names)?),
        "author" => format!("记录人：{}", person(names)?),
        "lead" => format!("包案领导：{}", person(names)?),
        "assigned" => format!("承办：{}", person(names)?),
        "code" => format!("户编号：{value}"),
        "category" => format!("类别：{value}"),
        "kind" => {
            format!("方式：{}", choice(if kind == Kind::Assistance { ASSISTANCE_KINDS } else { VISIT_KINDS }, value))
        }
        "ledger" => format!("台账：{}", choice(LEDGERS, value)),
        "source" => format!("来源：{}", of_field(kind, "source", value)),
        "status" => format!("状态：{}", status(kind, value)),
        "date_from" => format!("自 {value} 起"),
        "date_to" => format!("至 {value} 止"),
        "conflicts" => flag("有冲突", value),
        "open" => flag("未办结", value),
        "overdue" => flag("已超期", value),
        "no_contact" => flag("无联户干部", value),
        "open_cases" => flag("有未办结事项", value),
        "unseen_days" => format!("{value} 天以上未入户"),
        "q" => format!("关键词：{value}"),
        other => format!("{other}：{value}"),
    })
}

fn flag(word: &str, value: &str) -> String {
    if value == "true" { word.to_owned() } else { format!("{word}：否") }
}

fn choice(choices: &[Choice], word: &str) -> String {
    choices.iter().find(|choice| choice.word == word).map_or_else(|| word.to_owned(), |choice| choice.zh.to_owned())
}

fn of_field(kind: Kind, path: &str, word: &str) -> String {
    match catalogue::field(kind, path).map(|field| field.shape) {
        Some(Shape::One(Type::Choice(choices))) => choice(choices, word),
        _ => word.to_owned(),
    }
}

fn status(kind: Kind, word: &str) -> String {
    match (kind, word) {
        (Kind::Person, _) => of_field(kind, "residence", word),
        (Kind::DiaryEntry, "submitted") => "已上交".to_owned(),
        (Kind::DiaryEntry, "draft") => "草稿".to_owned(),
        _ => {
            let known = Status::ALL.into_iter().find(|status| status.word() == word);
            known.map_or_else(|| word.to_owned(), |status| status.zh().to_owned())
        }
    }
}

/// What a file of a list is called: `东乡走访记录2026年11月22日.xlsx`.
pub(in crate::rest) fn file_name(area: &str, title: &str, now_ms: i64) -> String {
    let day = moment::day_in_china(now_ms).unwrap_or_default();
    let name = format!("{area}{title}{}年{}月{}日", day.year(), day.month(), day.day());
    // What file systems and headers do not take stands in no place's name; somebody may have written it all the same.
    let takes = |character: &char| !character.is_control() && !r#"\/:*?"<>|%;"#.contains(*character);
    format!("{}.xlsx", name.chars().filter(takes).collect::<String>())
}

/// `Content-Disposition` with a name in any script (RFC 6266, RFC 5987), and one in ASCII for what does not know that.
pub(in crate::rest) fn disposition(word: &str, name: &str, now_ms: i64) -> String {
    let day = moment::day_in_china(now_ms).unwrap_or_default().to_string();
    let encoded: String = name
        .bytes()
        .map(|byte| match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("attachment; filename=\"lianxin-{word}-{day}.xlsx\"; filename*=UTF-8''{encoded}")
}
