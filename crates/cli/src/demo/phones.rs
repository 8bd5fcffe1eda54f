//! The cadres' devices: the same core and the same way to the server as any other device.

use std::cell::Cell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::Offset;
use lianxin_client::Client;
use lianxin_core::changes::{FieldChange, Place};
use lianxin_core::model::ids::DocId;
use lianxin_core::requests::{
    AddAssistanceRequest, AddDiaryEntryRequest, AddVisitRequest, CaseEventRequest, ListFilter, OpenCaseRequest,
};
use lianxin_core::{Core, CoreError, Platform, SystemPlatform};
use lianxin_server::admin::{self, Store};
use lianxin_server::clock::SystemClock;
use tokio::runtime::Handle;

use super::invented::Dice;
use super::matters::Matter;
use super::phrases::{self, Given};
use super::work::{Act, Deed, day};
use crate::failure::Failure;

/// Visits and cases on which the supervisor comments.
const COMMENTS: u32 = 6;

/// Where devices live and how they reach the server.
pub(super) struct Phones {
    pub(super) store: Arc<dyn Store>,
    pub(super) folder: PathBuf,
    pub(super) url: String,
    pub(super) client: Client,
    pub(super) network: Handle,
    pub(super) today: Date,
}

/// The device's clock: it shows the moment at which something is said to be written.
struct PastClock(Rc<Cell<i64>>);

impl Platform for PastClock {
    fn now_ms(&self) -> i64 {
        self.0.get()
    }

    fn fill_random(&self, bytes: &mut [u8]) -> Result<(), CoreError> {
        SystemPlatform.fill_random(bytes)
    }
}

/// One open device.
struct Phone {
    core: Core,
    clock: Rc<Cell<i64>>,
    today: Date,
}

impl Phones {
    /// The store of somebody's device.
    pub(super) fn file(&self, login: &str) -> PathBuf {
        self.folder.join(format!("{login}.lianxin"))
    }

    /// Makes a device its user's with a one-time code, and takes in what they hold.
    pub(super) fn enrol(&self, login: &str) -> Result<(), Failure> {
        let core = Core::open(&self.file(login), SystemPlatform)?;
        let issued = admin::issue_enrol_code(self.store.as_ref(), &SystemClock, login)?;
        self.network.block_on(self.client.enrol(&core, &self.url, &issued.code))?;
        self.exchange(&core)
    }

    /// Writes a cadre's work into the device, without a network.
    pub(super) fn write(&self, login: &str, deeds: &[Deed], matters: &[Matter]) -> Result<(), Failure> {
        let phone = self.open(login)?;
        let mut notebook = Notebook { matters, cases: HashMap::new(), day: (0, Vec::new()) };
        deeds.iter().try_for_each(|deed| phone.write(&mut notebook, deed))
    }

    /// Hands in what was written and takes in what others wrote.
    pub(super) fn sync(&self, login: &str) -> Result<(), Failure> {
        self.exchange(&Core::open(&self.file(login), SystemPlatform)?)
    }

    /// Has a supervisor comment on what came in, and take on the disputes that are still open.
    pub(super) fn supervise(&self, login: &str, dice: &mut Dice) -> Result<(), Failure> {
        let phone = self.open(login)?;
        phone.set_clock(0, 8 * 60);
        let newest = ListFilter { limit: Some(COMMENTS), ..ListFilter::default() };
        for visit in phone.core.visits().list(&newest)? {
            phone.core.comments().add(visit.id, phrases::comment(dice))?;
        }
        for case in phone.core.cases().list(&newest)? {
            phone.core.comments().add(case.id, phrases::comment(dice))?;
        }
        let open = ListFilter { class: Some("dispute".to_owned()), open: Some(true), ..ListFilter::default() };
        let own = phone.core.user()?.map(|user| user.to_string()).unwrap_or_default();
        for case in phone.core.cases().list(&open)? {
            phone.core.cases().set(case.id, &[FieldChange::set("lead", own.as_str())], None)?;
            let assigned = CaseEventRequest {
                kind: "assigned".to_owned(),
                text: Some("由我包案，请司法所一同上门".to_owned()),
                to: Some("司法所".to_owned()),
                ..CaseEventRequest::default()
            };
            phone.core.cases().step(case.id, &assigned, None)?;
        }
        self.exchange(&phone.core)
    }

    fn open(&self, login: &str) -> Result<Phone, Failure> {
        let clock = Rc::new(Cell::new(0));
        let core = Core::open(&self.file(login), PastClock(Rc::clone(&clock)))?;
        Ok(Phone { core, clock, today: self.today })
    }

    fn exchange(&self, core: &Core) -> Result<(), Failure> {
        let report = self.network.block_on(self.client.sync_until_done(core))?;
        if report.refused == 0 {
            return Ok(());
        }
        let refused: Vec<String> = core.status()?.set_aside.into_iter().map(|edit| edit.code).collect();
        let codes = refused.join(", ");
        let zh = format!("服务器没有接受演示设备的修改：{codes}");
        Err(Failure::new("refused", zh, format!("the server refused edits of a demo device: {codes}")))
    }
}

/// A visit, its household and its cases.
type VisitOfDay = (DocId, Option<DocId>, Vec<DocId>);

/// What a cadre remembers while writing.
struct Notebook<'a> {
    matters: &'a [Matter],
    /// The case of each matter.
    cases: HashMap<usize, DocId>,
    /// The day at hand, and the day's visits with their households and cases.
    day: (usize, Vec<VisitOfDay>),
}

impl Phone {
    fn set_clock(&self, days_ago: usize, minute: usize) {
        let (hour, minute) = (i8::try_from(minute / 60).unwrap_or(0), i8::try_from(minute % 60).unwrap_or(0));
        let moment = day(self.today, days_ago).at(hour.min(23), minute, 0, 0);
        // Chinese time all year.
        let moment = Offset::constant(8).to_timestamp(moment).map_or(0, jiff::Timestamp::as_millisecond);
        self.clock.set(moment);
    }

    fn write(&self, notebook: &mut Notebook<'_>, deed: &Deed) -> Result<(), Failure> {
        self.set_clock(deed.days_ago, deed.minute);
        if notebook.day.0 != deed.days_ago {
            notebook.day = (deed.days_ago, Vec::new());
        }
        match &deed.act {
            Act::Visit { household, kind, text, asked, registers } => {
                self.visit(notebook, (household, kind, text, asked), *registers)
            }
            Act::Register { household, matter } => {
                let Some(request) = notebook.matters.get(*matter).map(case) else { return Ok(()) };
                notebook.cases.insert(*matter, self.core.cases().open(household, &request)?.id);
                Ok(())
            }
            Act::Step { matter, kind, text, satisfied } => {
                let Some(id) = notebook.cases.get(matter) else { return Ok(()) };
                let (kind, text, satisfied) = ((*kind).to_owned(), Some(text.clone()), *satisfied);
                let step = CaseEventRequest { kind, text, satisfied, ..CaseEventRequest::default() };
                self.core.cases().step(*id, &step, None)?;
                Ok(())
            }
            Act::Mediate { matter, with } => self.mediate(notebook, *matter, with),
            Act::Phone { household, phone } => {
                self.core.households().set(household, &[FieldChange::set("phone", phone.as_str())], None)?;
                Ok(())
            }
            Act::Note { household, line } => {
                self.core.households().note(household, line, Place::End, None)?;
                Ok(())
            }
            Act::Assist { household, given: Given(kind, amount, source, text) } => {
                let request = AddAssistanceRequest {
                    kind: (*kind).to_owned(),
                    amount: amount.map(str::to_owned),
                    source: Some((*source).to_owned()),
                    text: Some((*text).to_owned()),
                    date: None,
                };
                self.core.assistance().add(household, &request)?;
                Ok(())
            }
            Act::Diary { text, submit } => self.diary(notebook, text, *submit),
        }
    }

    fn visit(
        &self,
        notebook: &mut Notebook<'_>,
        (household, kind, text, asked): (&str, &str, &str, &Option<String>),
        registers: Option<usize>,
    ) -> Result<(), Failure> {
        let case = registers.and_then(|matter| notebook.matters.get(matter)).map(case);
        let request = AddVisitRequest {
            kind: kind.to_owned(),
            text: text.to_owned(),
            asked: asked.clone(),
            cases: case.into_iter().collect(),
            ..AddVisitRequest::default()
        };
        let added = self.core.visits().add(household, &request)?;
        let cases: Vec<DocId> = added.cases.iter().map(|case| case.id).collect();
        if let (Some(matter), Some(case)) = (registers, cases.first()) {
            notebook.cases.insert(matter, *case);
        }
        notebook.day.1.push((added.visit.id, added.visit.fields.household, cases));
        Ok(())
    }

    fn mediate(&self, notebook: &Notebook<'_>, matter: usize, with: &str) -> Result<(), Failure> {
        let Some(id) = notebook.cases.get(&matter).copied() else { return Ok(()) };
        let Some(mediation) = notebook.matters.get(matter).and_then(|matter| matter.mediation.as_ref()) else {
            return Ok(());
        };
        let case = self.core.cases().show(id)?;
        let mut parties = vec![self.core.households().get(with)?];
        if let Some(own) = case.fields.household.filter(|own| parties.iter().all(|party| party.id != *own)) {
            parties.push(self.core.households().get(&own.to_string())?);
        }
        let mut changes = vec![FieldChange::set("mediation_outcome", mediation.outcome)];
        for party in &parties {
            changes.push(FieldChange::add("mediation_households", party.id.to_string()));
            changes.extend(party.fields.head_name.as_deref().map(|head| FieldChange::add("mediation_people", head)));
        }
        if let Some(amount) = &mediation.amount_yuan {
            changes.push(FieldChange::set("mediation_amount_fen", format!("{amount}元")));
        }
        self.core.cases().set(id, &changes, None)?;
        Ok(())
    }

    /// Over the visits since the last entry of the day.
    fn diary(&self, notebook: &mut Notebook<'_>, text: &str, submit: bool) -> Result<(), Failure> {
        let mut request = AddDiaryEntryRequest { text: text.to_owned(), ..AddDiaryEntryRequest::default() };
        for (visit, household, cases) in notebook.day.1.drain(..) {
            request.visits.push(visit);
            request.households.extend(household);
            request.cases.extend(cases);
        }
        let entry = self.core.diary().add(&request)?;
        if submit {
            self.core.diary().submit(entry.id)?;
        }
        Ok(())
    }
}

/// A matter as it is registered.
fn case(matter: &Matter) -> OpenCaseRequest {
    OpenCaseRequest {
        ledger: matter.ledger.to_owned(),
        title: matter.title.clone(),
        text: matter.text.clone(),
        source: Some(matter.source.to_owned()),
        ..OpenCaseRequest::default()
    }
}
