//! One round with the server: what is sent, and what each kind of answer does.

mod support;

use bytes::Bytes;
use lianxin_core::changes::Place;
use lianxin_core::feed::{Next, Reply, Rounds, ServerError, SyncError, Transport, sync};
use lianxin_core::requests::{AddPersonRequest, ListFilter};
use lianxin_model::ids::{DocId, Kind};
use lianxin_sync::wire::{Answer, Delta, Previous};
use support::server::{packed, server_document};
use support::{Phone, changes};
use uuid::Uuid;

#[test]
fn a_round_hands_in_what_waits() {
    let phone = Phone::cadre(1);
    let household = phone.household("H1", "罗守山");
    let child = AddPersonRequest { name: "罗小山".into(), relation: "儿子".into(), ..AddPersonRequest::default() };
    phone.core.persons().add("H1", &child).unwrap();
    assert_eq!(phone.core.status().unwrap().unsent, 3);
    assert_eq!(phone.core.status().unwrap().safe_since_ms, None);

    let request = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&request);
    assert_eq!((carried.frame.counter, carried.frame.install, carried.frame.previous), (1, 1, None));
    let kinds: Vec<_> =
        carried.frame.batches.iter().map(|batch| (batch.kind().unwrap(), batch.changes.len())).collect();
    assert_eq!(kinds, [(Kind::Household, 2), (Kind::Person, 1)], "a household before what hangs on it");

    phone.machine.pass_ms(1_000);
    let answer = Answer { cursor: Bytes::from_static(b"here"), ..Answer::default() };
    let report = phone.core.sync_finish(&request, &carried.answer(&answer)).unwrap();
    assert_eq!((report.sent, report.accepted, report.refused, report.more), (3, 3, 0, false));
    let status = phone.core.status().unwrap();
    assert_eq!((status.unsent, status.safe_since_ms), (0, Some(phone.machine.now_ms.get())));

    let next = phone.core.sync_begin().unwrap();
    let next = phone.carried(&next).frame;
    assert_eq!(
        (next.counter, next.previous, &next.cursor[..]),
        (2, Some(Previous { counter: 1, hash: carried.hash }), &b"here"[..])
    );
    assert!(next.batches.is_empty());
    assert_eq!(phone.core.households().get("H1").unwrap().waiting, 0);
    assert_eq!(household.waiting, 1);
}

#[test]
fn a_lost_answer_costs_another_round_and_nothing_else() {
    let mut phone = Phone::cadre(2);
    let household = phone.household("H1", "罗守山");
    let first = phone.core.sync_begin().unwrap();
    let late = phone.carried(&first).answer(&Answer::default());
    phone.restart();
    phone.core.households().set("H1", &changes(&["phone=13800000001"]), None).unwrap();
    let second = phone.core.sync_begin().unwrap();
    let carried = phone.carried(&second);
    assert_eq!((carried.frame.counter, carried.frame.previous), (2, None));
    assert_eq!(carried.hashes(household.id).len(), 2);
    assert_eq!(carried.hashes(household.id)[0], phone.carried(&first).hashes(household.id)[0], "the same change again");
    // The first answer comes after all.
    let before = phone.core.status().unwrap();
    assert_eq!(phone.core.sync_finish(&first, &late).unwrap_err().code(), "stale_answer");
    assert_eq!(phone.core.status().unwrap(), before);
    let answer = carried.answer(&Answer::default());
    assert_eq!(phone.core.sync_finish(&second, &answer).unwrap().accepted, 2);
    assert_eq!(phone.core.sync_finish(&second, &answer).unwrap_err().code(), "stale_answer");
}

#[test]
fn an_answer_that_cannot_be_read_changes_nothing() {
    let phone = Phone::cadre(3);
    phone.household("H1", "罗守山");
    let other = Phone::cadre(4);
    let request = phone.core.sync_begin().unwrap();
    let answer = phone.carried(&request).answer(&Answer { cursor: Bytes::from_static(b"x"), ..Answer::default() });
    let foreign = other.carried(&other.core.sync_begin().unwrap()).answer(&Answer::default());
    let before = phone.core.status().unwrap();
    assert_eq!(phone.core.sync_finish(&request, &foreign).unwrap_err().code(), "bad_signature");
    assert_eq!(phone.core.sync_finish(&request, b"<html>login").unwrap_err().code(), "garbage");
    for cut in 0..answer.len() {
        let error = phone.core.sync_finish(&request, &answer[..cut]).unwrap_err();
        assert!(["cut", "garbage", "bad_signature"].contains(&error.code()), "cut at {cut}: {}", error.code());
    }
    let mut flipped = answer.clone();
    for place in 0..answer.len() {
        flipped[place] ^= 0x10;
        assert!(phone.core.sync_finish(&request, &flipped).is_err(), "byte {place}");
        flipped[place] ^= 0x10;
    }
    assert_eq!(phone.core.status().unwrap(), before);
    assert_eq!(phone.core.sync_finish(&request, &answer).unwrap().accepted, 1);
}

#[test]
fn two_phones_contradict_each_other_and_somebody_settles_it() {
    let (a, b) = (Phone::cadre(5), Phone::cadre(6));
    let household = a.household("H1", "罗守山");
    let from_a = a.round(Vec::new());
    b.round(from_a);
    assert_eq!(b.core.households().get("H1").unwrap().heads, a.core.households().get("H1").unwrap().heads);

    a.core.households().set("H1", &changes(&["phone=13800000001"]), None).unwrap();
    a.core.households().note("H1", "甲说", Place::Start, None).unwrap();
    b.machine.pass_ms(60_000);
    b.core.households().set("H1", &changes(&["phone=13800000002", "categories+=低保户"]), None).unwrap();
    b.core.households().note("H1", "乙说", Place::End, None).unwrap();
    let from_a = a.round(Vec::new());
    let from_b = b.round(from_a);
    a.round(from_b);
    for phone in [&a, &b] {
        for reference in [a.names(), b.names()] {
            let request = phone.core.sync_begin().unwrap();
            let answer = Answer { reference: Some(reference), ..Answer::default() };
            phone.core.sync_finish(&request, &phone.carried(&request).answer(&answer)).unwrap();
        }
        let view = phone.core.households().get("H1").unwrap();
        assert!(view.fields.notes.contains("甲说") && view.fields.notes.contains("乙说"));
        assert_eq!(view.fields.categories, ["低保户"]);
        let open = phone.core.conflicts().list().unwrap();
        assert_eq!(open.len(), 1);
        let mut rivals: Vec<_> = open[0]
            .conflict
            .rivals
            .iter()
            .map(|rival| (rival.text.as_str(), rival.name.as_deref().unwrap(), rival.time_s.unwrap() % 86_400 / 60))
            .collect();
        rivals.sort_unstable();
        assert_eq!(rivals, [("13800000001", "干部1005", 60), ("13800000002", "干部1006", 61)]);
    }
    b.core.conflicts().settle(household.id, "phone", None, "13800000001").unwrap();
    let from_b = b.round(Vec::new());
    a.round(from_b);
    let (of_a, of_b) = (a.core.households().get("H1").unwrap(), b.core.households().get("H1").unwrap());
    assert_eq!(of_a, of_b);
    assert!(of_a.conflicts.is_empty());
    // What was written at the same time stands in the order in which it arrived.
    let [of_a, of_b] = [&a, &b].map(|phone| {
        let mut history = phone.core.history(household.id).unwrap();
        history.sort_by(|one, other| one.hash.cmp(&other.hash));
        history
    });
    assert_eq!(of_a, of_b);
    assert_eq!(of_a.len(), 6);
}

#[test]
fn a_cold_start_takes_whole_documents() {
    let a = Phone::cadre(7);
    let (one, two) = (a.household("H1", "罗守山"), a.household("H2", "李春花"));
    let carried = a.carried(&a.core.sync_begin().unwrap());
    let documents: Vec<_> =
        [one.id, two.id].map(|id| server_document(Kind::Household, id, &carried.chunks(id))).into_iter().collect();
    let pack = packed(&documents.iter().collect::<Vec<_>>());

    let b = Phone::cadre(8);
    // B registered one of them too, offline, and wrote into it.
    b.household("H1", "罗守山");
    b.core.households().set("H1", &changes(&["housing=木房"]), None).unwrap();
    let request = b.core.sync_begin().unwrap();
    // Only the first of its edits has arrived so far.
    b.core.households().note("H1", "路滑", Place::End, None).unwrap();
    let answer = Answer { pack, cursor: Bytes::from_static(b"c"), ..Answer::default() };
    let report = b.core.sync_finish(&request, &b.carried(&request).answer(&answer)).unwrap();
    assert_eq!((report.received, report.accepted), (2, 2));
    assert_eq!(b.core.households().list(&ListFilter::default()).unwrap().len(), 2);
    let view = b.core.households().get("H1").unwrap();
    assert_eq!((view.fields.housing.as_deref(), view.fields.notes.as_str(), view.waiting), (Some("木房"), "路滑\n", 1));
    assert_eq!(b.core.search("春花").unwrap().len(), 1);
    // What waits is still sent, and a server that has the rest can take it.
    let next = b.carried(&b.core.sync_begin().unwrap());
    assert_eq!(next.chunks(one.id).len(), 1);
}

#[test]
fn one_bad_document_does_not_hold_up_the_others() {
    let a = Phone::cadre(9);
    let household = a.household("H1", "罗守山");
    a.core.households().set("H1", &changes(&["phone=13800000001"]), None).unwrap();
    a.household("H2", "李春花");
    let carried = a.carried(&a.core.sync_begin().unwrap());
    let mut deltas = carried.deltas();
    let first = deltas.iter_mut().find(|delta| delta.document == household.id).unwrap();
    first.changes.remove(0); // The phone without what it builds on.
    let strange = DocId(Uuid::from_u128(77));
    deltas.push(Delta { document: strange, kind_number: 99, changes: vec![Bytes::from_static(b"?")] });
    let garbage = DocId(Uuid::from_u128(78));
    deltas.push(Delta { document: garbage, kind_number: 1, changes: vec![Bytes::from_static(b"?")] });

    let b = Phone::cadre(10);
    b.round(Vec::new());
    let request = b.core.sync_begin().unwrap();
    let answer = Answer { deltas, cursor: Bytes::from_static(b"later"), ..Answer::default() };
    let report = b.core.sync_finish(&request, &b.carried(&request).answer(&answer)).unwrap();
    assert_eq!((report.received, report.unfit, report.unreadable, report.more), (1, 2, 1, true));
    assert_eq!(b.core.households().get("H2").unwrap().fields.head_name.as_deref(), Some("李春花"));
    // Everything is asked for again, once.
    let request = b.core.sync_begin().unwrap();
    let again = b.carried(&request);
    assert!(again.frame.cursor.is_empty());
    let mut deltas = carried.deltas();
    deltas.push(Delta { document: garbage, kind_number: 1, changes: vec![Bytes::from_static(b"?")] });
    let answer = Answer { deltas, cursor: Bytes::from_static(b"end"), ..Answer::default() };
    let report = b.core.sync_finish(&request, &again.answer(&answer)).unwrap();
    assert_eq!((report.unfit, report.more), (1, false));
    assert_eq!(b.core.households().get("H1").unwrap().fields.phone.as_deref(), Some("13800000001"));
    assert_eq!(&b.carried(&b.core.sync_begin().unwrap()).frame.cursor[..], b"end");
}

#[test]
fn a_document_that_left_goes_when_nothing_of_it_waits() {
    let phone = Phone::cadre(11);
    let (kept, clean) = (phone.household("H1", "罗守山"), phone.household("H2", "李春花"));
    phone.round(Vec::new());
    let request = phone.core.sync_begin().unwrap();
    phone.core.households().note("H1", "还没交", Place::End, None).unwrap();
    let answer = Answer { left: vec![kept.id, clean.id], ..Answer::default() };
    let report = phone.core.sync_finish(&request, &phone.carried(&request).answer(&answer)).unwrap();
    assert_eq!(report.left, 1);
    assert_eq!(phone.core.households().get("H2").unwrap_err().code(), "unknown_record");
    assert_eq!(phone.core.search("春花").unwrap().len(), 0);
    assert_eq!(phone.core.households().get("H1").unwrap().fields.notes, "还没交\n");
    let handed_in = phone.round(Vec::new());
    assert_eq!(handed_in[0].document, kept.id);
    assert_eq!(phone.core.households().get("H1").unwrap_err().code(), "unknown_record");
    assert_eq!(phone.core.status().unwrap().documents, 0);
}

#[test]
fn logs_are_folded_and_nothing_that_waits_is() {
    let phone = Phone::cadre(12);
    let household = phone.household("H1", "罗守山");
    let rows = |sql: &str| -> i64 {
        rusqlite::Connection::open(phone.path()).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let mut most = 0;
    for number in 0..120 {
        phone.core.households().note("H1", &format!("第{number}天"), Place::End, None).unwrap();
        let request = phone.core.sync_begin().unwrap();
        phone.core.households().set("H1", &changes(&[&format!("housing=木房{number}")]), None).unwrap();
        phone.core.sync_finish(&request, &phone.carried(&request).answer(&Answer::default())).unwrap();
        assert_eq!(rows("SELECT count(*) FROM outbox"), 1, "what was written meanwhile waits");
        assert_eq!(rows("SELECT count(*) FROM change WHERE NOT acknowledged"), 1);
        most = most.max(rows("SELECT count(*) FROM change"));
    }
    assert!(most < 100, "{most} changes in the log");
    assert!(rows("SELECT length(snapshot) FROM document") > 0);
    let view = phone.core.households().get("H1").unwrap();
    assert_eq!(view.fields.housing.as_deref(), Some("木房119"));
    assert_eq!(view.fields.notes.lines().count(), 120);
    assert_eq!(phone.core.history(household.id).unwrap().len(), 241);
}

struct Line(Vec<Reply>);

impl Transport for Line {
    type Error = ();

    fn post(&mut self, _: &str, _: &str, _: Vec<u8>) -> Result<Reply, ()> {
        self.0.pop().ok_or(())
    }
}

fn refused(code: &str, counter: Option<u64>) -> Reply {
    let (message, message_en) = ("不行".to_owned(), "no".to_owned());
    Reply::Refused(ServerError { status: 409, code: code.to_owned(), message, message_en, counter })
}

#[test]
fn what_a_server_refuses_altogether() {
    // The replies are taken from the end.
    let cases: &[(&[Reply], &str)] = &[
        (&[], "transport"),
        (&[refused("device_revoked", None)], "device_revoked"),
        (&[refused("counter_used", None)], "counter_used"),
        (&[refused("device_revoked", None), refused("unknown_previous", None)], "device_revoked"),
        (
            &[
                refused("counter_used", Some(9)),
                refused("counter_used", Some(8)),
                refused("counter_used", Some(7)),
                refused("counter_used", Some(6)),
            ],
            "counter_used",
        ),
        (&[Reply::Answer(b"?".to_vec())], "garbage"),
    ];
    for (replies, expected) in cases {
        let phone = Phone::cadre(13);
        phone.household("H1", "罗守山");
        let error = sync(&phone.core, &mut Line(replies.to_vec())).unwrap_err();
        let code = match &error {
            SyncError::Core(error) => error.code(),
            SyncError::Transport(()) => "transport",
        };
        assert_eq!(code, *expected);
        assert_eq!(phone.core.status().unwrap().unsent, 1);
    }
}

#[test]
fn rounds_go_on_while_there_is_more_and_end_where_nothing_moves() {
    let phone = Phone::cadre(14);
    phone.household("H1", "罗守山");
    let mut rounds = Rounds::default();
    let mut idle = 0;
    let error = loop {
        let request = phone.core.sync_begin().unwrap();
        let answer = Answer { more: true, ..Answer::default() };
        let reply = Reply::Answer(phone.carried(&request).answer(&answer));
        match rounds.take(&phone.core, &request, reply) {
            Ok(Next::Send) => idle += 1,
            Ok(Next::Done(report)) => panic!("{report:?}"),
            Err(error) => break error,
        }
    };
    assert_eq!((error.code(), idle), ("no_progress", 3));
    let request = phone.core.sync_begin().unwrap();
    let reply = Reply::Answer(phone.carried(&request).answer(&Answer::default()));
    let Ok(Next::Done(report)) = Rounds::default().take(&phone.core, &request, reply) else { panic!() };
    assert_eq!((report.rounds, report.more), (1, false));
}
