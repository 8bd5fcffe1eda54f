//! Everything that a device shows, and whether all hold the same.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::canonical::{Labels, canonical, is_id};
use super::expect::Names;
use super::host::{Ask, Host};
use super::office::Desk;

/// Kinds of records: their list among the calls, and among the server's pages.
const RECORDS: [(&str, &str); 6] = [
    ("households.list", "households"),
    ("persons.list", "persons"),
    ("visits.list", "visits"),
    ("cases.list", "cases"),
    ("assistance.list", "assistance"),
    ("diary.list", "diary-entries"),
];

/// What else a device shows. What follows from today's date is left out.
const REST: [&str; 8] = [
    "status.show",
    "conflicts.list",
    "set_aside.list",
    "drafts.list",
    "phrases.list",
    "reference.areas",
    "reference.users",
    "reference.assignments",
];

/// A call that must be answered.
pub(super) fn call(host: &mut dyn Host, device: &str, name: &str, with: &Json) -> Result<Json, String> {
    let with = with.to_string();
    host.answer(&Ask::Call { device, name, with: &with })?.map_err(|failure| format!("{name}: {failure}"))
}

/// A device's records in their canonical form, with their comments and histories, and what else it shows.
pub(super) fn look(host: &mut dyn Host, device: &str, names: &Names) -> Result<Json, String> {
    let mut labels = labels(host, device, names)?;
    let mut seen = serde_json::Map::new();
    for (list, _) in RECORDS {
        let mut records = Vec::new();
        for record in records_of(host, device, list)? {
            let of = json!({ "id": record["id"] });
            let mut whole = json!({ "record": record });
            for more in ["comments.list", "history.of"] {
                whole[more] = call(host, device, more, &of)?;
            }
            for comment in whole["comments.list"].as_array().into_iter().flatten() {
                // The one date that the scenario does not choose: of the day on which it runs.
                let date = comment["fields"]["date"].as_str().unwrap_or_default();
                labels.insert(date.to_owned(), "today".to_owned());
            }
            records.push(whole);
        }
        seen.insert(list.to_owned(), canonical(&Json::Array(records), &labels));
    }
    for name in REST {
        seen.insert(name.to_owned(), canonical(&call(host, device, name, &json!({}))?, &labels));
    }
    Ok(Json::Object(seen))
}

/// Fails where two devices, or a device and the server, do not hold the same state of a record. A head is the hash of a change
/// with all that it builds on: equal heads are the same changes, byte for byte.
pub(super) fn agree(host: &mut dyn Host, devices: &[&str], desk: &mut Desk<'_>) -> Result<(), String> {
    for (list, page) in RECORDS {
        let mut held: BTreeMap<String, Vec<(String, Json)>> = BTreeMap::new();
        for device in devices {
            for record in records_of(host, device, list)? {
                let id = record["id"].as_str().unwrap_or_default().to_owned();
                held.entry(id).or_default().push(((*device).to_owned(), record["heads"].clone()));
            }
        }
        for (id, mut states) in held {
            let server = desk.get("leader", &format!("{page}/{id}"))?;
            states.push(("the server".to_owned(), server["heads"].clone()));
            // A diary is its writer's, and their supervisor's; everything else is on all devices.
            let expected = if list == "diary.list" { 2 } else { devices.len() + 1 };
            let same = states
                .iter()
                .all(|(_, heads)| *heads == states[0].1 && heads.as_array().is_some_and(|it| !it.is_empty()));
            if !same || states.len() != expected {
                return Err(format!("a record of {list} is not the same everywhere: {states:?}"));
            }
        }
    }
    Ok(())
}

fn records_of(host: &mut dyn Host, device: &str, list: &str) -> Result<Vec<Json>, String> {
    match call(host, device, list, &json!({}))? {
        Json::Array(records) => Ok(records),
        other => Err(format!("{list}: {other}")),
    }
}

/// The scenario's own names, accounts and people by theirs.
fn labels(host: &mut dyn Host, device: &str, names: &Names) -> Result<Labels, String> {
    let mut labels = Labels::new();
    for (name, value) in names.all() {
        if let Some(id) = value.as_str().filter(|text| is_id(text)) {
            labels.insert(id.to_owned(), name.to_owned());
        }
    }
    let users = call(host, device, "reference.users", &json!({}))?;
    for user in users.as_array().into_iter().flatten() {
        if let (Some(id), Some(name)) = (user["id"].as_str(), user["name"].as_str()) {
            labels.insert(id.to_owned(), name.to_owned());
        }
    }
    for person in records_of(host, device, "persons.list")? {
        if let (Some(id), Some(name)) = (person["id"].as_str(), person["fields"]["name"].as_str()) {
            labels.entry(id.to_owned()).or_insert_with(|| name.to_owned());
        }
    }
    Ok(labels)
}
