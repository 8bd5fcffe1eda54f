//! What somebody needs to know of the demo that is ready: addresses, logins, a code for a device, what to type next.

use std::path::Path;

use lianxin_server::admin::{EnrolCodeIssued, Figures};
use lianxin_server::apps::{self, Built};
use serde::Serialize;

use super::folder;
use super::invented::{COUNTY, TOWNSHIP, Township, area_name};
use super::passwords;
use super::staff::Staff;
use crate::lang::Lang;
use crate::qr;
use crate::table::Table;

/// The cadre whose next device the code is for: some contact households, a short first sync.
pub(super) const NEXT_DEVICE: usize = 8;

/// The document of `--json`.
#[derive(Debug, Serialize)]
pub(super) struct Ready {
    pub(super) url: String,
    /// The console, and the field app; none where it is not built.
    console: Option<String>,
    field: Option<String>,
    openapi: String,
    data: String,
    seed: u64,
    county: &'static str,
    township: &'static str,
    place: String,
    figures: Figures,
    /// Seconds that the preparation took; none where the county was there.
    prepared_seconds: Option<f64>,
    logins: Vec<Login>,
    enrol: Enrol,
    /// What to type next, a line each.
    commands: Vec<Suggestion>,
}

#[derive(Debug, Serialize)]
struct Login {
    login: String,
    password: String,
    role: &'static str,
    title: &'static str,
    name: String,
}

#[derive(Debug, Serialize)]
struct Enrol {
    login: String,
    code: String,
    /// Opens the field app with the code in it; none where no apps are built.
    link: Option<String>,
    expires_at_s: i64,
}

#[derive(Debug, Serialize)]
struct Suggestion {
    zh: &'static str,
    en: &'static str,
    command: String,
}

/// The county that is ready.
pub(super) struct County<'a> {
    pub(super) seed: u64,
    pub(super) folder: &'a Path,
    pub(super) url: &'a str,
    /// Which apps the server serves.
    pub(super) built: Built,
    pub(super) township: &'a Township,
    pub(super) staff: &'a Staff,
}

impl Ready {
    pub(super) fn new(
        county: &County<'_>,
        figures: Figures,
        code: EnrolCodeIssued,
        prepared_seconds: Option<f64>,
    ) -> Self {
        let County { seed, staff, .. } = *county;
        let logins = passwords::introduced(staff).map(|member| Login {
            login: member.login.clone(),
            password: passwords::of(seed, &member.login),
            role: member.role,
            title: member.title,
            name: member.name.clone(),
        });
        let login = next_login(staff);
        let link = county.built.field.then(|| apps::enrol_link(county.url, &code.code));
        Self {
            url: county.url.to_owned(),
            console: county.built.console.then(|| apps::console_url(county.url)),
            field: county.built.field.then(|| apps::field_url(county.url)),
            openapi: format!("{}/v1/openapi.json", county.url),
            data: county.folder.display().to_string(),
            seed,
            county: COUNTY,
            township: TOWNSHIP,
            place: format!("{}{}", area_name(COUNTY), area_name(TOWNSHIP)),
            figures,
            prepared_seconds,
            logins: logins.collect(),
            commands: commands(county, &code.code, &login),
            enrol: Enrol { login, link, code: code.code, expires_at_s: code.expires_at_s },
        }
    }

    /// The same for people.
    pub(super) fn text(&self, lang: Lang, on_terminal: bool) -> String {
        let Figures { households, persons, visits, assistance, diary_entries, cases, comments, conflicts } =
            self.figures;
        let (place, url, openapi, data) = (&self.place, &self.url, &self.openapi, &self.data);
        let mut text = lang.pick(
            format!(
                "\n连心演示县已就绪：{place}（人员均为虚构）\n\
                 {households} 户 {persons} 人，走访 {visits}，帮扶 {assistance}，日记 {diary_entries}，\
                 台账事项 {cases}，批示 {comments}，待核实 {conflicts}\n数据在 {data}\n\nREST     {url}/v1\nOpenAPI  {openapi}\n\n"
            ),
            format!(
                "\nLianxin's demo county is ready: {place} (invented people)\n\
                 {households} households, {persons} people, {visits} visits, {assistance} records of assistance, \
                 {diary_entries} diary entries, {cases} cases, {comments} comments, {conflicts} conflicts\n\
                 Data in {data}\n\nREST     {url}/v1\nOpenAPI  {openapi}\n\n"
            ),
        );
        if let Some(console) = &self.console {
            text.push_str(&lang.pick(
                format!("# 管理端：在浏览器中打开，用下面的账号登录（领导、管理员、审计员）\n{console}\n\n"),
                format!(
                    "# the console: open it in a browser and log in as a supervisor, the administrator or the auditor\n\
                     {console}\n\n"
                ),
            ));
        }
        let mut logins = Table::new(lang.pick(["账号", "密码", "身份", "姓名"], ["login", "password", "role", "name"]));
        for login in &self.logins {
            let role = lang.pick(login.title, login.role);
            logins.row([login.login.clone(), login.password.clone(), role.to_owned(), login.name.clone()]);
        }
        text.push_str(&logins.text());
        self.write_link(&mut text, lang, on_terminal);
        for Suggestion { zh, en, command } in &self.commands {
            text.push_str(&format!("\n# {}\n{command}\n", lang.pick(zh, en)));
        }
        text.push_str(lang.pick("\nCtrl-C 结束\n", "\nCtrl-C ends it\n"));
        text
    }

    /// What a visitor of the demo opens first.
    fn write_link(&self, text: &mut String, lang: Lang, on_terminal: bool) {
        let Some(link) = &self.enrol.link else { return };
        let login = &self.enrol.login;
        text.push_str(&lang.pick(
            format!("\n# 干部应用：在浏览器中打开，登记为 {login} 的手机（10 分钟内有效，只能用一次）\n{link}\n"),
            format!(
                "\n# the field app: open it in a browser, as {login}'s phone (works once, for 10 minutes)\n{link}\n"
            ),
        ));
        if on_terminal {
            text.push_str(&qr::picture(link));
        }
    }
}

/// Whose device comes next.
pub(super) fn next_login(staff: &Staff) -> String {
    staff.cadres.get(NEXT_DEVICE).map(|cadre| cadre.account.login.clone()).unwrap_or_default()
}

fn commands(county: &County<'_>, code: &str, login: &str) -> Vec<Suggestion> {
    let County { seed, folder, url, township, staff, .. } = *county;
    let program = program();
    let (data, roster) = (quoted(&folder.display().to_string()), folder.join(folder::ROSTER));
    let roster = quoted(&roster.display().to_string());
    let device = format!("{program} device --store ./phone.lianxin");
    let own = staff.cadres.get(NEXT_DEVICE).and_then(|cadre| cadre.households.first());
    let household = own.and_then(|place| township.households.get(*place));
    let household = household.map_or("", |household| household.code.as_str());
    let reader = staff.supervisors.first().map_or("", |supervisor| supervisor.login.as_str());
    let password = passwords::of(seed, reader);
    let body = format!(r#"{{"login":"{reader}","password":"{password}"}}"#);
    let suggestion = |zh, en, command| Suggestion { zh, en, command };
    vec![
        suggestion(
            "一台新设备（登记码 10 分钟内有效）",
            "a new device (the code works for 10 minutes)",
            [
                format!("{device} enrol {url} {code}"),
                format!("{device} sync"),
                format!("{device} household list"),
                format!("{device} household show {household}"),
                format!("{device} visit add --household {household} --kind home --text 屋顶漏雨，已记下"),
                format!("{device} sync"),
            ]
            .join("\n"),
        ),
        suggestion(
            "登记码过期后再要一个",
            "another code when that one has expired",
            format!("{program} admin --data {data} enrol --login {login} --url {url}"),
        ),
        suggestion(
            "领导在网上看",
            "a supervisor reads",
            [
                format!("TOKEN=$(curl -s {url}/v1/login -H 'content-type: application/json' -d '{body}' | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')"),
                format!("curl -s -H \"authorization: Bearer $TOKEN\" '{url}/v1/cases?limit=3'"),
                format!("curl -s -H \"authorization: Bearer $TOKEN\" '{url}/v1/conflicts?limit=3'"),
            ]
            .join("\n"),
        ),
        suggestion(
            "同一份花名册再导入一次：什么都不变",
            "the same roster again: nothing changes",
            format!("{program} admin --data {data} roster import {roster}"),
        ),
    ]
}

/// This program as it can be typed from here.
fn program() -> String {
    let Ok(program) = std::env::current_exe() else { return "lianxin".to_owned() };
    let here = std::env::current_dir().ok();
    let below = here.and_then(|here| program.strip_prefix(here).ok().map(Path::to_path_buf));
    quoted(&below.unwrap_or(program).display().to_string())
}

/// For a shell.
fn quoted(text: &str) -> String {
    let plain = |ch: char| ch.is_ascii_alphanumeric() || "/._-:".contains(ch) || !ch.is_ascii();
    if text.chars().all(plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}
