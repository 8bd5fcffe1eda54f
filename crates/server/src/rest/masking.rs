//! Which values a reader sees whole (个人信息保护法: what the work does not need is masked).

use lianxin_model::catalogue::{self, Field, Sensitivity, Shape};
use lianxin_model::check::mask_id_number;
use lianxin_model::document::Record;
use lianxin_model::ids::Kind;
use lianxin_model::role::Role;
use lianxin_model::value::{Type, Value};
use serde_json::Value as Json;

/// What stands in place of a value that is not shown.
const HIDDEN: &str = "***";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Whole,
    /// Place and end of an ID number.
    Ends,
    Nothing,
}

/// 类别: the work of those who lead rests on it. They filter by it and answer for what a category is owed.
const CATEGORIES: &str = "categories";

/// Nobody needs a whole ID number to read; hardship, health and who was in a dispute are the work of those who visit. Those
/// who lead are shown a value that they ask for with a reason, see `disclosures`.
fn shown(field: Option<&Field>, role: Role) -> Shown {
    // What the catalogue does not know may be anything.
    let Some(field) = field else { return Shown::Nothing };
    let leads = matches!(role, Role::Supervisor | Role::Admin);
    match (field.sensitivity, role) {
        (Sensitivity::Plain | Sensitivity::Personal, _) => Shown::Whole,
        (_, Role::Cadre | Role::Supervisor | Role::Admin) if is_id_number(field) => Shown::Ends,
        (_, Role::Cadre) => Shown::Whole,
        _ if leads && field.path == CATEGORIES => Shown::Whole,
        _ => Shown::Nothing,
    }
}

fn is_id_number(field: &Field) -> bool {
    matches!(field.shape, Shape::One(Type::IdNumber))
}

/// Whether this role sees less of a field than what stands in it.
pub(super) fn is_masked(field: &Field, role: Role) -> bool {
    shown(Some(field), role) != Shown::Whole
}

/// The key of a value within a field: in a set it is the value.
pub(super) fn mask_key(kind: Kind, path: &str, role: Role, key: String) -> String {
    let field = catalogue::field(kind, path);
    match shown(field, role) {
        Shown::Nothing => HIDDEN.to_owned(),
        Shown::Whole | Shown::Ends => key,
    }
}

/// One value of a field, as this role sees it: in history and conflicts.
pub(super) fn mask_value(kind: Kind, path: &str, role: Role, value: Value) -> Value {
    match (shown(catalogue::field(kind, path), role), &value) {
        (Shown::Whole, _) => value,
        (Shown::Ends, Value::Text(text)) => Value::Text(mask_id_number(text)),
        _ => Value::from(HIDDEN),
    }
}

/// All fields of a record, as this role sees them; which of them hide something.
pub(super) fn mask_record(record: &mut Record, role: Role) -> Vec<String> {
    let mut masked = Vec::new();
    for (path, value) in &mut record.fields {
        // Folded from the course of a case: it stands in no catalogue and says nothing that the course does not.
        if record.kind == Kind::Case && matches!(path.as_str(), "status" | "status_conflict") {
            continue;
        }
        let instead = match (shown(catalogue::field(record.kind, path), role), &*value) {
            (Shown::Whole, _) => continue,
            (_, empty) if is_empty(empty) => continue,
            (Shown::Ends, Json::String(text)) => Json::String(mask_id_number(text)),
            (_, Json::Array(_)) => Json::Array(Vec::new()),
            (_, Json::Object(_)) => Json::Object(serde_json::Map::new()),
            _ => Json::from(HIDDEN),
        };
        *value = instead;
        masked.push(path.clone());
    }
    masked
}

fn is_empty(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(values) => values.is_empty(),
        Json::Object(map) => map.is_empty(),
        Json::Bool(_) | Json::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use lianxin_model::document::Document;
    use lianxin_model::ids::DocId;
    use serde_json::json;

    use super::*;

    #[test]
    fn who_sees_what_of_a_value() {
        let number = "000000190001011234";
        let cases = [
            ("id_number", Role::Admin, number, "000000********1234"),
            ("id_number", Role::Supervisor, number, "000000********1234"),
            ("id_number", Role::Cadre, number, "000000********1234"),
            ("id_number", Role::Auditor, number, "***"),
            ("id_number", Role::Admin, "unreadable", "**********"),
            ("health", Role::Cadre, "腿脚不便", "腿脚不便"),
            ("health", Role::Supervisor, "腿脚不便", "***"),
            ("health", Role::Admin, "腿脚不便", "***"),
            ("phone", Role::Supervisor, "13800000000", "13800000000"),
            ("health", Role::Auditor, "腿脚不便", "***"),
            ("health", Role::Collector, "腿脚不便", "***"),
            ("name", Role::Collector, "罗守山", "罗守山"),
            ("not_in_the_catalogue", Role::Admin, "?", "***"),
        ];
        for (path, role, value, expect) in cases {
            let shown = mask_value(Kind::Person, path, role, Value::from(value));
            assert_eq!(shown.text(), Some(expect), "{path} for {}", role.word());
        }
    }

    #[test]
    fn the_key_of_a_set_is_its_value() {
        let cases = [
            (Kind::Case, "mediation_people", Role::Supervisor, "***"),
            (Kind::Case, "mediation_people", Role::Cadre, "罗守山"),
            (Kind::Household, "categories", Role::Supervisor, "罗守山"),
            (Kind::Household, "extra", Role::Supervisor, "罗守山"),
            (Kind::Household, "not_in_the_catalogue", Role::Supervisor, "***"),
        ];
        for (kind, path, role, expect) in cases {
            assert_eq!(mask_key(kind, path, role, "罗守山".to_owned()), expect, "{path} for {}", role.word());
        }
    }

    #[test]
    fn a_record_is_masked_by_the_same_rule() {
        let mut record = Document::new(Kind::Person, DocId(uuid::Uuid::from_u128(1))).record();
        record.fields.insert("id_number".to_owned(), json!("000000190001011234"));
        record.fields.insert("health".to_owned(), json!("腿脚不便"));
        record.fields.insert("categories".to_owned(), json!(["低保户"]));
        let expect = [
            (Role::Cadre, "000000********1234", "腿脚不便", json!(["低保户"]), vec!["id_number"]),
            (Role::Supervisor, "000000********1234", "***", json!(["低保户"]), vec!["health", "id_number"]),
            (Role::Admin, "000000********1234", "***", json!(["低保户"]), vec!["health", "id_number"]),
            (Role::Auditor, "***", "***", json!([]), vec!["categories", "health", "id_number"]),
        ];
        for (role, number, health, categories, hides) in expect {
            let mut seen = record.clone();
            let mut masked = mask_record(&mut seen, role);
            masked.sort_unstable();
            assert_eq!(masked, hides, "{}", role.word());
            assert_eq!(seen.fields["id_number"], number, "{}", role.word());
            assert_eq!(seen.fields["health"], health, "{}", role.word());
            assert_eq!(seen.fields["categories"], categories, "{}", role.word());
            assert_eq!(seen.fields["birth"], Json::Null);
        }
    }

    /// An empty field hides nothing: a page tells what is hidden from what is not known.
    #[test]
    fn nothing_is_hidden_where_nothing_is() {
        let mut case = Document::new(Kind::Case, DocId(uuid::Uuid::from_u128(2))).record();
        assert_eq!(mask_record(&mut case.clone(), Role::Supervisor), Vec::<String>::new());
        case.fields.insert("mediation_people".to_owned(), json!(["罗守山"]));
        assert_eq!(mask_record(&mut case, Role::Supervisor), ["mediation_people"]);
        assert_eq!(case.fields["mediation_people"], json!([]));
    }
}
