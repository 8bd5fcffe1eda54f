//! Who writes what at the server, what becomes of it when others wrote meanwhile, and what is written once.

use std::collections::BTreeSet;

use lianxin_model::check::DivisionLevel;
use lianxin_model::ids::UserId;
use lianxin_model::role::Role;
use lianxin_model::value::Value;
use lianxin_store::{NewArea, NewUser, SqliteStore, Store};
use tempfile::TempDir;

use super::*;

const TENANT: TenantId = TenantId(Uuid::from_u128(77));
const COUNTY: &str = "431027000000";
const TOWN: &str = "431027100000";
const TOWN_2: &str = "431027101000";
const NOW_MS: i64 = 1_795_000_000_000;

const PEOPLE: [(u128, Role, &str); 6] = [
    (1, Role::Admin, COUNTY),
    (2, Role::Supervisor, TOWN),
    (3, Role::Supervisor, TOWN_2),
    (4, Role::Cadre, TOWN),
    (5, Role::Auditor, COUNTY),
    (6, Role::Collector, TOWN),
];
const ADMIN: u128 = 1;
const LEADER: u128 = 2;
const STRANGER: u128 = 3;
const CADRE: u128 = 4;

const HOUSEHOLD: u128 = 101;
const CASE: u128 = 102;
const VISIT: u128 = 103;
const ELSEWHERE: u128 = 201;

/// A county with a household, a case and a visit in one township, and a household in another.
struct County {
    store: SqliteStore,
    _directory: TempDir,
}

fn user(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

/// An id as clients make them.
fn id(number: u128) -> DocId {
    DocId::from_moment(NOW_MS.unsigned_abs(), number.to_be_bytes()[6..].try_into().unwrap())
}

fn set(field: &str, value: &str) -> Intention {
    Intention::set(field, value)
}

impl County {
    fn open() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let county =
            Self { store: SqliteStore::open_or_create(directory.path(), TENANT, 5).unwrap(), _directory: directory };
        let mut write = county.store.write().unwrap();
        for (code, level, parent) in [
            (COUNTY, DivisionLevel::County, None),
            (TOWN, DivisionLevel::Township, Some(COUNTY)),
            (TOWN_2, DivisionLevel::Township, Some(COUNTY)),
        ] {
            let parent = parent.map(str::to_owned);
            write.put_area(&NewArea { code: code.to_owned(), name: "地".to_owned(), level, parent }).unwrap();
        }
        for (number, role, area) in PEOPLE {
            let (login, name, area) = (format!("u{number}"), format!("人{number}"), area.to_owned());
            write.put_user(&NewUser { id: user(number), login, name, role, area }).unwrap();
        }
        write.commit().unwrap();
        for (number, area) in [(HOUSEHOLD, TOWN), (ELSEWHERE, TOWN_2)] {
            county.phone(Document::new(Kind::Household, id(number)), &[set("area", area), set("phone", "13800000000")]);
        }
        let of = || [Intention::set("household", id(HOUSEHOLD)), Intention::set("author", user(CADRE))];
        let case = [of().to_vec(), vec![set("title", "修水渠"), set("ledger", "livelihood")]].concat();
        county.phone(Document::new(Kind::Case, id(CASE)), &case);
        let visit = [of().to_vec(), vec![set("kind", "home"), set("text", "老人安好")]].concat();
        county.phone(Document::new(Kind::Visit, id(VISIT)), &visit);
        county
    }

    /// What the cadre's phone hands in.
    fn phone(&self, mut document: Document, intentions: &[Intention]) {
        let actor = Actor([0xcc; 16]);
        let edit = Edit { actor, at: None, time_s: 1, intentions, lenient: false };
        let written = document.edit(&edit).unwrap().unwrap();
        let mut write = self.store.write().unwrap();
        write.put_actor(actor, user(CADRE), None).unwrap();
        let change = NewChange { hash: written.hash.0, actor, handed_in: None, bytes: &written.chunk };
        write.append(&Projection::of(&document), &[change]).unwrap();
        write.commit().unwrap();
    }

    fn document(&self, kind: Kind, number: u128) -> Document {
        load(&*self.store.read().unwrap(), kind, id(number)).unwrap()
    }

    fn heads(&self, kind: Kind, number: u128) -> Vec<ChangeHash> {
        self.document(kind, number).heads()
    }

    fn changes(&self, number: u128) -> u64 {
        self.store.read().unwrap().document(id(number)).unwrap().map_or(0, |meta| meta.changes)
    }

    /// One request of somebody, at second `second` of the day: what it answers.
    fn ask<T>(
        &self,
        who: u128,
        second: i64,
        work: impl FnOnce(&mut Writing<'_>) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let mut write = self.store.write().unwrap();
        let caller = Caller {
            user: write.user(user(who)).unwrap().unwrap(),
            session: Uuid::nil(),
            of_device: false,
            expires_at_s: i64::MAX,
        };
        let answer = work(&mut Writing::begin(&mut *write, &caller, NOW_MS + second * 1_000)?)?;
        write.commit().unwrap();
        Ok(answer)
    }
}

/// The code of a refusal, or what was done.
fn said(outcome: Result<Done, ApiError>) -> String {
    outcome.map_or_else(|error| error.code().word().to_owned(), |done| format!("{done:?}"))
}

#[test]
fn only_those_who_lead_write_at_the_server() {
    let county = County::open();
    let expect = ["Written", "Written", "not_found", "forbidden", "forbidden", "forbidden"];
    for ((who, role, _), expect) in PEOPLE.into_iter().zip(expect) {
        let housing = [set("housing", &format!("砖房{who}"))];
        let outcome = county.ask(who, 1, |writing| writing.edit(Kind::Household, id(HOUSEHOLD), None, &housing));
        assert_eq!(said(outcome), expect, "{role:?}");
    }
}

#[test]
fn what_is_refused_and_why() {
    let county = County::open();
    let heads = county.heads(Kind::Household, HOUSEHOLD);
    let other = county.heads(Kind::Household, ELSEWHERE);
    let case = county.heads(Kind::Case, CASE);
    let long = "长".repeat(limits::LINE_CHARS_MAX + 1);
    let cases = [
        ("a foreign record", Kind::Household, ELSEWHERE, &other, set("housing", "砖房"), "not_found"),
        ("an unknown record", Kind::Household, 999, &heads, set("housing", "砖房"), "not_found"),
        ("another kind", Kind::Visit, HOUSEHOLD, &heads, set("text", "好"), "not_found"),
        ("heads of another record", Kind::Household, HOUSEHOLD, &other, set("housing", "砖房"), "unknown_heads"),
        ("no heads", Kind::Household, HOUSEHOLD, &vec![], set("housing", "砖房"), "unknown_heads"),
        ("too long", Kind::Household, HOUSEHOLD, &heads, set("housing", &long), "bad_fields"),
        ("no such field", Kind::Household, HOUSEHOLD, &heads, set("dog", "小黄"), "bad_fields"),
        ("no phone", Kind::Household, HOUSEHOLD, &heads, set("phone", "无"), "bad_fields"),
        ("out of the area", Kind::Household, HOUSEHOLD, &heads, set("area", TOWN_2), "not_allowed"),
        ("the author's words", Kind::Visit, VISIT, &county.heads(Kind::Visit, VISIT), set("text", "改"), "not_allowed"),
        ("an anchor", Kind::Case, CASE, &case, Intention::set("household", id(ELSEWHERE)), "not_allowed"),
        ("what is so already", Kind::Case, CASE, &case, set("title", "修水渠"), "Already"),
        ("a leader's field", Kind::Case, CASE, &case, set("due", "2026-12-01"), "Written"),
    ];
    for (what, kind, number, heads, intention, expect) in cases {
        let outcome = county.ask(LEADER, 1, |writing| writing.edit(kind, id(number), Some(heads), &[intention]));
        assert_eq!(said(outcome), expect, "{what}");
    }
    assert_eq!(county.changes(HOUSEHOLD), 1, "nothing of what was refused was kept");
    assert_eq!(county.changes(ELSEWHERE), 1);
}

#[test]
fn an_edit_is_made_on_what_was_seen_and_merges_with_what_came_since() {
    let county = County::open();
    let seen = county.heads(Kind::Household, HOUSEHOLD);
    county.phone(county.document(Kind::Household, HOUSEHOLD), &[set("phone", "13911111111"), set("housing", "木房")]);
    let edit = |writing: &mut Writing<'_>| {
        let phone = [set("phone", "13922222222")];
        writing.edit(Kind::Household, id(HOUSEHOLD), Some(&seen), &phone)
    };
    assert_eq!(said(county.ask(LEADER, 1, edit)), "Written");
    let record = county.document(Kind::Household, HOUSEHOLD).record();
    assert_eq!(record.text("housing"), Some("木房"), "what came since stays");
    let rivals: BTreeSet<_> = record.conflicts[0].rivals.iter().filter_map(|rival| rival.value.text()).collect();
    assert_eq!(rivals, BTreeSet::from(["13911111111", "13922222222"]));

    // Whoever has seen both settles it.
    let seen = county.heads(Kind::Household, HOUSEHOLD);
    let settle = |writing: &mut Writing<'_>| {
        writing.edit(Kind::Household, id(HOUSEHOLD), Some(&seen), &[set("phone", "13911111111")])
    };
    assert_eq!(said(county.ask(LEADER, 2, settle)), "Written");
    let record = county.document(Kind::Household, HOUSEHOLD).record();
    assert_eq!((record.conflicts.len(), record.text("phone")), (0, Some("13911111111")));
}

#[test]
fn a_request_that_comes_again_changes_nothing() {
    let county = County::open();
    let seen = county.heads(Kind::Case, CASE);
    let (request, later) = (id(301).0, id(302).0);
    let ask = |who, request, number, second, title: &str| {
        let (seen, title) = (&seen, set("title", title));
        let edit = |writing: &mut Writing<'_>| {
            let kind = if number == CASE { Kind::Case } else { Kind::Household };
            writing.edit_once(request, (kind, id(number)), seen, &[title])
        };
        said(county.ask(who, second, edit))
    };
    let forgotten = limits::REQUESTS_REMEMBERED_SECONDS + 10;
    for (what, who, request, number, second, title, expect, changes) in [
        ("first", LEADER, request, CASE, 1, "修路", "Written", 2),
        ("again", LEADER, request, CASE, 2, "修路", "Already", 2),
        ("again, with other words", LEADER, request, CASE, 2, "修桥", "id_taken", 2),
        ("somebody else's id", ADMIN, request, CASE, 2, "修路", "id_taken", 2),
        ("not theirs to see", STRANGER, request, CASE, 2, "修路", "not_found", 2),
        ("of another record", LEADER, request, HOUSEHOLD, 2, "修路", "id_taken", 2),
        ("an id that nobody makes", LEADER, Uuid::nil(), CASE, 2, "修路", "bad_fields", 2),
        ("at the same heads anew", LEADER, later, CASE, 3, "修桥", "Written", 3),
        ("after a month", ADMIN, id(303).0, CASE, forgotten, "挖井", "Written", 4),
        ("forgotten", LEADER, request, CASE, forgotten, "修路", "Written", 5),
    ] {
        assert_eq!(ask(who, request, number, second, title), expect, "{what}");
        assert_eq!(county.changes(CASE), changes, "{what}");
    }
}

#[test]
fn a_new_record_is_made_once() {
    let county = County::open();
    let comment = |household: u128, subject: u128, by: u128| {
        vec![
            Intention::set("subject", id(subject)),
            Intention::set("household", id(household)),
            Intention::set("author", user(by)),
            set("date", "2026-11-22"),
            set("text", "请先解决"),
        ]
    };
    for (what, who, number, intentions, expect) in [
        ("first", LEADER, 401, comment(HOUSEHOLD, VISIT, LEADER), "Written"),
        ("again", LEADER, 401, comment(HOUSEHOLD, VISIT, LEADER), "Already"),
        (
            "other words",
            LEADER,
            401,
            [comment(HOUSEHOLD, VISIT, LEADER), vec![set("text", "不同")]].concat(),
            "id_taken",
        ),
        ("somebody else's", ADMIN, 401, comment(HOUSEHOLD, VISIT, ADMIN), "id_taken"),
        ("taken by another kind", LEADER, VISIT, comment(HOUSEHOLD, VISIT, LEADER), "id_taken"),
        ("in another's name", LEADER, 402, comment(HOUSEHOLD, VISIT, ADMIN), "not_allowed"),
        ("on what is elsewhere", LEADER, 403, comment(ELSEWHERE, ELSEWHERE, LEADER), "not_found"),
        ("where the subject is not", LEADER, 404, comment(HOUSEHOLD, ELSEWHERE, LEADER), "edit_refused"),
    ] {
        let outcome = county.ask(who, 1, |writing| writing.create(Kind::Comment, id(number), &intentions));
        assert_eq!(said(outcome), expect, "{what}");
    }
    let made_up = DocId(Uuid::from_u128(5));
    let outcome =
        county.ask(LEADER, 1, |writing| writing.create(Kind::Comment, made_up, &comment(HOUSEHOLD, VISIT, LEADER)));
    assert_eq!(said(outcome), "bad_fields");
    assert_eq!(county.changes(401), 1);
}

#[test]
fn what_fails_in_part_leaves_the_rest() {
    let county = County::open();
    let outcome = county.ask(LEADER, 1, |writing| {
        let title = [set("title", "修路")];
        let kept = writing.attempt(|writing| writing.edit(Kind::Case, id(CASE), None, &title));
        let undone = writing.attempt(|writing| {
            writing.edit(Kind::Household, id(HOUSEHOLD), None, &[set("housing", "砖房")])?;
            writing.edit(Kind::Household, id(ELSEWHERE), None, &[set("housing", "砖房")])
        });
        Ok((said(kept), said(undone)))
    });
    assert_eq!(outcome.unwrap(), ("Written".to_owned(), "not_found".to_owned()));
    assert_eq!((county.changes(CASE), county.changes(HOUSEHOLD)), (2, 1));
}

/// An actor's number is taken in the transaction that loads the document, and there is one at a time.
#[test]
fn requests_at_the_same_time_take_numbers_of_their_own() {
    const REQUESTS: usize = 12;
    let county = County::open();
    let seen = county.heads(Kind::Household, HOUSEHOLD);
    std::thread::scope(|threads| {
        let request = |number: usize| {
            let (county, seen) = (&county, &seen);
            move || {
                let category = [Intention::add("categories", format!("类{number}"))];
                let heads = number.is_multiple_of(2).then_some(seen.as_slice());
                county.ask(LEADER, 1, |writing| writing.edit(Kind::Household, id(HOUSEHOLD), heads, &category))
            }
        };
        let asked: Vec<_> = (0..REQUESTS).map(|number| threads.spawn(request(number))).collect();
        for thread in asked {
            assert_eq!(said(thread.join().unwrap()), "Written");
        }
    });
    let document = county.document(Kind::Household, HOUSEHOLD);
    assert_eq!(document.record().keys("categories").len(), REQUESTS);
    let numbers: Vec<_> = document
        .automerge()
        .get_changes_meta(&[])
        .iter()
        .map(|change| (change.actor.to_bytes().to_vec(), change.seq))
        .collect();
    let distinct: BTreeSet<_> = numbers.iter().cloned().collect();
    assert_eq!(distinct.len(), numbers.len(), "no number of an actor twice: {numbers:?}");
}

/// A county restored from a copy may lack what it wrote, and devices hold it.
#[test]
fn a_restored_county_writes_with_another_hand() {
    let county = County::open();
    let copy = county.document(Kind::Household, HOUSEHOLD);
    let edit = |housing: &'static str| {
        move |writing: &mut Writing<'_>| {
            let housing = [Intention::set("housing", Value::from(housing))];
            writing.edit(Kind::Household, id(HOUSEHOLD), None, &housing)
        }
    };
    assert_eq!(said(county.ask(LEADER, 1, edit("砖房"))), "Written");
    let mut device = county.document(Kind::Household, HOUSEHOLD);

    let restored = County::open();
    let mut write = restored.store.write().unwrap();
    write.set_epoch(6).unwrap();
    write.commit().unwrap();
    assert_eq!(restored.document(Kind::Household, HOUSEHOLD).heads(), copy.heads(), "the copy");
    assert_eq!(said(restored.ask(LEADER, 1, edit("木房"))), "Written");
    device.merge_saved(&restored.document(Kind::Household, HOUSEHOLD).save()).unwrap();
    assert_eq!(device.record().conflicts[0].rivals.len(), 2, "both are kept");
}
