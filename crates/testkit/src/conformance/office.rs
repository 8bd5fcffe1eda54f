//! The server's side of the scenario: its county, its administrator, what supervisors do at their desks.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value as Json;
use tokio::runtime::Runtime;

use crate::binary::Server;
use crate::county::{County, Office};

/// Households that the village begins with, two people in each.
const HOUSEHOLDS: usize = 3;

pub(super) struct Desk<'a> {
    pub(super) county: County,
    apps: Option<&'a Path>,
    server: Option<Server>,
    listen: String,
    pub(super) url: String,
    runtime: Runtime,
    logged_in: BTreeMap<String, Office>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(apps: Option<&'a Path>) -> Result<Self, String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let county = County::new();
        county.import_households(HOUSEHOLDS);
        // Who decides on what others handed in does so at a desk.
        county.set_password("b");
        let server = Server::start_with(&county.data(), "127.0.0.1:0", apps);
        let (listen, url) = (server.address().to_string(), server.url.clone());
        let runtime = runtime.map_err(|error| error.to_string())?;
        Ok(Self { county, apps, server: Some(server), listen, url, runtime, logged_in: BTreeMap::new() })
    }

    /// The server goes, or comes again where it was.
    pub(super) fn server(&mut self, word: &str) {
        self.server = match word {
            "stop" => None,
            _ => Some(Server::start_with(&self.county.data(), &self.listen, self.apps)),
        };
        self.logged_in.clear();
    }

    /// A one-time code for somebody's device.
    pub(super) fn code(&self, login: &str) -> Result<String, String> {
        let issued = self.admin(&["enrol", "--login", login])?;
        issued["code"].as_str().map(str::to_owned).ok_or_else(|| format!("no code: {issued}"))
    }

    pub(super) fn admin(&self, words: &[&str]) -> Result<Json, String> {
        let done = self.county.admin(words.iter().copied());
        if done.status.success() { Ok(done.json()) } else { Err(format!("lianxin admin {words:?}: {done:?}")) }
    }

    pub(super) fn get(&mut self, login: &str, path: &str) -> Result<Json, String> {
        self.request(login, path, None)
    }

    pub(super) fn post(&mut self, login: &str, path: &str, body: &Json) -> Result<Json, String> {
        self.request(login, path, Some(body))
    }

    fn request(&mut self, login: &str, path: &str, body: Option<&Json>) -> Result<Json, String> {
        let server = self.server.as_ref().ok_or("the server is stopped")?;
        if !self.logged_in.contains_key(login) {
            let office = self.runtime.block_on(Office::login(server, login));
            self.logged_in.insert(login.to_owned(), office);
        }
        let office = self.logged_in.get(login).ok_or("nobody is logged in")?;
        let (status, answer) = self.runtime.block_on(async {
            match body {
                Some(body) => office.post(path, body).await,
                None => office.get(path).await,
            }
        });
        if status == 200 { Ok(answer) } else { Err(format!("/v1/{path}: {status} {answer}")) }
    }
}
