//! This project as one of the measured: its real server in a process of its own, and a real device.

use std::path::Path;
use std::sync::Arc;

use lianxin_client::Client;
use lianxin_core::changes::FieldChange;
use lianxin_core::requests::{AddHouseholdRequest, ListFilter};
use lianxin_core::{Core, SystemPlatform};
use lianxin_model::document::Document;
use lianxin_model::ids::DocId;
use lianxin_model::role::{AssignmentKind, Role};
use lianxin_server::admin::{self, Account, Opening, Target};
use lianxin_server::clock::SystemClock;
use lianxin_server::http::serve::ServeBounds;
use lianxin_server::{Config, serve};
use lianxin_store::Store;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{lines, work};

const COUNTY: &str = "431027";
const DIVISIONS: &str = include_str!("../../../data/divisions.csv");

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Serves a county until the input ends.
pub(crate) fn server(host: &str, folder: &Path) {
    let runtime = lianxin_server::runtime().expect("a runtime");
    let store = admin::open_county(folder, &SystemClock, Opening::OrNew).expect("a store");
    admin::import_areas(store.as_ref(), DIVISIONS.as_bytes()).expect("areas");
    let config = Config {
        listen: format!("{host}:0").parse().expect("an address"),
        store: Arc::clone(&store),
        clock: Arc::new(SystemClock),
        // Far above what is measured: the herd is not to be spread here.
        bounds: ServeBounds { sync_frames_per_second: 5_000, ..ServeBounds::default() },
        apps: None,
    };
    let running = runtime.block_on(serve(config, std::future::pending())).expect("a server");
    let port = running.address().port();
    lines::serve(|request| {
        let login = request["login"].as_str().unwrap_or_default();
        match request["do"].as_str().unwrap_or_default() {
            "port" => Ok(json!({ "port": port })),
            // Somebody who answers for the whole village, unless they have households of their own.
            "enrol" => {
                account(store.as_ref(), login)?;
                if !login.starts_with(super::CADRE) {
                    let village = Target::Area(work::AREA.to_owned());
                    admin::assign(store.as_ref(), login, AssignmentKind::Lead, &village).map_err(told)?;
                }
                code(store.as_ref(), login)
            }
            // A cadre with households of their own.
            "assign" => {
                account(store.as_ref(), login)?;
                for number in lines::numbers(request, "numbers") {
                    let household = Target::Household(format!("{number:05}"));
                    admin::assign(store.as_ref(), login, AssignmentKind::Contact, &household).map_err(told)?;
                }
                Ok(json!({}))
            }
            "figures" => figures(store.as_ref(), request),
            other => Err(format!("{other}?")),
        }
    });
}

fn account(store: &dyn Store, login: &str) -> Result<(), String> {
    // As in a real county the people are of different townships: a device is told of those of its own.
    let townships: Vec<&str> = DIVISIONS
        .lines()
        .filter(|line| line.starts_with(COUNTY) && line.split(',').nth(2) == Some("township"))
        .filter_map(|line| line.split(',').next())
        .collect();
    let number: usize = login.trim_start_matches(super::CADRE).parse().unwrap_or(0);
    let area = townships.get(number % townships.len().max(1)).ok_or("no township")?;
    let (name, login, area) = (login.to_owned(), login.to_owned(), (*area).to_owned());
    let account = Account { name, login, role: Role::Cadre, area };
    admin::add_user(store, &SystemClock, &account).map(|_| ()).map_err(told)
}

fn code(store: &dyn Store, login: &str) -> Result<Value, String> {
    let issued = admin::issue_enrol_code(store, &SystemClock, login).map_err(told)?;
    Ok(json!({ "code": issued.code }))
}

/// What the documents of these ids take bare: Automerge's own `save` of each, and their change chunks.
fn figures(store: &dyn Store, request: &Value) -> Result<Value, String> {
    let read = store.read().map_err(told)?;
    let (mut saved, mut chunks) = (0, 0);
    for id in request["ids"].as_array().into_iter().flatten() {
        let id: DocId = id[1].as_str().unwrap_or_default().parse().map_err(|_| "no id".to_owned())?;
        let loaded = read.load(id).map_err(told)?.ok_or("no such document")?;
        let mut document = match &loaded.snapshot {
            Some(saved) => Document::load(loaded.kind, id, saved).map_err(told)?,
            None => Document::new(loaded.kind, id),
        };
        document.merge_chunks(loaded.changes.iter().map(Vec::as_slice)).map_err(told)?;
        saved += document.save().len();
        let changes = read.changes_since(id, 0).map_err(told)?;
        // The first one registers the document.
        chunks += changes.iter().skip(1).map(|change| change.bytes.len()).sum::<usize>();
    }
    Ok(json!({ "saved": saved, "chunks": chunks }))
}

struct Device {
    runtime: tokio::runtime::Runtime,
    client: Client,
    core: Core,
    _folder: TempDir,
}

/// Answers for one device until the input ends.
pub(crate) fn device() {
    let folder = TempDir::new().expect("a folder");
    // It runs on between the requests, as an app's does: a connection that the server closed meanwhile is noticed.
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let core = Core::open(&folder.path().join("device.lianxin"), SystemPlatform).expect("a store");
    let client = Client::new().expect("a client");
    let mut device = Device { runtime, client, core, _folder: folder };
    lines::serve(|request| device.answer(request));
}

impl Device {
    fn answer(&mut self, request: &Value) -> Result<Value, String> {
        match request["do"].as_str().unwrap_or_default() {
            "open" => {
                let (url, code) = (request["url"].as_str(), request["code"].as_str());
                let enrolled = self.client.enrol(&self.core, url.unwrap_or_default(), code.unwrap_or_default());
                self.runtime.block_on(enrolled).map_err(told)?;
                Ok(json!({}))
            }
            "create" => {
                let from = lines::number(request, "from");
                let numbers = from..from + lines::number(request, "count");
                let ids: Result<Vec<Value>, String> = numbers.map(|number| self.create(number)).collect();
                Ok(json!({ "ids": ids? }))
            }
            "hold" => Ok(json!({})),
            "edit" => {
                let rounds = lines::number(request, "from")..lines::number(request, "to");
                for number in lines::numbers(request, "numbers") {
                    for round in rounds.clone() {
                        let (field, value) = work::edit(number, round);
                        let text = match value {
                            work::Value::Text(text) => text,
                            // As a person types an amount, in yuan.
                            work::Value::Whole(fen) => format!("{}.{:02}", fen / 100, fen % 100),
                        };
                        let change = FieldChange::set(field, text);
                        self.core.households().set(&format!("{number:05}"), &[change], None).map_err(told)?;
                    }
                }
                Ok(json!({}))
            }
            // Until a list of so many households can be read, with their heads and addresses.
            "list" => {
                let wanted = lines::number(request, "count");
                let mut rounds = 0;
                while self.listed()? < wanted {
                    rounds += 1;
                    let report = self.runtime.block_on(self.client.sync_once(&self.core)).map_err(told)?;
                    if !report.more && self.listed()? < wanted {
                        return Err(format!("{} listed", self.listed()?));
                    }
                }
                Ok(json!({ "rounds": rounds }))
            }
            "sync" => {
                let begun = std::time::Instant::now();
                let report = self.runtime.block_on(self.client.sync_until_done(&self.core)).map_err(told)?;
                Ok(json!({ "seconds": begun.elapsed().as_secs_f64(), "rounds": report.rounds }))
            }
            "offline" => {
                self.client = Client::new().map_err(told)?;
                Ok(json!({}))
            }
            "digest" => {
                let (count, digest) = work::digest(self.documents()?);
                Ok(json!({ "count": count, "digest": digest }))
            }
            other => Err(format!("{other}?")),
        }
    }

    fn create(&self, number: usize) -> Result<Value, String> {
        let mut request = AddHouseholdRequest::default();
        for (field, value) in work::fresh(number) {
            match field {
                "code" => request.code = Some(value),
                "area" => request.area = value,
                "head_name" => request.head_name = Some(value),
                "address" => request.address = Some(value),
                _ => request.fields.push(FieldChange::set(field, value)),
            }
        }
        let household = self.core.households().add(&request).map_err(told)?;
        Ok(json!([number, household.id.to_string()]))
    }

    fn listed(&self) -> Result<usize, String> {
        let households = self.core.households().list(&ListFilter::default()).map_err(told)?;
        let readable = households.iter().filter(|it| it.fields.head_name.is_some() && it.fields.address.is_some());
        Ok(readable.count())
    }

    fn documents(&self) -> Result<Vec<[String; 8]>, String> {
        let households = self.core.households().list(&ListFilter::default()).map_err(told)?;
        let rows = households.into_iter().map(|household| {
            let fields = household.fields;
            let income = fields.income_fen.map(|fen| fen.to_string());
            let given = [fields.code, fields.area, fields.head_name, fields.address, fields.phone, fields.housing];
            let [code, area, head_name, address, phone, housing] = given.map(Option::unwrap_or_default);
            let (hardship, income) = (fields.hardship.unwrap_or_default(), income.unwrap_or_default());
            [code, area, head_name, address, phone, housing, hardship, income]
        });
        Ok(rows.collect())
    }
}
