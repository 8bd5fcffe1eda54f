//! Makes the county: areas, accounts, the roster, and what the cadres wrote on their devices.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use indicatif::ProgressBar;
use jiff::civil::Date;
use lianxin_client::Client;
use lianxin_core::model::role::{AssignmentKind, Role};
use lianxin_server::admin::{self, Account, Store, Target};
use lianxin_server::clock::{Clock as _, SystemClock};
use lianxin_server::roster::{self, Import};
use tokio::runtime::Handle;

use super::folder;
use super::invented::{self, Dice, Purpose, TOWNSHIP, Township, county_divisions};
use super::matters;
use super::passwords;
use super::phones::Phones;
use super::progress::Progress;
use super::staff::{Charge, SUPERVISED_VILLAGE, Staff};
use super::work;
use crate::failure::Failure;

/// Devices at work at a time. The server is one of the demo's own threads.
const DEVICES_AT_ONCE: usize = 3;

/// When the roster was imported, as its history tells.
const DAYS_BEFORE_THE_FIRST_VISIT: i64 = work::DAYS as i64 + 10;
const SECONDS_PER_DAY: i64 = 24 * 3600;

/// What is to be made, and where.
pub(super) struct Preparation {
    pub(super) seed: u64,
    pub(super) folder: PathBuf,
    pub(super) url: String,
    pub(super) store: Arc<dyn Store>,
    pub(super) network: Handle,
    pub(super) today: Date,
    pub(super) progress: Progress,
}

impl Preparation {
    /// Makes everything. Nothing that a real county does not do as well: areas and accounts by the administrator, people
    /// by a roster, the rest by devices.
    pub(super) fn run(&self, township: &Township, staff: &Staff) -> Result<(), Failure> {
        self.accounts(staff)?;
        self.roster(township, staff)?;
        self.assignments(township, staff)?;
        self.devices(township, staff)
    }

    fn accounts(&self, staff: &Staff) -> Result<(), Failure> {
        let store = self.store.as_ref();
        admin::import_areas(store, county_divisions().as_bytes())?;
        let everybody: Vec<_> = staff.everybody().collect();
        let bar = self.progress.step("账号", "accounts", everybody.len());
        for member in everybody {
            let role = Role::from_word(member.role).unwrap_or(Role::Cadre);
            let (name, login, area) = (member.name.clone(), member.login.clone(), member.area.clone());
            admin::add_user(store, &SystemClock, &Account { name, login, role, area })?;
            bar.inc(1);
        }
        for login in passwords::with_password(staff) {
            admin::set_password(store, &SystemClock, login, &passwords::of(self.seed, login))?;
        }
        bar.finish_and_clear();
        Ok(())
    }

    /// The office's workbook, imported as any other.
    fn roster(&self, township: &Township, staff: &Staff) -> Result<(), Failure> {
        let bar = self.progress.step("导入花名册", "importing the roster", township.households.len());
        let bytes = invented::roster(township).map_err(|error| {
            Failure::new("roster", format!("花名册写不出：{error}"), format!("the roster cannot be made: {error}"))
        })?;
        let file = self.folder.join(folder::ROSTER);
        std::fs::write(&file, &bytes).map_err(|error| Failure::io(&file.display().to_string(), &error))?;
        let sheet = roster::read(&bytes, self.today)?;
        let user = admin::importer(self.store.as_ref(), Some(&staff.admin.login))?;
        // Before anybody went to see them.
        let now_s = SystemClock.now_s() - DAYS_BEFORE_THE_FIRST_VISIT * SECONDS_PER_DAY;
        let import = Import { user: &user, dry_run: false, now_s };
        let imported = roster::apply(self.store.as_ref(), &sheet, &import, |progress| {
            bar.set_position(progress.households_done as u64);
        })?;
        bar.finish_and_clear();
        if imported.households.new == township.households.len() {
            return Ok(());
        }
        let first = imported.problems.iter().find(|problem| problem.severity() == roster::Severity::Error);
        let (line, code) = first.map_or((0, "unknown"), |problem| (problem.line, problem.code()));
        Err(Failure::new(
            "roster",
            format!("花名册没有全部读入（第 {line} 行：{code}）"),
            format!("the roster was not read whole (row {line}: {code})"),
        ))
    }

    fn assignments(&self, township: &Township, staff: &Staff) -> Result<(), Failure> {
        let mut wanted = Vec::new();
        for cadre in &staff.cadres {
            let login = cadre.account.login.as_str();
            match cadre.charge {
                Charge::Village(village) => {
                    let code = township.villages.get(village).map_or(TOWNSHIP, |village| village.code);
                    wanted.push((login, AssignmentKind::Lead, Target::Area(code.to_owned())));
                }
                Charge::Contacts => {
                    let households = cadre.households.iter().filter_map(|place| township.households.get(*place));
                    wanted.extend(households.map(|household| {
                        let helps = household.has("脱贫户") || household.has("监测户");
                        let kind = if helps { AssignmentKind::Help } else { AssignmentKind::Contact };
                        (login, kind, Target::Household(household.code.clone()))
                    }));
                }
            }
        }
        let bar = self.progress.step("结对联户", "assignments", wanted.len());
        for (login, kind, target) in &wanted {
            admin::assign(self.store.as_ref(), login, *kind, target)?;
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(())
    }

    fn devices(&self, township: &Township, staff: &Staff) -> Result<(), Failure> {
        let matters = matters::published()?;
        let deeds = work::plan(self.seed, township, staff, &matters);
        let phones = Phones {
            store: Arc::clone(&self.store),
            folder: self.folder.join(folder::DEVICES),
            url: self.url.clone(),
            client: Client::new()?,
            network: self.network.clone(),
            today: self.today,
        };
        let logins: Vec<&str> = staff.cadres.iter().map(|cadre| cadre.account.login.as_str()).collect();
        let bar = self.progress.step("设备登记并取回数据", "devices enrol and take in", logins.len());
        each(logins.len(), &bar, |place| phones.enrol(logins.get(place).copied().unwrap_or_default()))?;
        let bar = self.progress.step("离线书写", "writing offline", logins.len());
        each(logins.len(), &bar, |place| {
            let own = deeds.get(place).map(Vec::as_slice).unwrap_or_default();
            phones.write(logins.get(place).copied().unwrap_or_default(), own, &matters)
        })?;
        // Contact cadres first: whoever answers for a village then takes in what contradicts them.
        let bar = self.progress.step("同步", "syncing", logins.len());
        let last = logins.len().saturating_sub(1);
        each(logins.len(), &bar, |place| phones.sync(logins.get(last - place).copied().unwrap_or_default()))?;

        let bar = self.progress.step("领导批示", "a supervisor comments", 1);
        let supervisor = staff.supervisors.last().map_or("", |it| it.login.as_str());
        phones.enrol(supervisor)?;
        phones.supervise(supervisor, &mut Dice::new(self.seed, Purpose::Comments))?;
        phones.sync(logins.get(SUPERVISED_VILLAGE).copied().unwrap_or_default())?;
        bar.finish_and_clear();
        Ok(())
    }
}

/// Does something for each place, some at a time, in their order; after the first failure nothing is begun.
fn each(count: usize, bar: &ProgressBar, work: impl Fn(usize) -> Result<(), Failure> + Sync) -> Result<(), Failure> {
    let next = AtomicUsize::new(0);
    let failed: Mutex<Option<Failure>> = Mutex::new(None);
    let keep = |failure| *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
    thread::scope(|scope| {
        for _ in 0..DEVICES_AT_ONCE {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    if place >= count {
                        break;
                    }
                    match work(place) {
                        Ok(()) => bar.inc(1),
                        Err(failure) => {
                            keep(failure);
                            next.store(count, Ordering::Relaxed);
                        }
                    }
                }
            });
        }
    });
    bar.finish_and_clear();
    failed.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}
