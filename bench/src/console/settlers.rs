//! The places and people of the county: real divisions, invented names.

use std::collections::BTreeMap;

use lianxin_model::check::DivisionLevel;
use lianxin_model::ids::{Actor, DeviceId, DocId, Kind, TenantId, UserId};
use lianxin_model::role::{AssignmentKind, Role};
use lianxin_server::admin;
use lianxin_store::{Contact, NewArea, NewAssignment, NewDevice, NewUser, Over, Store, StoreError};
use uuid::Uuid;

use super::words::Dice;

/// 江城哈尼族彝族自治县.
pub(crate) const COUNTY: &str = "530826000000";
const DIVISIONS: &str = include_str!("../../../data/divisions.csv");
const GROUPS: usize = 9;
/// Leaders who ask at the same time; the first few of them for the whole county.
pub(crate) const SUPERVISORS: usize = 50;
const OF_THE_COUNTY: usize = 8;
const DAY_MS: i64 = 24 * 3_600 * 1_000;

/// Who there is, and where.
pub(crate) struct Settled {
    /// The households' ids with their groups.
    pub(crate) households: Vec<(DocId, String)>,
    /// The cadres; the one with number `n % cadres.len()` is the contact of household `n`.
    pub(crate) cadres: Vec<UserId>,
    /// Leaders.
    pub(crate) supervisors: Vec<UserId>,
    /// The day on which the county was made, milliseconds since 1970.
    pub(crate) now_ms: i64,
}

pub(crate) fn login_of_supervisor(number: usize) -> String {
    format!("leader{number:02}")
}

pub(crate) fn login_of_cadre(number: usize) -> String {
    format!("c{number:05}")
}

/// Writes places, accounts, assignments and devices.
pub(crate) fn settle(
    store: &dyn Store,
    households: usize,
    cadres: usize,
) -> Result<Settled, Box<dyn std::error::Error>> {
    admin::import_areas(store, DIVISIONS.as_bytes())?;
    let mut write = store.write()?;
    let tenant = write.county()?.tenant;
    let villages: Vec<&str> = DIVISIONS
        .lines()
        .filter(|line| line.starts_with(&COUNTY[..6]) && line.split(',').nth(2) == Some("village"))
        .filter_map(|line| line.split(',').next())
        .collect();
    let towns: Vec<String> = {
        let mut towns: Vec<String> = villages.iter().map(|code| format!("{}000", &code[..9])).collect();
        towns.dedup();
        towns
    };
    let mut groups = Vec::new();
    for village in &villages {
        for number in 1..=GROUPS {
            let (code, name) = (format!("{village}{number:03}"), format!("{number}组"));
            let (level, parent) = (DivisionLevel::Group, Some((*village).to_owned()));
            write.put_area(&NewArea { code: code.clone(), name, level, parent })?;
            groups.push(code);
        }
    }
    // A village's groups follow each other, as households do in a roster.
    let placed = (0..households).map(|number| {
        let code = format!("{:06}", number + 1);
        (DocId::official(tenant, Kind::Household, &code), groups[number * groups.len() / households].clone())
    });
    let settled = Settled {
        households: placed.collect(),
        cadres: (0..cadres).map(|number| UserId(Uuid::from_u128(0xca00_0000 + number as u128))).collect(),
        supervisors: (0..SUPERVISORS).map(|number| UserId(Uuid::from_u128(0x1ead_0000 + number as u128))).collect(),
        now_ms: jiff::Timestamp::now().as_millisecond(),
    };
    let mut dice = Dice::new(1);
    let user = |id, login: String, name, role, area: &str| NewUser { id, login, name, role, area: area.to_owned() };
    write.put_user(&user(
        UserId(Uuid::from_u128(0xad)),
        "admin".to_owned(),
        "管理员".to_owned(),
        Role::Admin,
        COUNTY,
    ))?;
    for (number, id) in settled.supervisors.iter().enumerate() {
        let area = if number < OF_THE_COUNTY { COUNTY } else { &towns[number % towns.len()] };
        write.put_user(&user(*id, login_of_supervisor(number), dice.name(), Role::Supervisor, area))?;
        write.put_actor(Actor::of_user(tenant, *id), *id, None)?;
    }
    for (number, id) in settled.cadres.iter().enumerate() {
        let area = &towns[number * towns.len() / cadres];
        write.put_user(&user(*id, login_of_cadre(number), dice.name(), Role::Cadre, area))?;
        write.put_actor(Actor::of_user(tenant, *id), *id, None)?;
        // Two of three have a phone; some were not heard of for long, some never.
        if number % 3 < 2 {
            device(&mut *write, &mut dice, number, *id, settled.now_ms)?;
        }
    }
    write.commit()?;
    assign(store, &settled, &villages)?;
    Ok(settled)
}

fn device(
    write: &mut dyn lianxin_store::Write,
    dice: &mut Dice,
    number: usize,
    user: UserId,
    now_ms: i64,
) -> Result<(), StoreError> {
    let id = DeviceId(Uuid::from_u128(0xde00_0000 + number as u128));
    let mut public_key = [7; 32];
    public_key[..8].copy_from_slice(&(number as u64).to_be_bytes());
    write.put_device(&NewDevice { id, user, public_key, enrolled_at_ms: now_ms - 200 * DAY_MS })?;
    if number % 40 == 3 {
        return Ok(());
    }
    let days = if number % 12 == 0 { 8 + dice.roll(80) as i64 } else { dice.roll(5) as i64 };
    write.put_contact(id, &Contact { counter: 1, install: 1, acknowledged: None, at_ms: now_ms - days * DAY_MS })
}

/// Contacts of most households, and somebody who answers for each village.
fn assign(store: &dyn Store, settled: &Settled, villages: &[&str]) -> Result<(), StoreError> {
    let mut write = store.write()?;
    let mut kinds: BTreeMap<usize, AssignmentKind> = BTreeMap::new();
    for (place, kind) in
        [AssignmentKind::Contact, AssignmentKind::Help, AssignmentKind::Hometown].into_iter().enumerate()
    {
        kinds.insert(place, kind);
    }
    for (number, (household, _)) in settled.households.iter().enumerate() {
        if number % 17 == 5 {
            continue;
        }
        let user = settled.cadres[number % settled.cadres.len()];
        let kind = kinds[&(number % 3)];
        write.assign(&NewAssignment { user, kind, over: Over::Household(*household) })?;
    }
    for (number, village) in villages.iter().enumerate() {
        let user = settled.cadres[number * settled.cadres.len() / villages.len()];
        write.assign(&NewAssignment { user, kind: AssignmentKind::Lead, over: Over::Area((*village).to_owned()) })?;
    }
    write.commit()
}

/// The actor under which the server writes for somebody.
pub(crate) fn actor(tenant: TenantId, user: UserId) -> Actor {
    Actor::of_user(tenant, user)
}
