//! What a phone does after a cut until it is at rest: its own loop, over a network that is good from then on.

use std::collections::BTreeMap;

use lianxin_core::changes::FieldChange;
use lianxin_core::feed::{ENROL_PATH, Reply, SYNC_PATH, WayError};
use lianxin_core::requests::ListFilter;
use lianxin_core::schedule::{Act, Event, Pace, Reach, Steps, SyncEvent};
use lianxin_core::views::ReceiptView;
use lianxin_model::ids::DocId;
use lianxin_store::Store as _;

use super::super::check_live::receipt_is_true;
use super::super::ledger::tokens;
use super::super::outbox::{self, Entry};
use super::super::server::{Answer, Arrival};
use super::super::traffic::{URL, read};
use super::super::words;
use super::super::world::{Came, Checked, Failure, broken};
use super::content::{self, Content, Documents, Exact};
use super::stand::{Stand, State};

const WAY_MS: i64 = 40;
const ENROL_AGAIN_MS: i64 = 20_000;
/// So long a phone takes the server for one that speaks the protocol before only.
const OLD_MS: i64 = 24 * 3_600_000;
/// After so many syncs that ended well a phone is at rest: the second sees what the first left.
const SYNCS: u32 = 2;
/// How a sync must not end.
const NEVER: [&str; 4] = ["damaged", "storage", "no_progress", "internal"];
/// What no retry changes.
const LASTING: [&str; 3] = ["account_closed", "device_revoked", "unknown_device"];
/// What ends an enrolment.
const NOT_ENROLLED: [&str; 6] =
    ["account_closed", "device_revoked", "enrol_code_expired", "enrol_code_unknown", "enrol_code_used", "key_taken"];

/// How a phone goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onward {
    /// The app's loop goes on.
    Same,
    /// The app was closed and is opened again.
    Reopened,
    /// The next request is cut, too.
    RequestCutAgain,
    /// The next answer is cut, too.
    AnswerCutAgain,
    /// The person writes on before the phone tries again.
    WritesOn,
}

impl Onward {
    /// Every way.
    pub const ALL: [Onward; 5] =
        [Onward::Same, Onward::Reopened, Onward::RequestCutAgain, Onward::AnswerCutAgain, Onward::WritesOn];

    fn cuts(self) -> bool {
        matches!(self, Onward::RequestCutAgain | Onward::AnswerCutAgain)
    }
}

/// Where it all ended.
#[derive(Debug, Clone)]
pub(super) struct Ended {
    pub(super) phone: Content,
    pub(super) county: Content,
    /// How the last sync ended: none that it ended well, else a word.
    pub(super) trouble: Option<String>,
    pub(super) exchanges: u32,
}

/// What is known beside the two stores.
pub(super) struct Known<'a> {
    /// With which a phone that belongs to nobody enrols.
    pub(super) code: Option<&'a str>,
    /// The device that this phone was before it was shut out.
    pub(super) device: &'a [u8],
    /// The last number of the county's sequence.
    pub(super) seq: i64,
    /// On which its person writes on.
    pub(super) household: Option<DocId>,
    /// The receipt that it had.
    pub(super) receipt: Option<ReceiptView>,
    pub(super) exact: Exact,
    pub(super) documents: &'a mut Documents,
}

struct Run {
    onward: Onward,
    syncs: u32,
    trouble: Option<String>,
    over: bool,
    /// It spoke the protocol before for a day, and the day is over.
    waited: bool,
    exchanges: u32,
}

impl Stand {
    /// Goes on from there until the phone is at rest, within so many exchanges.
    pub(super) fn go_on(&mut self, state: &State, onward: Onward, most: u32, known: &mut Known<'_>) -> Checked<Ended> {
        self.put_back(state)?;
        let mut run = Run { onward, syncs: 0, trouble: None, over: false, waited: false, exchanges: 0 };
        let mut steps = state.steps.clone().filter(|_| onward != Onward::Reopened);
        if let (Onward::WritesOn, Some(household)) = (onward, known.household) {
            self.write_on(household)?;
            steps.iter_mut().for_each(|steps| steps.on(state.now_ms.unsigned_abs(), Event::Edited, 0));
        }
        while !run.over {
            if run.exchanges > most {
                let seen = format!("after {most} exchanges {:?}, {} syncs", run.trouble, run.syncs);
                return broken("everything comes to rest", seen);
            }
            if steps.is_none() && !self.is_enrolled().map_err(of_core)? {
                match known.code {
                    Some(code) => self.enrol(&mut run, code)?,
                    None => run.over = true,
                }
                continue;
            }
            let now_ms = self.now().unsigned_abs();
            let steps = steps.get_or_insert_with(|| Steps::new(Pace::default(), Reach::Online, now_ms));
            self.step(&mut run, steps)?;
            if run.over && !run.waited && self.takes_server_for_old() {
                self.pass(self.now() + OLD_MS);
                (run.over, run.waited, run.syncs) = (false, true, 0);
                steps.on(self.now().unsigned_abs(), Event::Asked, 0);
            }
        }
        self.ended(run, known)
    }

    fn write_on(&self, household: DocId) -> Checked {
        let change: FieldChange = "extra.断后写=q0000000z".parse().map_err(of_core)?;
        self.core().households().set(&household.to_string(), &[change], None).map_err(of_core)?;
        Ok(())
    }

    /// Households on which somebody can write.
    pub(super) fn households(&self) -> Vec<DocId> {
        let all = self.core().households().list(&ListFilter::default());
        all.unwrap_or_default().into_iter().map(|it| it.id).collect()
    }

    fn step(&mut self, run: &mut Run, steps: &mut Steps) -> Checked {
        let (now_ms, dice) = (self.now().unsigned_abs(), self.chance.roll() as u32);
        let act = steps.next(self.core(), now_ms, dice);
        hear(run, steps, now_ms)?;
        match act {
            Act::Post { body, .. } => {
                let before = outbox::entries(self.home.look());
                let reply = self.exchange(run, SYNC_PATH, body)?;
                let (now_ms, dice) = (self.now().unsigned_abs(), self.chance.roll() as u32);
                steps.came(self.core(), now_ms, reply, dice);
                hear(run, steps, now_ms)?;
                self.check_kept(before)?;
            }
            Act::Wait { until_ms: Some(until_ms) } if !run.over => {
                self.pass(i64::try_from(until_ms).unwrap_or(i64::MAX));
            }
            Act::Wait { .. } | Act::UnderWay | Act::End => run.over = true,
        }
        Ok(())
    }

    /// Whether the phone speaks the protocol before, for a day.
    fn takes_server_for_old(&mut self) -> bool {
        let sql = "SELECT count(*) FROM meta WHERE name = 'server_old_since_ms'";
        self.home.look().query_row(sql, [], |row| row.get::<_, i64>(0)).is_ok_and(|count| count > 0)
    }

    fn enrol(&mut self, run: &mut Run, code: &str) -> Checked {
        let body = self.core().enrol_begin(URL, code).map_err(of_core)?;
        let refused = match self.exchange(run, ENROL_PATH, body)? {
            Ok(Reply::Answer(answer)) => self.core().enrol_finish(&answer).err().map(|error| error.code().to_owned()),
            Ok(Reply::Refused(error)) => Some(error.code),
            Err(error) => Some(error.code().to_owned()),
        };
        if let Some(code) = refused {
            run.over = NOT_ENROLLED.contains(&code.as_str());
            run.trouble = Some(code);
            self.pass(self.now() + ENROL_AGAIN_MS);
        }
        Ok(())
    }

    /// A request and what comes of it.
    fn exchange(&mut self, run: &mut Run, path: &'static str, body: Vec<u8>) -> Checked<Result<Reply, WayError>> {
        run.exchanges += 1;
        let cuts = run.exchanges == 1 && run.onward.cuts();
        let part = self.chance.roll() as usize % body.len().max(1);
        let cut = (cuts && run.onward == Onward::RequestCutAgain).then_some(part);
        self.pass(self.now() + WAY_MS);
        let answer = self.answer(&Arrival { path, body: body.into(), cut })?;
        self.pass(self.now() + WAY_MS);
        Ok(read(if cuts { Came::Cut } else { Came::Answer(answer) }))
    }

    /// What the server answers.
    pub(super) fn answer(&mut self, arrival: &Arrival) -> Checked<Answer> {
        let answers = self.server().answer(&self.runtime, std::slice::from_ref(arrival));
        let Some(answer) = answers.into_iter().next() else {
            return broken("every request is answered", arrival.path);
        };
        if answer.status == 500 {
            return broken("the server never gives way", String::from_utf8_lossy(&answer.body));
        }
        Ok(answer)
    }

    /// What waits no longer and was not set aside, the county has.
    pub(super) fn check_kept(&mut self, before: Vec<Entry>) -> Checked {
        let after = outbox::entries(self.home.look());
        let gone = before.into_iter().filter(|entry| !after.iter().any(|it| it.place == entry.place));
        for entry in gone {
            let store = self.server().store.clone();
            let read = store.read().expect("the county is read");
            let sql = "SELECT count(*) FROM refusal WHERE document = ?1 AND hash = ?2";
            let refused = self.county_db().query_row(sql, (entry.document.as_bytes(), entry.hash), |row| row.get(0));
            if read.change_known(entry.document, &entry.hash).expect("the county is read")
                || refused.unwrap_or(0i64) > 0
            {
                continue;
            }
            // Made again it said nothing that was not there already.
            let changes = read.changes_since(entry.document, 0).expect("the county is read");
            let stand = words::of_changes(changes.iter().map(|change| change.bytes.as_slice()));
            if changes.is_empty() || !tokens(&entry.intentions).iter().all(|token| stand.contains_key(token)) {
                return broken("what a phone says is acknowledged is kept", format!("{entry:?}"));
            }
        }
        Ok(())
    }

    fn ended(&mut self, run: Run, known: &mut Known<'_>) -> Checked<Ended> {
        let status = self.core().status().map_err(of_core)?;
        if let Some(receipt) = status.receipt.filter(|receipt| known.receipt.as_ref() != Some(receipt)) {
            receipt_is_true(self.server(), receipt, status.unsent)?;
        }
        let mut me = content::this_device(self.home.look());
        let mut trouble = run.trouble;
        if me.is_empty() && !known.device.is_empty() {
            me = known.device.to_vec();
            trouble = Some("closed".to_owned());
        }
        // Who writes on sees more or less of what others wrote, and so the change is another one.
        let exact = if run.onward == Onward::WritesOn { Exact::Records } else { known.exact };
        let phone = content::of_phone(self.home.look(), &me, exact, known.documents);
        let county = content::of_county(self.county_db(), &me, known.seq, exact);
        Ok(Ended { phone, county, trouble, exchanges: run.exchanges })
    }

    /// In how many changes of the county each word stands that waits on the phone.
    pub(super) fn words_of(&mut self, waiting: &[Entry]) -> BTreeMap<String, u32> {
        let store = self.server().store.clone();
        let read = store.read().expect("the county is read");
        let mut counts = BTreeMap::new();
        for entry in waiting {
            let changes = read.changes_since(entry.document, 0).expect("the county is read");
            let stand = words::of_changes(changes.iter().map(|change| change.bytes.as_slice()));
            for word in tokens(&entry.intentions) {
                let count = stand.get(&word).copied().unwrap_or(0);
                counts.insert(word, count);
            }
        }
        counts
    }
}

/// What the loop tells.
fn hear(run: &mut Run, steps: &mut Steps, now_ms: u64) -> Checked {
    for event in steps.told() {
        match event {
            SyncEvent::Finished { report, .. } => {
                run.syncs += 1;
                run.trouble = report.differs.then(|| "differs".to_owned());
                run.over |= run.syncs >= SYNCS;
                steps.on(now_ms, Event::Asked, 0);
            }
            SyncEvent::Failed { code, .. } if NEVER.contains(&code.as_str()) => {
                return broken("a sync ends as it may", code);
            }
            SyncEvent::Failed { code, .. } => {
                run.over |= LASTING.contains(&code.as_str());
                run.trouble = Some(code);
            }
            SyncEvent::Closed => run.over = true,
            SyncEvent::Started | SyncEvent::Progress { .. } | SyncEvent::Idle { .. } => {}
        }
    }
    Ok(())
}

fn of_core(error: lianxin_core::CoreError) -> Failure {
    Failure { promise: "the core works", seen: error.code().to_owned() }
}
