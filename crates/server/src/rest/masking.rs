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

/// Nobody needs a whole ID number to read; hardship, health and categories are the work of those who visit and lead.
fn shown(field: Option<&Field>, role: Role) -> Shown {
    // What the catalogue does not know may be anything.
    let Some(field) = field else { return Shown::Nothing };
    let duty = matches!(role, Role::Cadre | Role::Supervisor | Role::Admin);
    match (field.shape, field.sensitivity) {
        (Shape::One(Type::IdNumber), _) if duty => Shown::Ends,
        (_, Sensitivity::Sensitive) if !duty => Shown::Nothing,
        _ => Shown::Whole,
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

/// All fields of a record, as this role sees them.
pub(super) fn mask_record(record: &mut Record, role: Role) {
    for (path, value) in &mut record.fields {
        // Folded from the course of a case: it stands in no catalogue and says nothing that the course does not.
        if record.kind == Kind::Case && matches!(path.as_str(), "status" | "status_conflict") {
            continue;
        }
        match (shown(catalogue::field(record.kind, path), role), &*value) {
            (Shown::Whole, _) | (_, Json::Null) => {}
            (Shown::Ends, Json::String(text)) => *value = Json::String(mask_id_number(text)),
            (_, Json::Array(_)) => *value = Json::Array(Vec::new()),
            (_, Json::Object(_)) => *value = Json::Object(serde_json::Map::new()),
            _ => *value = Json::from(HIDDEN),
        }
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
            ("health", Role::Supervisor, "腿脚不便", "腿脚不便"),
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
    fn a_record_is_masked_by_the_same_rule() {
        let mut record = Document::new(Kind::Person, DocId(uuid::Uuid::from_u128(1))).record();
        record.fields.insert("id_number".to_owned(), json!("000000190001011234"));
        record.fields.insert("health".to_owned(), json!("腿脚不便"));
        record.fields.insert("categories".to_owned(), json!(["低保户"]));
        let (mut admin, mut auditor) = (record.clone(), record);
        mask_record(&mut admin, Role::Admin);
        mask_record(&mut auditor, Role::Auditor);
        assert_eq!(admin.fields["id_number"], "000000********1234");
        assert_eq!(admin.fields["health"], "腿脚不便");
        assert_eq!(admin.fields["categories"], json!(["低保户"]));
        assert_eq!(auditor.fields["id_number"], "***");
        assert_eq!(auditor.fields["health"], "***");
        assert_eq!(auditor.fields["categories"], json!([]));
        assert_eq!(auditor.fields["birth"], Json::Null);
    }
}
