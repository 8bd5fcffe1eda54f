//! The console's answers at the size of a county, beside the same questions to the bare database. `--county FOLDER` makes the
//! county and starts nothing; `--share 0.1` makes a part of it; `--write
//! docs/performance.md` puts the table there.

mod county;
mod floor;
mod herd;
mod load;
#[path = "../page.rs"]
mod page;
mod questions;
mod records;
mod settlers;
mod table;
mod words;

use std::io::BufRead as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use lianxin_model::ids::Kind;
use lianxin_model::limits::EXPORT_ROWS_MAX;
use lianxin_server::admin::{self, Opening};
use lianxin_server::clock::{Clock as _, SystemClock};
use lianxin_server::http::serve::ServeBounds;
use lianxin_server::{Config, auth, serve};
use lianxin_store::{ListQuery, Scope, Store};

const DEVICES: usize = 500;
const SECONDS: u64 = 60;
const PASSWORD: &str = "三月的田埂上走了一天";

type Failed = Box<dyn std::error::Error>;

pub fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value =
        |name: &str| arguments.iter().position(|it| it == name).and_then(|place| arguments.get(place + 1)).cloned();
    let share: f64 = value("--share").and_then(|text| text.parse().ok()).unwrap_or(1.0);
    if let Some(folder) = value("--serve") {
        return serve_county(&PathBuf::from(folder));
    }
    let folder = value("--county").map_or_else(|| usual(share), PathBuf::from);
    county::make(&folder, share)?;
    if value("--county").is_some() {
        return Ok(());
    }
    let seconds = value("--seconds").and_then(|text| text.parse().ok()).unwrap_or(SECONDS);
    let devices = value("--devices").and_then(|text| text.parse().ok()).unwrap_or(DEVICES);
    let text = measure(&folder, county::share_of(county::CADRES, share), devices, seconds)?;
    println!("{text}");
    value("--write").map_or(Ok(()), |page| page::put(&PathBuf::from(page), "console", &text))
}

/// Where counties are kept between runs: a folder of the user's cache, which may be deleted at any time.
fn usual(share: f64) -> PathBuf {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = named("XDG_CACHE_HOME").or_else(|| named("HOME").map(|home| home.join(".cache")));
    cache.unwrap_or_else(std::env::temp_dir).join(format!("lianxin/bench/console-{share}"))
}

/// Serves the county until the input ends; says where.
fn serve_county(folder: &Path) -> Result<(), Failed> {
    let runtime = lianxin_server::runtime()?;
    let config = Config {
        listen: ([127, 0, 0, 1], 0).into(),
        store: admin::open_county(folder, &SystemClock, Opening::Existing)?,
        clock: Arc::new(SystemClock),
        bounds: ServeBounds::default(),
        apps: None,
    };
    let running = runtime.block_on(serve(config, std::future::pending()))?;
    println!("{}", running.address());
    std::io::stdin().lock().lines().for_each(drop);
    Ok(())
}

/// The server in a process of its own; it ends with this one.
fn server(folder: &Path) -> Result<(Child, std::net::SocketAddr), Failed> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("--serve")
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut line = String::new();
    let out = child.stdout.take().ok_or("no output")?;
    std::io::BufReader::new(out).read_line(&mut line)?;
    Ok((child, line.trim().parse()?))
}

fn measure(folder: &Path, cadres: usize, devices: usize, seconds: u64) -> Result<String, Failed> {
    let store: Arc<dyn Store> = admin::open_county(folder, &SystemClock, Opening::Existing)?;
    let (mut child, address) = server(folder)?;
    let base = format!("http://{address}");
    let mut codes = Vec::with_capacity(devices);
    for number in 0..devices.min(cadres) {
        // Cadres from all over the county.
        let login = settlers::login_of_cadre(number * cadres / devices.min(cadres));
        codes.push(admin::issue_enrol_code(store.as_ref(), &SystemClock, &login)?.code);
    }
    let runtime = tokio::runtime::Runtime::new()?;
    let supervisors = runtime.block_on(log_in(&base, &store))?;
    let (stop, done) = (AtomicBool::new(false), herd::Done::default());
    let (held, holding) = std::sync::mpsc::channel::<herd::Held>();
    let (measured, server_s) = std::thread::scope(|scope| {
        let (codes, stop, done) = (&codes, &stop, &done);
        scope.spawn(move || herd::run(address, codes, &held, stop, done));
        // Each thread says so once; the channel is closed when all have, or have ended.
        let mut there = 0;
        while there < codes.len() {
            match holding.recv().map_err(|_| "devices ended before their time".to_owned()).flatten() {
                Ok(devices) => there += devices,
                Err(error) => {
                    stop.store(true, Ordering::Relaxed);
                    return Err(error);
                }
            }
            eprintln!("{there} of {} devices hold what is theirs", codes.len());
        }
        let before_s = table::cpu_s(child.id());
        let measured = runtime.block_on(load::measure(&base, supervisors, Arc::clone(&store), seconds));
        stop.store(true, Ordering::Relaxed);
        Ok((measured, table::cpu_s(child.id()) - before_s))
    })?;
    drop(child.stdin.take());
    child.wait()?;
    Ok(table::of(&measured, codes.len(), &done, server_s, seconds))
}

async fn log_in(base: &str, store: &Arc<dyn Store>) -> Result<Vec<load::Supervisor>, Failed> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let mut supervisors = Vec::new();
    for number in 0..settlers::SUPERVISORS {
        let login = settlers::login_of_supervisor(number);
        auth::set_password(store.as_ref(), &login, PASSWORD, SystemClock.now_s())?;
        let body = serde_json::json!({ "login": login, "password": PASSWORD }).to_string();
        let asked = client.post(format!("{base}/v1/login")).header("content-type", "application/json").body(body);
        let answer: serde_json::Value = serde_json::from_slice(&asked.send().await?.bytes().await?)?;
        let token = answer["access_token"].as_str().ok_or("no token")?.to_owned();
        let area = answer["user"]["area"].as_str().unwrap_or(settlers::COUNTY).to_owned();
        let households = Arc::new(households_of(store.as_ref(), &area)?);
        supervisors.push(load::Supervisor { token, area, households });
    }
    Ok(supervisors)
}

/// The households of an area: ids with names.
fn households_of(store: &dyn Store, area: &str) -> Result<Vec<(String, String)>, Failed> {
    let scope = Scope { areas: vec![area.to_owned()], ..Scope::nothing() };
    let all = ListQuery { scope, kind: Some(Kind::Household), limit: EXPORT_ROWS_MAX, ..ListQuery::default() };
    Ok(store.read()?.list(&all)?.rows.into_iter().map(|row| (row.id.to_string(), row.title)).collect())
}
