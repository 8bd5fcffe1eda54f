//! `lianxin demo`: a county of invented people, made the way real data comes: areas and accounts by an administrator,
//! people by an office's roster, everything else by cadres' devices that write offline and sync over HTTP.
//!
//! | file | does |
//! | --- | --- |
//! | `invented/` | the people, their places and their roster, from a seed |
//! | `staff`, `passwords` | accounts, who answers for whom |
//! | `matters`, `phrases`, `work` | published matters and what the cadres wrote in ninety days |
//! | `folder` | the folder of a demo, taken up again or cleared |
//! | `prepare`, `phones`, `progress` | makes the county |
//! | `ready` | what is told at the end |

mod folder;
mod invented;
mod matters;
mod passwords;
mod phones;
mod phrases;
mod prepare;
mod progress;
mod ready;
mod staff;
mod work;

use std::io::{IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use jiff::tz::Offset;
use lianxin_server::Config;
use lianxin_server::admin::{self, Opening, Store};
use lianxin_server::apps::Built;
use lianxin_server::clock::SystemClock;
use lianxin_server::http::serve::ServeBounds;
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::console::Console;
use crate::failure::{Failure, Outcome};
use crate::serve;
use folder::{Marker, Present};
use invented::Township;
use prepare::Preparation;
use progress::Progress;
use ready::{County, Ready};
use staff::Staff;

/// Households of the published township.
const HOUSEHOLDS: usize = 2400;
/// Every village has some, and every cadre too.
const HOUSEHOLDS_MIN: u64 = 24;
const HOUSEHOLDS_MAX: u64 = 20_000;

/// Run a demo county of invented people [演示]
#[derive(Debug, Args)]
#[command(after_help = "\
Example [例]:
  lianxin demo
  lianxin demo --data ./demo --seed 2 --listen 127.0.0.1:9000

Makes a township of 8 villages, 89 groups, 2,400 households and 39 cadres whose devices have written for ninety days, tells
addresses, logins and what to type next, and serves until Ctrl-C. The second time the county is there and is served as it was
left. Without --data it lies in the folder lianxin-demo of the user's cache (XDG_CACHE_HOME, LOCALAPPDATA or ~/.cache).
Passwords come from the seed: no place for real people.")]
pub(crate) struct DemoArgs {
    /// Folder of the demo's data [数据文件夹]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Address and port to listen on [监听地址]; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Folder of the built apps [应用文件夹]; looked for as `lianxin serve` does
    #[arg(long, value_name = "DIR")]
    apps: Option<PathBuf>,
    /// The same seed makes the same people [种子]
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Households [户数]
    #[arg(long, value_name = "N", default_value_t = HOUSEHOLDS as u64,
        value_parser = clap::value_parser!(u64).range(HOUSEHOLDS_MIN..=HOUSEHOLDS_MAX))]
    households: u64,
    /// Make the county anew [重新生成] where there is one already; asks first
    #[arg(long)]
    fresh: bool,
    /// Do not ask
    #[arg(long, requires = "fresh")]
    yes: bool,
    /// End when the county is ready [生成后退出]
    #[arg(long)]
    exit: bool,
}

pub(crate) fn run(args: &DemoArgs, console: Console) -> Outcome {
    let folder = args.data.clone().unwrap_or_else(folder::usual);
    let present = if args.fresh && may_replace(args, &folder, console)? { Present::Replace } else { Present::Keep };
    let runtime = lianxin_server::runtime().map_err(|error| Failure::io("tokio", &error))?;
    let outcome = runtime.block_on(demo(args, &folder, present, console));
    // After Ctrl-C devices may still be at work: their files are begun anew next time.
    runtime.shutdown_background();
    outcome
}

/// Whether a county that is there may be deleted.
fn may_replace(args: &DemoArgs, folder: &Path, console: Console) -> Result<bool, Failure> {
    if args.yes || folder::marker(folder)?.is_none() {
        return Ok(true);
    }
    if !console.is_terminal() || !std::io::stdin().is_terminal() {
        return Err(Failure::new(
            "not_confirmed",
            "要删除现有的演示数据，请加 --yes",
            "add --yes to delete the demo that is there",
        ));
    }
    let question = console.lang().pick("删除现有的演示数据？[y/N] ", "Delete the demo that is there? [y/N] ");
    let asked = write!(std::io::stdout(), "{question}").and_then(|()| std::io::stdout().flush());
    asked.map_err(|error| Failure::io("standard output", &error))?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).map_err(|error| Failure::io("standard input", &error))?;
    if matches!(answer.trim(), "y" | "Y" | "yes" | "是") {
        Ok(true)
    } else {
        Err(Failure::new("not_confirmed", "没有删除，什么都没做", "nothing was deleted"))
    }
}

async fn demo(args: &DemoArgs, folder: &Path, present: Present, console: Console) -> Outcome {
    let households = usize::try_from(args.households).unwrap_or(HOUSEHOLDS);
    let wanted = Marker { seed: args.seed, households, ready: false };
    let (end, ended) = watch::channel(false);
    let signal = serve::stop_signal().map_err(|error| Failure::io("signals", &error))?;
    let by_signal = end.clone();
    tokio::spawn(async move {
        signal.await;
        by_signal.send_replace(true);
    });
    let is_there = folder::take(folder, wanted, present)?;
    let store = admin::open_county(folder, &SystemClock, Opening::OrNew)?;
    let (listen, clock, bounds) = (args.listen, Arc::new(SystemClock), ServeBounds::default());
    let apps = args.apps.clone().or_else(serve::apps_nearby);
    let built = apps.as_deref().map(Built::of).unwrap_or_default();
    let config = Config { listen, store: Arc::clone(&store), clock, bounds, apps };
    let running = lianxin_server::serve(config, over(ended.clone()));
    let running = running.await.map_err(|error| serve::failed(error, listen))?;
    let url = format!("http://{}", running.address());

    let township = Arc::new(Township::invent(args.seed, households));
    let staff = Arc::new(Staff::invent(args.seed, &township));
    let mut prepared_seconds = None;
    if !is_there {
        let preparation = Preparation {
            seed: args.seed,
            folder: folder.to_owned(),
            url: url.clone(),
            store: Arc::clone(&store),
            network: Handle::current(),
            today: today(),
            progress: Progress::new(console),
        };
        let (for_township, for_staff) = (Arc::clone(&township), Arc::clone(&staff));
        let making = tokio::task::spawn_blocking(move || {
            preparation.run(&for_township, &for_staff).map(|()| preparation.progress.seconds())
        });
        tokio::select! {
            made = making => prepared_seconds = Some(made.map_err(|_| broken())??),
            () = over(ended.clone()) => return Err(interrupted()),
        }
        folder::put(folder, Marker { ready: true, ..wanted })?;
    }
    let county = County { seed: args.seed, folder, url: &url, built, township: &township, staff: &staff };
    let ready = ready(&county, store, prepared_seconds)?;
    console.answer(&ready, |lang| ready.text(lang, console.is_terminal()))?;
    if args.exit {
        end.send_replace(true);
    }
    running.ended().await;
    Ok(())
}

fn ready(county: &County<'_>, store: Arc<dyn Store>, prepared_seconds: Option<f64>) -> Result<Ready, Failure> {
    let figures = admin::figures(store.as_ref())?;
    let code = admin::issue_enrol_code(store.as_ref(), &SystemClock, &ready::next_login(county.staff))?;
    Ok(Ready::new(county, figures, code, prepared_seconds))
}

/// Resolves when the demo shall end.
async fn over(mut ended: watch::Receiver<bool>) {
    // The sender lives as long as the demo; without it there is nothing to wait for.
    let _ = ended.wait_for(|ended| *ended).await;
}

/// Today in China.
fn today() -> jiff::civil::Date {
    Offset::constant(8).to_datetime(jiff::Timestamp::now()).date()
}

fn interrupted() -> Failure {
    Failure::new(
        "interrupted",
        "演示县没有做完，下次会重新开始",
        "the county was not finished; the next run begins anew",
    )
}

fn broken() -> Failure {
    Failure::new("internal", "程序内部出错", "a defect of this program")
}
