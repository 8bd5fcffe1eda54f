//! A small invented county for the cases, and rows for it.

use lianxin_model::check::DivisionLevel;
use lianxin_model::document::Record;
use lianxin_model::ids::{Actor, DeviceId, DocId, Kind, TenantId, UserId};
use lianxin_model::projection::Projection;
use lianxin_model::role::{AssignmentKind, Role};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    Appended, Candidate, FeedQuery, NewArea, NewAssignment, NewChange, NewDevice, NewUser, Over, Read, Result, Write,
};

/// The county's installation.
pub const TENANT: TenantId = TenantId(Uuid::from_u128(0x7e));
/// Its epoch: as large as one can be.
pub const EPOCH: u64 = u64::MAX - 1;

/// The county.
pub const COUNTY: &str = "431027000000";
/// One township with two villages, of which the first has a group.
pub const TOWN: &str = "431027100000";
/// A village of it.
pub const VILLAGE: &str = "431027100201";
/// A group of that village.
pub const GROUP: &str = "431027100201001";
/// Another village of the township.
pub const VILLAGE_2: &str = "431027100202";
/// Another township.
pub const TOWN_2: &str = "431027101000";
/// A village of it.
pub const VILLAGE_3: &str = "431027101201";

/// A cadre of the first township.
pub const CADRE: UserId = UserId(Uuid::from_u128(0xca));
/// Another cadre of the first township.
pub const CADRE_2: UserId = UserId(Uuid::from_u128(0xcb));
/// A cadre of the other township.
pub const STRANGER: UserId = UserId(Uuid::from_u128(0xcc));
/// The supervisor of the first township.
pub const LEADER: UserId = UserId(Uuid::from_u128(0xd0));
/// The county's administrator.
pub const ADMIN: UserId = UserId(Uuid::from_u128(0xe0));
/// A device of the first cadre.
pub const DEVICE: DeviceId = DeviceId(Uuid::from_u128(0xdd));

/// The places: code, level, parent.
pub const AREAS: [(&str, DivisionLevel, Option<&str>); 7] = [
    (COUNTY, DivisionLevel::County, None),
    (TOWN, DivisionLevel::Township, Some(COUNTY)),
    (VILLAGE, DivisionLevel::Village, Some(TOWN)),
    (GROUP, DivisionLevel::Group, Some(VILLAGE)),
    (VILLAGE_2, DivisionLevel::Village, Some(TOWN)),
    (TOWN_2, DivisionLevel::Township, Some(COUNTY)),
    (VILLAGE_3, DivisionLevel::Village, Some(TOWN_2)),
];

/// Writes the places, the people and the device.
pub fn settle(write: &mut dyn Write) -> Result<()> {
    for (code, _, parent) in AREAS {
        write.put_area(&area(code, parent))?;
    }
    for (id, role, area) in [
        (CADRE, Role::Cadre, TOWN),
        (CADRE_2, Role::Cadre, VILLAGE),
        (STRANGER, Role::Cadre, TOWN_2),
        (LEADER, Role::Supervisor, TOWN),
        (ADMIN, Role::Admin, COUNTY),
    ] {
        write.put_user(&user(id, role, area))?;
    }
    write.put_device(&NewDevice { id: DEVICE, user: CADRE, public_key: [1; 32], enrolled_at_ms: 1 })
}

/// A place as the table has it, in any parent.
pub fn area(code: &str, parent: Option<&str>) -> NewArea {
    let level =
        AREAS.into_iter().find(|(known, ..)| *known == code).map_or(DivisionLevel::Group, |(_, level, _)| level);
    NewArea { code: code.to_owned(), name: format!("地{code}"), level, parent: parent.map(str::to_owned) }
}

/// An account.
pub fn user(id: UserId, role: Role, area: &str) -> NewUser {
    NewUser { id, login: format!("login-{id}"), name: "示例人".to_owned(), role, area: area.to_owned() }
}

/// The id of a document by a small number.
pub fn id(number: u128) -> DocId {
    DocId(Uuid::from_u128(number))
}

/// The row of a document with nothing in it.
pub fn blank(kind: Kind, number: u128) -> Projection {
    let id = id(number);
    Projection {
        id,
        kind,
        household: None,
        area: None,
        owner: None,
        author: None,
        subject: None,
        duties: Vec::new(),
        code: None,
        date: None,
        class: None,
        status: None,
        open: false,
        settled: None,
        title: format!("题{number}"),
        categories: Vec::new(),
        merged_into: None,
        since: None,
        due: None,
        source: None,
        leads: Vec::new(),
        assignees: Vec::new(),
        private: false,
        conflicts: 0,
        record: Record {
            id,
            kind,
            heads: Vec::new(),
            fields: serde_json::Map::new(),
            conflicts: Vec::new(),
            flags: Vec::new(),
            first_written_s: None,
        },
        tokens: Vec::new(),
        item: u64::MAX - number as u64,
    }
}

/// A household in an area.
pub fn household(number: u128, area: &str) -> Projection {
    let blank = blank(Kind::Household, number);
    Projection { household: Some(blank.id), area: Some(area.to_owned()), code: Some(format!("h{number:04}")), ..blank }
}

/// A document of a household.
pub fn member(kind: Kind, number: u128, household: u128) -> Projection {
    Projection { household: Some(id(household)), ..blank(kind, number) }
}

/// A case of a household, for which these people answer.
pub fn case(number: u128, household: u128, duties: &[UserId]) -> Projection {
    Projection { duties: duties.to_vec(), ..member(Kind::Case, number, household) }
}

/// A comment on what belongs to a household.
pub fn comment(number: u128, household: u128, subject: u128) -> Projection {
    Projection { subject: Some(id(subject)), ..member(Kind::Comment, number, household) }
}

/// A diary entry.
pub fn diary(number: u128, owner: UserId, private: bool) -> Projection {
    Projection { owner: Some(owner), author: Some(owner), private, ..blank(Kind::DiaryEntry, number) }
}

/// A change with these bytes, as the server makes it itself.
pub fn change(bytes: &[u8]) -> NewChange<'_> {
    NewChange { hash: Sha256::digest(bytes).into(), actor: Actor([9; 16]), handed_in: None, bytes }
}

/// Appends one change with these words.
pub fn append(write: &mut dyn Write, projection: &Projection, words: &str) -> Result<Appended> {
    write.append(projection, &[change(words.as_bytes())])
}

/// A household that comes into being.
pub fn found(write: &mut dyn Write, number: u128, area: &str) -> Result<Appended> {
    append(write, &household(number, area), "founded")
}

/// An assignment to an area.
pub fn over_area(user: UserId, area: &str) -> NewAssignment {
    NewAssignment { user, kind: AssignmentKind::Lead, over: Over::Area(area.to_owned()) }
}

/// An assignment to a household.
pub fn over_household(user: UserId, household: u128) -> NewAssignment {
    NewAssignment { user, kind: AssignmentKind::Contact, over: Over::Household(id(household)) }
}

/// The whole feed of a person's devices after a number: each document with whether it comes whole.
pub fn feed(read: &dyn Read, user: UserId, base: u64) -> Result<Vec<(DocId, bool)>> {
    let query = FeedQuery { user, base, upto: None, after: None, limit: 1000 };
    Ok(read.feed_candidates(&query)?.iter().map(|Candidate { id, whole, .. }| (*id, *whole)).collect())
}
