//! What must hold when everything has come to rest: nothing lost, nothing twice, equal on all, as the documents say.

use std::collections::{BTreeMap, BTreeSet};

use automerge::ReadDoc as _;

use lianxin_model::document::{Document, Record};
use lianxin_model::ids::{Actor, DocId, UserId};
use lianxin_model::projection::Projection;
use lianxin_store::Store as _;

use super::heal::TOLD;
use super::ledger::{Edit, Fate};
use super::outbox;
use super::words;
use super::world::{Checked, World, broken};

/// Of so many documents of a phone one is put together from its changes.
const PUT_TOGETHER: usize = 5;

impl World {
    /// Where a phone holds something else than it should: something else than its scope, or another state of it.
    pub(super) fn differing(&mut self) -> Option<String> {
        let compared = |trouble: Option<&str>| trouble.is_none_or(|trouble| trouble == "differs");
        (0..self.phones.len())
            .find_map(|phone| compared(self.phones[phone].trouble.as_deref()).then(|| self.differs(phone)).flatten())
    }

    /// In what a phone differs from the county.
    pub(super) fn differs(&mut self, number: usize) -> Option<String> {
        let items: BTreeMap<DocId, u64> = {
            let sql = "SELECT id, item FROM document WHERE head_seq > 0";
            let mut query = self.county_db().prepare_cached(sql).expect("the county is read");
            let rows = query.query_map([], |row| {
                Ok((
                    DocId(uuid::Uuid::from_bytes(row.get(0)?)),
                    row.get::<_, Option<i64>>(1)?.unwrap_or(0).cast_unsigned(),
                ))
            });
            rows.and_then(Iterator::collect).expect("the county is read")
        };
        let phone = &mut self.phones[number];
        let user = phone.user.filter(|_| phone.is_enrolled())?;
        let held = outbox::held(phone.home.look());
        let ids: BTreeSet<DocId> = held.iter().map(|it| it.id).collect();
        let should = self.oracle.holdings(user, &self.county);
        if let Some(lacks) = should.difference(&ids).next() {
            return Some(format!("phone {number} lacks {lacks}: {:?}", self.county.get(lacks)));
        }
        if let Some(extra) = ids.difference(&should).next() {
            let (county, book) = self.answers_for(user);
            let facts = self.county.get(extra);
            return Some(format!(
                "phone {number} holds {extra}: {facts:?}; in the county {county}; in the book {book}"
            ));
        }
        let other = held.iter().find(|it| items.get(&it.id) != Some(&it.item))?;
        Some(format!("phone {number} has another {} {}", other.kind, self.difference(number, other)))
    }

    /// For what somebody answers, as the county and as the book have it.
    fn answers_for(&mut self, user: UserId) -> (String, String) {
        let sql = "SELECT group_concat(kind || ' ' || coalesce(hex(household), area), ', ') FROM assignment
            WHERE user = ?1 AND ended_seq IS NULL";
        let county = self.county_db().query_row(sql, [user.as_bytes()], |row| row.get::<_, Option<String>>(0));
        let book: Vec<_> = self.oracle.assigned.iter().filter(|(who, ..)| *who == user).collect();
        let places: Vec<_> = self.oracle.places.iter().filter(|(_, parent)| parent.is_some()).collect();
        (
            county.ok().flatten().unwrap_or_default(),
            format!("{book:?}, {:?}, {places:?}", self.oracle.accounts.get(&user)),
        )
    }

    /// In what a phone's document differs from the county's, and what the county said of that.
    fn difference(&mut self, phone: usize, held: &outbox::Held) -> String {
        let store = self.server().store.clone();
        let read = store.read().expect("the county is read");
        let theirs = read.changes_since(held.id, 0).expect("the county is read");
        let mut seen = format!("{}", held.id);
        let Some(document) = outbox::document(self.phones[phone].home.look(), held) else {
            return format!("{seen}, which cannot be put together");
        };
        for change in document.automerge().get_changes(&[]) {
            let hash = change.hash();
            if change.actor_id().to_bytes().len() < 16 || theirs.iter().any(|it| it.hash == hash.0) {
                continue;
            }
            let actor = Actor::from_automerge(change.actor_id().to_bytes());
            let of = actor.map(|actor| read.authors(&[actor]).map(|known| known.len()));
            let sql = "SELECT group_concat(code || ' ' || state) FROM refusal WHERE document = ?1 AND hash = ?2";
            let said =
                self.county_db().query_row(sql, (held.id.as_bytes(), hash.0), |row| row.get::<_, Option<String>>(0));
            seen.push_str(&format!("\n  the county lacks {hash} by {of:?}, of which it said {said:?}"));
        }
        for change in theirs {
            if document.automerge().get_change_by_hash(&automerge::ChangeHash(change.hash)).is_none() {
                seen.push_str(&format!("\n  the phone lacks {:?} of {:?}", &change.hash[..4], change.handed_in));
            }
        }
        seen
    }

    /// The last check.
    pub(super) fn check_end(&mut self) -> Checked {
        let records = self.check_county()?;
        self.check_phones(&records)?;
        self.check_reviews()
    }

    /// The county's rows say what its documents say, and every word stands in it as often as the book has it.
    fn check_county(&mut self) -> Checked<BTreeMap<DocId, Record>> {
        let store = self.server().store.clone();
        let read = store.read().expect("the county is read");
        let found = words::of_search(self.county_db());
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        let mut records = BTreeMap::new();
        for id in self.county.keys().copied().collect::<Vec<_>>() {
            let loaded = read.load(id).ok().flatten();
            let Some(loaded) = loaded else { return broken("documents are kept", format!("{id} is gone")) };
            let changes = read.changes_since(id, 0).expect("the county is read");
            let mut document = Document::new(loaded.kind, id);
            if document.merge_chunks(changes.iter().map(|change| change.bytes.as_slice())).is_err() {
                return broken("documents are kept", format!("{id} cannot be put together"));
            }
            for (word, count) in words::of_changes(changes.iter().map(|change| change.bytes.as_slice())) {
                *counts.entry(word).or_default() += count;
            }
            let row = Projection::of(&document);
            let (number, shown) = self.county_row(id);
            if shown.as_ref() != Some(&row.record) {
                return broken(
                    "rows say what documents say",
                    format!("county, {id}: {shown:?} and not {:?}", row.record),
                );
            }
            if found.get(&number) != Some(&row.tokens.iter().cloned().collect()) {
                return broken(
                    "what a document says is found",
                    format!("county, {id}: {:?} by {:?}", row.tokens, found.get(&number)),
                );
            }
            let record = row.record;
            self.figures.compared += 1;
            records.insert(id, record);
        }
        let put_back = |edit: &Edit| self.county_lives > 0 || self.phones[edit.phone].was_put_back;
        let expected = self.ledger.expected(put_back).into_iter();
        let expected: Vec<_> = expected.map(|(word, counts)| (word.to_owned(), counts)).collect();
        for (word, (least, most)) in expected {
            let count = counts.get(&word).copied().unwrap_or(0);
            // What the county lost with its disk, phones bring back as far as they hold it: that they hold the same was
            // compared already.
            let least = if self.county_lives > 0 { 0 } else { least };
            if !(least..=most).contains(&count) {
                let edits = self.ledger.edits.iter();
                let edits: Vec<_> = edits.filter(|edit| edit.tokens.contains(&word)).cloned().collect();
                let promise = if count < least { "nothing acknowledged is lost" } else { "nothing is there twice" };
                let refused = edits.iter().map(|edit| self.refused(edit.document)).collect::<Vec<_>>();
                let seen = format!("{word} stands {count} times, not {least} to {most}: {edits:?}, {refused:?}");
                return broken(promise, seen);
            }
        }
        Ok(records)
    }

    /// What the county refused of a document, and how that stands.
    fn refused(&mut self, document: DocId) -> String {
        let sql = "SELECT group_concat(substr(hex(hash), 1, 8) || ' ' || code || ' ' || state, ', ') FROM refusal
            WHERE document = ?1";
        let said = self.county_db().query_row(sql, [document.as_bytes()], |row| row.get::<_, Option<String>>(0));
        said.ok().flatten().unwrap_or_default()
    }

    /// The number of a document in the county, and what its lists show of it.
    fn county_row(&mut self, id: DocId) -> (i64, Option<Record>) {
        let sql = "SELECT document.no, record.json FROM record
            JOIN document ON document.no = record.document WHERE document.id = ?1";
        let mut query = self.county_db().prepare_cached(sql).expect("the county is read");
        let row = query.query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)));
        let (number, json) = row.expect("the county is read");
        (number, serde_json::from_str(&json).ok())
    }

    /// What phones show is what the documents say, and what is not with the county is told.
    fn check_phones(&mut self, records: &BTreeMap<DocId, Record>) -> Checked {
        for number in 0..self.phones.len() {
            let phone = &mut self.phones[number];
            if !phone.is_enrolled() || phone.trouble.is_some() {
                continue;
            }
            let db = phone.home.look();
            let found = words::of_search(db);
            for (place, held) in outbox::held(db).into_iter().enumerate() {
                let shown: Option<Record> = serde_json::from_str(&held.record).ok();
                let should = records.get(&held.id);
                if shown.as_ref() != should {
                    let seen = format!("phone {number}, {}: {shown:?} and not {should:?}", held.id);
                    return broken("rows say what documents say", seen);
                }
                if place % PUT_TOGETHER == number % PUT_TOGETHER {
                    let row = outbox::document(db, &held).map(|document| Projection::of(&document));
                    if row.as_ref().map(|row| &row.record) != should {
                        let seen = format!("phone {number}: the document {}", held.id);
                        return broken("rows say what documents say", seen);
                    }
                    let words = row.map(|row| row.tokens.into_iter().collect());
                    if found.get(&held.number) != words.as_ref() {
                        let seen = format!("phone {number}, {}: {words:?} by {:?}", held.id, found.get(&held.number));
                        return broken("what a document says is found", seen);
                    }
                }
                self.figures.compared += 1;
            }
            let Some(tab) = phone.tabs.first() else { continue };
            let status = tab.core.status();
            let told = status.as_ref().map(|status| status.set_aside.len()).unwrap_or_default();
            let aside = phone.open.values().filter(|edit| matches!(self.ledger.edits[**edit].fate, Fate::Aside { .. }));
            let aside = aside.count();
            if told != aside {
                return broken("every refusal is told", format!("phone {number} tells {told} of {aside}"));
            }
        }
        let stuck = |phone: &super::phone::Phone| {
            let told = phone.trouble.as_deref().is_some_and(|code| TOLD.contains(&code));
            phone.is_enrolled() && !told && phone.open.values().any(|it| self.ledger.edits[*it].fate == Fate::Waiting)
        };
        match self.phones.iter().position(stuck) {
            Some(number) => broken("nothing is stuck", format!("phone {number}")),
            None => Ok(()),
        }
    }

    /// What a phone says waits for somebody's word, somebody can be asked for.
    fn check_reviews(&mut self) -> Checked {
        let waits = |fate: &Fate| matches!(fate, Fate::Aside { state, .. } if state == "review");
        // One that the county does not know keeps what it has, and says so.
        let known = |it: &&super::phone::Phone| it.is_enrolled() && it.trouble.as_deref() != Some("unknown_device");
        let open: Vec<usize> = self.phones.iter().filter(known).flat_map(|it| it.open.values().copied()).collect();
        for number in open {
            let edit = self.ledger.edits[number].clone();
            if !waits(&edit.fate) {
                continue;
            }
            let sql = "SELECT count(*) FROM refusal WHERE document = ?1 AND hash = ?2 AND state = 'review'";
            let found = self.county_db().query_row(sql, (edit.document.as_bytes(), edit.hash), |row| row.get(0));
            if found.unwrap_or(0i64) == 0 {
                return broken("what waits for a word is asked for", format!("edit {number}: {edit:?}"));
            }
        }
        Ok(())
    }
}
