//! Names for what records point to: people read a name, not an id.

use std::collections::BTreeMap;

use lianxin_core::Core;
use lianxin_core::model::catalogue::{self, Shape};
use lianxin_core::model::ids::{DocId, Kind};
use lianxin_core::model::value::Type;
use lianxin_core::views::{AreaView, RecordView};
use serde::Serialize;
use serde_json::Value as Json;

use crate::failure::Failure;

/// Names by id of a record or code of an area.
pub(super) type Names = BTreeMap<String, String>;

/// Names for everything that a record points to, as far as it is on the device.
///
/// # Errors
/// Storage.
pub(super) fn of<Fields: Serialize>(core: &Core, kind: Kind, view: &RecordView<Fields>) -> Result<Names, Failure> {
    let fields = serde_json::to_value(&view.fields)?;
    let mut names = Names::new();
    for field in catalogue::fields(kind) {
        let value = fields.get(field.path).unwrap_or(&Json::Null);
        match (field.shape, value) {
            (Shape::One(Type::Division), Json::String(code)) => {
                names.insert(code.clone(), area(&core.reference().areas()?, code));
            }
            (Shape::One(Type::Document(kind)), Json::String(id)) => insert(core, kind, id, &mut names),
            (Shape::Set(Type::Document(kind)), Json::Array(ids)) => {
                ids.iter().filter_map(Json::as_str).for_each(|id| insert(core, kind, id, &mut names));
            }
            (Shape::Map(Type::Document(kind), _), Json::Object(map)) => {
                map.keys().for_each(|id| insert(core, kind, id, &mut names));
            }
            _ => {}
        }
    }
    Ok(names)
}

/// As [`of`], for a record that is only known by its id.
///
/// # Errors
/// Storage.
pub(super) fn of_document(core: &Core, kind: Kind, id: DocId) -> Result<Names, Failure> {
    match kind {
        Kind::Household => of(core, kind, &core.households().get(&id.to_string())?),
        Kind::Person => of(core, kind, &core.persons().show(id)?),
        Kind::Case => of(core, kind, &core.cases().show(id)?),
        Kind::Visit => of(core, kind, &core.visits().show(id)?),
        Kind::Assistance => of(core, kind, &core.assistance().show(id)?),
        Kind::DiaryEntry => of(core, kind, &core.diary().show(id)?),
        // What a comment points to is its heading.
        Kind::Comment => Ok(Names::new()),
    }
}

/// What is not on the device keeps its id.
fn insert(core: &Core, kind: Kind, id: &str, names: &mut Names) {
    let Ok(document) = id.parse::<DocId>() else { return };
    let name = match kind {
        Kind::Household => core.households().get(id).ok().and_then(|view| view.fields.head_name.or(view.fields.code)),
        Kind::Person => core.persons().show(document).ok().and_then(|view| view.fields.name),
        Kind::Case => core.cases().show(document).ok().and_then(|view| view.fields.title),
        Kind::Visit => core.visits().show(document).ok().and_then(|view| view.fields.date),
        Kind::Assistance | Kind::DiaryEntry | Kind::Comment => None,
    };
    if let Some(name) = name {
        names.insert(id.to_owned(), name);
    }
}

/// The names from the township down to the area: what is above is the same for all.
fn area(areas: &[AreaView], code: &str) -> String {
    let mut path = String::new();
    let mut next = areas.iter().find(|area| area.code == code);
    while let Some(area) = next {
        if area.level == "county" && !path.is_empty() {
            break;
        }
        path.insert_str(0, &area.name);
        // Codes get shorter or end in more zeros upwards; one that does not would lead in a circle.
        next = areas.iter().find(|above| above.code == area.parent && above.code < area.code);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_is_named_from_the_township_down() {
        let area_of = |code: &str, name: &str, level: &str, parent: &str| AreaView {
            code: code.into(),
            name: name.into(),
            level: level.into(),
            parent: parent.into(),
        };
        let areas = [
            area_of("431027000000", "桂东县", "county", ""),
            area_of("431027100000", "沤江镇", "township", "431027000000"),
            area_of("431027100201", "增口村", "village", "431027100000"),
            area_of("431027100201003", "3组", "group", "431027100201"),
            area_of("431027999999", "环", "village", "431027999999"),
        ];
        let cases = [
            ("431027100201003", "沤江镇增口村3组"),
            ("431027100000", "沤江镇"),
            ("431027000000", "桂东县"),
            ("431027999999", "环"),
            ("1", ""),
        ];
        for (code, name) in cases {
            assert_eq!(area(&areas, code), name, "{code}");
        }
    }
}
