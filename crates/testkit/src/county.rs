//! A county for scenarios, made with the commands that an administrator types.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::binary::{self, Run, Server};

/// What every account here has for a password.
pub const PASSWORD: &str = "correct-horse-battery";

/// A county's data folder with areas and accounts, and a folder for devices.
#[derive(Debug)]
pub struct County {
    folder: TempDir,
    /// The village's division code.
    pub village: String,
}

impl County {
    /// Areas from the project's own list; an administrator, a supervisor and two cadres `a` and `b` who both lead the village.
    ///
    /// # Panics
    /// When a command fails.
    pub fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let county = Self { folder, village: first_village() };
        let areas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/divisions.csv");
        county.admin(["area", "import", &areas.to_string_lossy()]).ok();
        let township = format!("{}000", &county.village[..9]);
        for (login, name, role, area) in [
            ("admin", "管理员甲", "admin", "431027000000"),
            ("leader", "领导甲", "supervisor", township.as_str()),
            ("a", "干部甲", "cadre", township.as_str()),
            ("b", "干部乙", "cadre", township.as_str()),
        ] {
            county.admin(["user", "add", "--name", name, "--login", login, "--role", role, "--area", area]).ok();
        }
        county.set_password("leader");
        for login in ["a", "b"] {
            county.admin(["assign", "--login", login, "--area", &county.village, "--kind", "lead"]).ok();
        }
        county
    }

    /// The division code of the village beside.
    ///
    /// # Panics
    /// When the list has one village alone.
    pub fn other_village(&self) -> String {
        villages().nth(1).expect("the list has villages")
    }

    /// The server's data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("county")
    }

    /// A device's store.
    pub fn store(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.lianxin"))
    }

    /// A file of its own.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `lianxin admin --data … …`
    pub fn admin<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Run {
        let mut words = vec!["admin".to_owned(), "--data".to_owned(), self.data().to_string_lossy().into_owned()];
        words.extend(arguments.into_iter().map(str::to_owned));
        binary::run(words)
    }

    /// `lianxin device --store … …`
    pub fn device<'a>(&self, name: &str, arguments: impl IntoIterator<Item = &'a str>) -> Run {
        binary::run(self.device_arguments(name, arguments))
    }

    /// The arguments of a device's command.
    pub fn device_arguments<'a>(&self, name: &str, arguments: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let store = self.store(name).to_string_lossy().into_owned();
        let mut words = vec!["device".to_owned(), "--store".to_owned(), store];
        words.extend(arguments.into_iter().map(str::to_owned));
        words
    }

    /// Enrols a device of an account.
    ///
    /// # Panics
    /// When it fails.
    pub fn enrol(&self, device: &str, login: &str, url: &str) {
        let code = self.admin(["enrol", "--login", login]).ok();
        let code = code["code"].as_str().expect("a code");
        self.device(device, ["enrol", url, code]).ok();
    }

    /// Imports a village of households with a code each, two people in every one.
    ///
    /// # Panics
    /// When it fails.
    pub fn import_households(&self, households: usize) {
        let mut sheet = String::from("户编号,村,组,户主,姓名,与户主关系,电话,住址\n");
        let village = village_name(&self.village);
        for number in 1..=households {
            let head = format!("罗{}", char::from_u32(0x4e00 + number as u32).unwrap_or('山'));
            let _written = write!(
                sheet,
                "{number:04},{village},1组,{head},{head},户主,1390000{number:04},上坪{number}号\n{number:04},{village},1组,{head},{head}妻,配偶,,\n"
            );
        }
        let file = self.file("roster.csv");
        std::fs::write(&file, sheet).expect("the sheet is written");
        self.admin(["roster", "import", &file.to_string_lossy()]).ok();
    }

    /// Gives an account [`PASSWORD`].
    ///
    /// # Panics
    /// When it fails.
    pub fn set_password(&self, login: &str) {
        let mut child = Command::new(binary::path())
            .args(["--json", "admin", "--data"])
            .arg(self.data())
            .args(["user", "password", "--login", login])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("the binary starts");
        let mut stdin = child.stdin.take().expect("it is piped");
        std::io::Write::write_all(&mut stdin, PASSWORD.as_bytes()).expect("it reads the password");
        drop(stdin);
        assert!(child.wait().expect("it ends").success());
    }
}

impl Default for County {
    fn default() -> Self {
        Self::new()
    }
}

/// A supervisor's view over REST.
#[derive(Debug)]
pub struct Office {
    client: reqwest::Client,
    url: String,
    token: String,
}

impl Office {
    /// Logs the county's supervisor in.
    ///
    /// # Panics
    /// When it fails.
    pub async fn login(server: &Server, login: &str) -> Self {
        let client = reqwest::Client::new();
        let answer = client.post(format!("{}/v1/login", server.url));
        let answer = answer.json(&json!({ "login": login, "password": PASSWORD })).send().await.expect("an answer");
        let body: Json = answer.json().await.expect("JSON");
        let token = body["access_token"].as_str().unwrap_or_else(|| panic!("no token: {body}")).to_owned();
        Self { client, url: server.url.clone(), token }
    }

    /// The token that they were given.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// `GET` of a path below `/v1/`: status and body.
    ///
    /// # Panics
    /// When there is no answer, or it is no JSON.
    pub async fn get(&self, path: &str) -> (u16, Json) {
        let request = self.client.get(format!("{}/v1/{path}", self.url)).bearer_auth(&self.token);
        let answer = request.send().await.expect("an answer");
        let status = answer.status().as_u16();
        (status, answer.json().await.expect("JSON"))
    }

    /// `POST` to a path below `/v1/`: status and body.
    ///
    /// # Panics
    /// When there is no answer, or it is no JSON.
    pub async fn post(&self, path: &str, body: &Json) -> (u16, Json) {
        self.send(self.client.post(format!("{}/v1/{path}", self.url)), body).await
    }

    /// `PATCH` of a path below `/v1/`: status and body.
    ///
    /// # Panics
    /// When there is no answer, or it is no JSON.
    pub async fn patch(&self, path: &str, body: &Json) -> (u16, Json) {
        self.send(self.client.patch(format!("{}/v1/{path}", self.url)), body).await
    }

    async fn send(&self, request: reqwest::RequestBuilder, body: &Json) -> (u16, Json) {
        let request = request.bearer_auth(&self.token).json(body);
        let answer = request.send().await.expect("an answer");
        let status = answer.status().as_u16();
        (status, answer.json().await.expect("JSON"))
    }
}

fn divisions() -> impl Iterator<Item = Vec<&'static str>> {
    include_str!("../../../data/divisions.csv").lines().skip(1).map(|line| line.split(',').collect())
}

fn first_village() -> String {
    villages().next().expect("the list has villages")
}

fn villages() -> impl Iterator<Item = String> {
    let villages = divisions().filter(|row| row.get(2) == Some(&"village") && row[0].starts_with("431027"));
    villages.map(|row| row[0].to_owned())
}

fn village_name(code: &str) -> &'static str {
    divisions().find(|row| row[0] == code).map(|row| row[1]).expect("the list has it")
}
