//! One recorded exchange, cut at every byte.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::rc::Rc;

use bytes::Bytes;
use lianxin_core::feed::{ENROL_PATH, Reply, WayError};

use super::super::home::file;
use super::super::ledger::tokens;
use super::super::outbox;
use super::super::server::{Answer, Arrival};
use super::super::traffic::read;
use super::super::world::{Came, Checked, Failure, broken};
use super::content::{self, Documents, Exact};
use super::record::Recorded;
use super::retry::{Ended, Known, Onward};
use super::says::{self, Says};
use super::stand::{Stand, State};
use super::wire::{self, End};

/// What is cut, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cut {
    /// The connection ends while the request goes up, its head included.
    Request,
    /// So much of the body goes up and passes for all of it.
    RequestShortened,
    /// The connection ends while the answer comes down, its head included.
    Answer,
    /// So much of the body comes down and passes for all of it.
    AnswerShortened,
}

impl Cut {
    /// Every cut.
    pub const ALL: [Cut; 4] = [Cut::Request, Cut::RequestShortened, Cut::Answer, Cut::AnswerShortened];
}

/// A cut and after how many bytes.
pub type Point = (Cut, usize);

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Bytes of requests and answers, heads included.
    pub bytes: u64,
    /// Points at which was cut, by what was cut.
    pub points: BTreeMap<Cut, u64>,
    /// Of these left phone and county as another point of the exchange had left them, byte by byte.
    pub equal: u64,
    /// States from which phones went on.
    pub states: u64,
    /// Times that a phone went on until it was at rest.
    pub continued: u64,
    /// Exchanges that it took.
    pub exchanges: u64,
    /// The most that one took beyond what it takes without a cut.
    pub more_most: u32,
}

impl Figures {
    /// Adds another session.
    pub fn add(&mut self, other: &Figures) {
        self.bytes += other.bytes;
        for (cut, count) in &other.points {
            *self.points.entry(*cut).or_default() += count;
        }
        self.equal += other.equal;
        self.states += other.states;
        self.continued += other.continued;
        self.exchanges += other.exchanges;
        self.more_most = self.more_most.max(other.more_most);
    }
}

/// A phone after a cut, and the county.
struct After {
    state: State,
    first: Point,
}

struct Session<'a> {
    recorded: &'a Recorded,
    stand: Stand,
    start: State,
    at: Option<Point>,
    says: BTreeSet<Says>,
    /// What is cut now, and how the phone goes on.
    doing: Option<(Point, Option<Onward>)>,
    figures: Figures,
    /// What came to the phone in this state of the county already.
    seen: HashSet<(bool, Option<(u16, Bytes)>)>,
    /// Where a phone went on from already.
    known: HashSet<(bool, Option<u64>, String)>,
    after: Vec<After>,
}

/// Cuts an exchange at every byte, or at one, and lets the phone go on after each. What was done, what was said, and what must
/// not be, if anything.
pub(super) fn cut(recorded: &Recorded, at: Option<Point>) -> (Figures, BTreeSet<Says>, Option<Failure>) {
    let phone = Rc::new(recorded.phone.store.clone());
    let steps = Some(recorded.phone.steps.clone()).filter(|_| recorded.path != ENROL_PATH);
    let start = State { phone, county: Rc::new(recorded.county.clone()), steps, now_ms: recorded.now_ms };
    let stand = Stand::new(recorded);
    let (says, figures, seen, known, after) = Default::default();
    let mut session = Session { recorded, stand, start, at, says, doing: None, figures, seen, known, after };
    let failure = session.run().err().map(|failure| match session.doing {
        Some(((cut, bytes), onward)) => {
            let onward = onward.map(|onward| format!(", then {onward:?}")).unwrap_or_default();
            Failure { seen: format!("{cut:?} after {bytes} bytes{onward}: {}", failure.seen), ..failure }
        }
        None => failure,
    });
    (session.figures, session.says, failure)
}

impl Session<'_> {
    fn run(&mut self) -> Checked {
        let Recorded { path, body, .. } = self.recorded;
        self.stand.put_back(&self.start)?;
        let device = content::this_device(self.stand.home.look());
        let waiting = outbox::entries(self.stand.home.look());
        let words_before = self.stand.words_of(&waiting);
        let receipt = self.stand.core().status().ok().and_then(|status| status.receipt);
        let households = self.stand.households();
        let (seq, put_back) = (content::sequence(self.stand.county_db()), self.recorded.put_back);
        // The exchange as it goes without a cut.
        let (_, request) = wire::ask(path, body, &[], End::Open, usize::MAX);
        let said = wire::serve(self.stand.server(), &self.stand.runtime, &request, End::Open);
        let (Some(answer), _) = wire::ask(path, body, &said, End::Open, request.len()) else {
            return broken("every request is answered", format!("{path}: {} bytes were said", said.len()));
        };
        let arrival = Arrival { path, body: body.clone(), cut: None };
        self.says = says::of_exchange(&self.stand.server().store, &arrival, &answer);
        let answered = State { county: Rc::new(self.stand.county_image()), ..self.start.clone() };
        let steps = self.take(read(Came::Answer(answer.clone())))?;
        let still = self.stand.households();
        // Where the county was put back, what somebody writes on can take the place of what the other life wrote: both are
        // told, and not the same in the end. docs/reliability.md says more.
        let household = households.into_iter().find(|household| !put_back && still.contains(household));
        let phone = Rc::new(self.stand.home.copy());
        let through = State { phone, steps, ..answered.clone() };
        let mut documents = Documents::default();
        let exact = if self.says.contains(&Says::CounterUsed) { Exact::Records } else { Exact::Changes };
        let code = self.recorded.phone.code.as_deref();
        let mut known = Known { code, device: &device, seq, household, receipt, exact, documents: &mut documents };
        const MANY: u32 = 64;
        let whole = self.stand.go_on(&through, Onward::Same, MANY, &mut known)?;
        self.check_words(&waiting, &words_before)?;
        let written_on = match household {
            Some(_) => Some(self.stand.go_on(&through, Onward::WritesOn, MANY, &mut known)?),
            None => None,
        };
        self.figures.bytes = (request.len() + said.len()) as u64;

        self.stand.put_back(&self.start)?;
        self.requests(&request)?;
        self.stand.put_back(&answered)?;
        self.answers(&answered, request.len(), &said, &answer)?;

        // Budgets that a cut halved make more rounds of the same.
        let most = whole.exchanges * 4 + 8;
        for After { state, first } in std::mem::take(&mut self.after) {
            self.figures.states += 1;
            for onward in Onward::ALL {
                self.doing = Some((first, Some(onward)));
                let whole = if onward == Onward::WritesOn { written_on.as_ref() } else { Some(&whole) };
                let Some(whole) = whole else { continue };
                let ended = same(whole, self.stand.go_on(&state, onward, most, &mut known)?)?;
                self.figures.continued += 1;
                self.figures.exchanges += u64::from(ended.exchanges);
                self.figures.more_most = self.figures.more_most.max(ended.exchanges.saturating_sub(whole.exchanges));
            }
        }
        Ok(())
    }

    /// Whether this point is wanted.
    fn wants(&mut self, point: Point) -> bool {
        self.doing = Some((point, None));
        self.at.is_none_or(|at| at == point)
    }

    /// Requests that end early: the county is as it was.
    fn requests(&mut self, request: &[u8]) -> Checked {
        let Recorded { path, body, .. } = self.recorded;
        let version = self.stand.county_version();
        for bytes in 0..request.len() {
            let point = (Cut::Request, bytes);
            if !self.wants(point) {
                continue;
            }
            let _nobody = wire::serve(self.stand.server(), &self.stand.runtime, &request[..bytes], end(bytes));
            self.unchanged(version)?;
            self.point(point, false, Came::Cut)?;
        }
        for bytes in 0..body.len() {
            let point = (Cut::RequestShortened, bytes);
            if !self.wants(point) {
                continue;
            }
            let arrival = Arrival { path, body: body.slice(..bytes), cut: None };
            let answer = self.stand.answer(&arrival)?;
            self.unchanged(version)?;
            if answer.status == 200 {
                return broken("nothing is taken of a part of a request", "it was answered as a whole one");
            }
            self.point(point, false, Came::Answer(answer))?;
        }
        Ok(())
    }

    fn unchanged(&mut self, version: i64) -> Checked {
        match self.stand.county_version() == version {
            true => Ok(()),
            false => broken("a part of a request changes nothing", "the county wrote something"),
        }
    }

    /// Answers that end early: the county has done everything.
    fn answers(&mut self, answered: &State, after: usize, said: &[u8], answer: &Answer) -> Checked {
        let Recorded { path, body, .. } = self.recorded;
        self.start.county = Rc::clone(&answered.county);
        for bytes in 0..said.len() {
            let point = (Cut::Answer, bytes);
            if !self.wants(point) {
                continue;
            }
            let (came, _) = wire::ask(path, body, &said[..bytes], end(bytes), after);
            if came.is_some() {
                return broken("a cut answer is none", "the phone took it for one");
            }
            self.point(point, true, Came::Cut)?;
        }
        for bytes in 0..answer.body.len() {
            let point = (Cut::AnswerShortened, bytes);
            if self.wants(point) {
                let came = Answer { body: answer.body.slice(..bytes), ..answer.clone() };
                self.point(point, true, Came::Answer(came))?;
            }
        }
        Ok(())
    }

    /// Gives the phone what came, and keeps how it stands then.
    fn point(&mut self, point: Point, answered: bool, came: Came) -> Checked {
        *self.figures.points.entry(point.0).or_default() += 1;
        // The phone stands as it did before the exchange: the same makes the same of it.
        let what = match &came {
            Came::Answer(answer) => Some((answer.status, answer.body.clone())),
            _ => None,
        };
        if point.0 != Cut::AnswerShortened && !self.seen.insert((answered, what)) {
            self.figures.equal += 1;
            return Ok(());
        }
        let version = self.stand.phone_version();
        let steps = self.take(read(came))?;
        let changed = self.stand.phone_version() != version;
        let phone = match changed {
            true => Rc::new(self.stand.home.copy()),
            false => Rc::clone(&self.start.phone),
        };
        // Nothing proves an enrolment whole but TLS; the rest of it comes with the first sync.
        if changed && point.0 == Cut::AnswerShortened && self.recorded.path != ENROL_PATH {
            return broken("nothing is taken of a part of an answer", "the phone wrote something");
        }
        let key = (answered, changed.then(|| content::digest(file(&phone))), format!("{steps:?}"));
        if self.known.insert(key) {
            let state = State { phone, steps, ..self.start.clone() };
            self.after.push(After { state, first: point });
        } else {
            self.figures.equal += 1;
        }
        if changed {
            self.stand.put_phone_back(&self.start)?;
        }
        Ok(())
    }

    /// The phone takes what came; gives its loop as it is then.
    fn take(&mut self, reply: Result<Reply, WayError>) -> Checked<Option<lianxin_core::schedule::Steps>> {
        let before = outbox::entries(self.stand.home.look());
        let Some(mut steps) = self.start.steps.clone() else {
            if let Ok(Reply::Answer(answer)) = reply {
                // Where it is none, the phone tries again.
                let _enrolled = self.stand.core().enrol_finish(&answer);
            }
            return Ok(None);
        };
        let (now_ms, dice) = (self.stand.now().unsigned_abs(), self.recorded.phone.dice as u32);
        steps.came(self.stand.core(), now_ms, reply, dice);
        // Who shows what it tells is nobody here.
        drop(steps.told());
        self.stand.check_kept(before)?;
        Ok(Some(steps))
    }

    /// What waited stands in no more changes than there were edits, and in one at least unless it was set aside.
    fn check_words(&mut self, waiting: &[outbox::Entry], before: &BTreeMap<String, u32>) -> Checked {
        let aside: Vec<String> =
            outbox::entries(self.stand.home.look()).iter().flat_map(|entry| tokens(&entry.intentions)).collect();
        let closed = content::this_device(self.stand.home.look()).is_empty();
        for (word, count) in self.stand.words_of(waiting) {
            let edits = waiting.iter().filter(|entry| tokens(&entry.intentions).contains(&word)).count() as u32;
            if count > before.get(&word).copied().unwrap_or(0).max(edits) {
                return broken("nothing is there twice", format!("{word} stands {count} times for {edits} edits"));
            }
            if count == 0 && !closed && !aside.contains(&word) {
                return broken("nothing acknowledged is lost", word);
            }
        }
        Ok(())
    }
}

/// Some connections are closed, others reset.
fn end(bytes: usize) -> End {
    if bytes.is_multiple_of(2) { End::Closed } else { End::Reset }
}

fn same(whole: &Ended, ended: Ended) -> Checked<Ended> {
    if ended.trouble != whole.trouble {
        let seen = format!("{:?} and not {:?}", ended.trouble, whole.trouble);
        return broken("a cut changes nothing in the end", seen);
    }
    let differences =
        [("phone", whole.phone.difference(&ended.phone)), ("county", whole.county.difference(&ended.county))];
    let seen: Vec<String> =
        differences.into_iter().filter_map(|(who, seen)| Some(format!("{who}: {}", seen?))).collect();
    if seen.is_empty() { Ok(ended) } else { broken("a cut changes nothing in the end", seen.join("\n")) }
}
