//! What every simulated county begins with, made once in a program: its places and people, and the empty store of a phone.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::OnceLock;

use lianxin_model::check::DivisionLevel;
use lianxin_model::ids::UserId;
use lianxin_model::role::Role;
use lianxin_server::clock::Clock as _;
use lianxin_server::sync::SyncService;
use lianxin_store::{NewArea, NewUser, Store as _};

use super::home::{Home, PhoneMachine};
use super::machine::Machine;
use super::oracle::{Account, Oracle};
use super::server::{self, ServerClock};
use crate::disk::{Disk, Image};

/// 2026-11-22 09:00 in China.
pub(super) const MORNING_MS: i64 = 1_795_309_200_000;
pub(super) const COUNTY: &str = "431027000000";
pub(super) const TOWNSHIPS: [&str; 2] = ["431027201000", "431027202000"];
pub(super) const VILLAGES: [&str; 4] = ["431027201201", "431027201202", "431027202201", "431027202202"];
/// Cadres that a county has.
pub(super) const CADRES: usize = 6;

/// The stores as files, and what the checker knows of them.
pub(super) struct Template {
    pub(super) phone: Image,
    pub(super) county: Image,
    pub(super) oracle: Oracle,
}

/// The template of this program.
pub(super) fn get() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    // On a thread of its own: the first thread that simulates must be as all others.
    TEMPLATE.get_or_init(|| std::thread::spawn(make).join().expect("the template is made"))
}

fn make() -> Template {
    let _machine = Machine::boot(20_261_122, MORNING_MS);
    let mut phone = Home::new(1, &Image::default());
    drop(phone.open(&PhoneMachine::new(&Rc::new(Cell::new(MORNING_MS)), 1)).expect("a phone's store"));
    let disk = Disk::new(2);
    let oracle = make_county(&disk);
    Template { phone: phone.copy(), county: disk.image().killed(), oracle }
}

fn make_county(disk: &Disk) -> Oracle {
    let store = std::sync::Arc::new(server::open(disk).expect("a county's store"));
    let mut oracle = Oracle::default();
    let mut write = store.write().expect("it is written");
    let mut place = |code: &str, level, parent: Option<&str>| {
        let parent = parent.map(str::to_owned);
        let area = NewArea { code: code.to_owned(), name: format!("地{code}"), level, parent: parent.clone() };
        write.put_area(&area).expect("a place");
        oracle.places.insert(code.to_owned(), parent);
    };
    place(COUNTY, DivisionLevel::County, None);
    TOWNSHIPS.iter().for_each(|code| place(code, DivisionLevel::Township, Some(COUNTY)));
    for (number, code) in VILLAGES.iter().enumerate() {
        place(code, DivisionLevel::Village, Some(TOWNSHIPS[number / 2]));
    }
    let mut people = vec![
        ("admin".to_owned(), Role::Admin, COUNTY),
        ("leader0".to_owned(), Role::Supervisor, TOWNSHIPS[0]),
        ("leader1".to_owned(), Role::Supervisor, TOWNSHIPS[1]),
    ];
    people.extend((0..CADRES).map(|number| (format!("cadre{number}"), Role::Cadre, TOWNSHIPS[number % 2])));
    for (number, (login, role, area)) in people.into_iter().enumerate() {
        let id = UserId::from_moment(2, [number as u8 + 1; 10]);
        let (name, area) = (format!("干部{number}"), area.to_owned());
        let user = NewUser { id, login: login.clone(), name, role, area: area.clone() };
        write.put_user(&user).expect("an account");
        oracle.accounts.insert(id, Account { login, role, area, open: true });
    }
    write.commit().expect("the county is kept");
    let clock = std::sync::Arc::new(ServerClock::default());
    clock.set(MORNING_MS);
    assert_eq!(clock.now_ms(), MORNING_MS);
    // It makes the key that signs receipts.
    drop(SyncService::in_turns(store, clock, 1).expect("the server starts"));
    oracle
}
