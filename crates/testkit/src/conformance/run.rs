//! Runs the steps.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value as Json, json};

use super::expect::{Names, at, differs};
use super::host::{Answer, Ask, Host};
use super::look::{agree, look};
use super::office::Desk;

/// The devices, and so the accounts that they are of.
const DEVICES: [&str; 2] = ["a", "b"];

struct Run<'a> {
    host: &'a mut dyn Host,
    desk: Desk<'a>,
    names: Names,
    shown: serde_json::Map<String, Json>,
}

/// Runs a scenario and returns what its looks showed, by their names.
///
/// # Errors
/// What was otherwise than a step expects, with the step.
pub fn run(scenario: &Json, host: &mut dyn Host, apps: Option<&Path>) -> Result<Json, String> {
    let steps = scenario["steps"].as_array().ok_or("scenario.json has no steps")?;
    let mut run = Run { host, desk: Desk::new(apps)?, names: Names::default(), shown: serde_json::Map::new() };
    run.names.remember("village", Json::from(run.desk.county.village.clone()));
    for device in DEVICES {
        run.open(device)?;
    }
    for (index, step) in steps.iter().enumerate() {
        run.step(step).map_err(|why| format!("step {}: {why}\n  in {step}", index + 1))?;
    }
    for device in DEVICES {
        run.close(device)?;
    }
    Ok(Json::Object(run.shown))
}

impl Run<'_> {
    fn step(&mut self, step: &Json) -> Result<(), String> {
        let text = |key: &str| step[key].as_str();
        let answer = if let Some(device) = text("on") {
            self.on(device, step)?
        } else if let Some(words) = step["admin"].as_array() {
            let words = self.names.fill(&Json::from(words.clone()))?;
            let words: Vec<&str> = words.as_array().into_iter().flatten().filter_map(Json::as_str).collect();
            Ok(self.desk.admin(&words)?)
        } else if let Some(login) = text("office") {
            Ok(self.office(login, step)?)
        } else if let Some(word) = text("server") {
            self.desk.server(word);
            Ok(Json::Null)
        } else if let Some(name) = text("new_id") {
            self.names.remember(name, Json::from(new_id()));
            Ok(Json::Null)
        } else if let Some(name) = text("look") {
            return self.look(name);
        } else if step["agree"] == true {
            return agree(self.host, &DEVICES, &mut self.desk);
        } else {
            return Err("nothing is to be done".to_owned());
        };
        self.judge(step, answer)
    }

    fn on(&mut self, device: &str, step: &Json) -> Result<Answer, String> {
        let url = self.desk.url.clone();
        if let Some(name) = step["call"].as_str() {
            let with = match step["raw"].as_str() {
                Some(raw) => raw.to_owned(),
                None => self.names.fill(step.get("with").unwrap_or(&json!({})))?.to_string(),
            };
            self.host.answer(&Ask::Call { device, name, with: &with })
        } else if let Some(login) = step["enrol"].as_str() {
            let code = self.desk.code(login)?;
            self.host.answer(&Ask::Enrol { device, url: &url, code: &code })
        } else if let Some(code) = step["enrol_with"].as_str() {
            self.host.answer(&Ask::Enrol { device, url: &url, code })
        } else if step["sync"] == true {
            // What a sync brought is told differently by each host; what came of it is there to see.
            Ok(self.host.answer(&Ask::Sync { device })?.map(|_| Json::Null))
        } else if step["reopen"] == true {
            self.close(device)?;
            self.open(device)?;
            Ok(Ok(Json::Null))
        } else {
            Err("nothing is asked of the device".to_owned())
        }
    }

    fn office(&mut self, login: &str, step: &Json) -> Result<Json, String> {
        let path = |key: &str| step[key].as_str().map(|path| self.names.path(path)).transpose();
        match (path("get")?, path("post")?) {
            (Some(get), None) => self.desk.get(login, &get),
            (None, Some(post)) => {
                let body = self.names.fill(&step["with"])?;
                self.desk.post(login, &post, &body)
            }
            _ => Err("nothing is asked of the office".to_owned()),
        }
    }

    fn judge(&mut self, step: &Json, answer: Answer) -> Result<(), String> {
        let answer = match (answer, step.get("fails")) {
            (Ok(answer), None) => answer,
            (Err(failure), Some(expected)) => {
                let (code, fields) = (&failure["code"], of_fields(&failure));
                // Which of several it is may follow from how a host keeps its connections.
                let codes = expected["code"].as_array();
                let is_one = codes.map_or(*code == expected["code"], |codes| codes.contains(code));
                let fits = is_one && fields == of_fields(expected);
                return if fits { Ok(()) } else { Err(format!("failed with {code} {fields:?}")) };
            }
            (Ok(answer), Some(_)) => return Err(format!("did not fail: {answer}")),
            (Err(failure), None) => return Err(format!("failed: {failure}")),
        };
        for (pointer, expected) in step["expect"].as_object().into_iter().flatten() {
            let expected = self.names.fill(expected)?;
            if let Some(difference) = differs(at(&answer, &self.names.path(pointer)?).as_ref(), &expected) {
                return Err(format!("at {pointer:?}: {difference}"));
            }
        }
        for (name, pointer) in step["remember"].as_object().into_iter().flatten() {
            let place = self.names.path(pointer.as_str().unwrap_or_default())?;
            let place = at(&answer, &place);
            let value = place.ok_or_else(|| format!("there is no {pointer} to remember: {answer}"))?;
            self.names.remember(name, value);
        }
        Ok(())
    }

    fn look(&mut self, name: &str) -> Result<(), String> {
        let mut shown = serde_json::Map::new();
        for device in DEVICES {
            shown.insert(device.to_owned(), look(self.host, device, &self.names)?);
        }
        self.shown.insert(name.to_owned(), Json::Object(shown));
        Ok(())
    }

    fn open(&mut self, device: &str) -> Result<(), String> {
        let folder = self.desk.county.file(&format!("device-{device}"));
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let (folder, url) = (folder.to_string_lossy().into_owned(), self.desk.url.clone());
        let opened = self.host.answer(&Ask::Open { device, folder: &folder, url: &url })?;
        opened.map(drop).map_err(|failure| format!("{device} was not opened: {failure}"))
    }

    fn close(&mut self, device: &str) -> Result<(), String> {
        let closed = self.host.answer(&Ask::Close { device })?;
        closed.map(drop).map_err(|failure| format!("{device} was not closed: {failure}"))
    }
}

/// Which fields do not fit and why, in order.
fn of_fields(failure: &Json) -> Vec<String> {
    let fields = failure["fields"].as_array().into_iter().flatten();
    let word = |value: &Json| value.as_str().unwrap_or("?").to_owned();
    let mut fields: Vec<String> =
        fields.map(|field| format!("{} {}", word(&field["field"]), word(&field["code"]))).collect();
    fields.sort();
    fields
}

/// An id as a page makes one. Of today: a phone takes the moment in it for that of the news.
fn new_id() -> String {
    let made_ms = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    let (ms, rest) = (made_ms / 1_000_000, made_ms % 1_000_000);
    format!("{:08x}-{:04x}-7000-8000-{rest:012}", ms >> 16, ms & 0xffff)
}
