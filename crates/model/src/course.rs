//! The course of a case: its status is folded from the steps, never written.
//!
//! Every step names the steps that its writer had seen last (`after`), so the steps form a graph, and what people did
//! at the same time stands side by side in it. The status comes from the steps that nobody has followed yet.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::catalogue::{CaseView, EventView};
use crate::ids::EntryId;

/// Where a case stands. In order: later stands for further on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 已登记
    #[default]
    Registered,
    /// 退回重办: it was resolved and is not.
    Reopened,
    /// 已受理
    Accepted,
    /// 已交办
    Assigned,
    /// 已转办
    Transferred,
    /// 办理中
    Acting,
    /// 已办结
    Resolved,
    /// 已反馈
    Answered,
    /// 已回访, and the villager is satisfied.
    Closed,
}

impl Status {
    /// Every status, in order.
    pub const ALL: [Status; 9] = [
        Status::Registered,
        Status::Reopened,
        Status::Accepted,
        Status::Assigned,
        Status::Transferred,
        Status::Acting,
        Status::Resolved,
        Status::Answered,
        Status::Closed,
    ];

    /// Whether somebody still has to do something.
    pub fn is_open(self) -> bool {
        self < Status::Resolved
    }

    /// The stored and sent word.
    pub fn word(self) -> &'static str {
        match self {
            Status::Registered => "registered",
            Status::Reopened => "reopened",
            Status::Accepted => "accepted",
            Status::Assigned => "assigned",
            Status::Transferred => "transferred",
            Status::Acting => "acting",
            Status::Resolved => "resolved",
            Status::Answered => "answered",
            Status::Closed => "closed",
        }
    }

    /// The Chinese word that pages show.
    pub fn zh(self) -> &'static str {
        match self {
            Status::Registered => "已登记",
            Status::Reopened => "退回重办",
            Status::Accepted => "已受理",
            Status::Assigned => "已交办",
            Status::Transferred => "已转办",
            Status::Acting => "办理中",
            Status::Resolved => "已办结",
            Status::Answered => "已反馈",
            Status::Closed => "已销号",
        }
    }

    /// The same in English.
    pub fn en(self) -> &'static str {
        match self {
            Status::Acting => "under way",
            other => other.word(),
        }
    }

    fn after(self, event: &EventView) -> Status {
        match event.kind.as_deref() {
            Some("registered") => Status::Registered,
            Some("accepted") => Status::Accepted,
            Some("assigned") => Status::Assigned,
            Some("transferred") => Status::Transferred,
            Some("acted") => Status::Acting,
            Some("resolved") => Status::Resolved,
            Some("answered") if self.is_open() => self,
            Some("answered") => Status::Answered,
            Some("reopened") => Status::Reopened,
            // A follow-up closes what was resolved if the villager is satisfied; else it changes nothing: somebody reopens.
            Some("followed_up") if event.satisfied == Some(true) && !self.is_open() => Status::Closed,
            _ => self,
        }
    }
}

/// What the steps say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// Where the case stands.
    pub status: Status,
    /// Whether steps taken at the same time contradict each other: one says done and another does not, or they hand
    /// the case to different places.
    pub contradicted: bool,
    /// The steps that nobody has followed yet.
    pub frontier: Vec<EntryId>,
    /// The last hand-overs (`assigned`, `transferred`): those that no other hand-over follows. Several where people handed
    /// the case on at the same time.
    pub handed: Vec<EntryId>,
    /// Every step, each after those that it follows; steps of the same moment by id.
    pub order: Vec<EntryId>,
}

/// Folds the steps of a case. Deterministic for any set of steps: unknown predecessors and circles are passed over.
pub fn fold(events: &[EventView]) -> Course {
    let by_id: BTreeMap<EntryId, &EventView> = events.iter().filter_map(|event| Some((event.id?, event))).collect();
    let mut status_of: BTreeMap<EntryId, Status> = BTreeMap::new();
    let mut order = Vec::with_capacity(by_id.len());
    let mut hand_overs = HandOvers::default();
    let mut waiting: BTreeSet<EntryId> = by_id.keys().copied().collect();
    while let Some(next) = next_step(&waiting, &by_id) {
        waiting.remove(&next);
        let Some(event) = by_id.get(&next) else { continue };
        let before = event.after.iter().filter_map(|id| status_of.get(id).copied());
        status_of.insert(next, join(before.collect()).after(event));
        hand_overs.step(next, event);
        order.push(next);
    }
    let followed: BTreeSet<EntryId> = events.iter().flat_map(|event| event.after.iter().copied()).collect();
    let frontier: Vec<EntryId> = order.iter().copied().filter(|id| !followed.contains(id)).collect();
    let ends: Vec<Status> = frontier.iter().filter_map(|id| status_of.get(id).copied()).collect();
    let handed: BTreeSet<Option<&str>> = frontier
        .iter()
        .filter_map(|id| by_id.get(id))
        .filter(|event| hands_over(event))
        .map(|event| event.to.as_deref())
        .collect();
    let open = ends.iter().any(|status| status.is_open());
    let done = ends.iter().any(|status| !status.is_open());
    let contradicted = open && done || handed.len() > 1;
    let handed = order.iter().copied().filter(|id| hand_overs.stand.contains(id)).collect();
    Course { status: join(ends), contradicted, frontier, handed, order }
}

/// The steps that make sense next, as words, the likeliest first: only those who lead assign, and what is done is answered,
/// followed up or taken up again. Where steps contradict each other, any of them settles it.
pub fn next(status: Status, contradicted: bool, leads: bool) -> Vec<&'static str> {
    const DONE: &[&str] = &["followed_up", "answered", "reopened"];
    let open: &[&str] = match status {
        Status::Registered | Status::Reopened => &["accepted", "assigned", "acted", "transferred", "resolved"],
        _ => &["acted", "resolved", "assigned", "transferred"],
    };
    let done: &[&str] = match status {
        Status::Answered => &["followed_up", "reopened"],
        Status::Closed => &["reopened"],
        _ => DONE,
    };
    let steps = match (status.is_open(), contradicted) {
        (_, true) => [open, DONE].concat(),
        (true, _) => open.to_vec(),
        (false, _) => done.to_vec(),
    };
    steps.into_iter().filter(|step| leads || *step != "assigned").collect()
}

fn hands_over(event: &EventView) -> bool {
    matches!(event.kind.as_deref(), Some("assigned" | "transferred"))
}

/// Which hand-overs stand while the steps are gone through.
#[derive(Default)]
struct HandOvers {
    /// The last hand-overs before each step, itself included.
    last: BTreeMap<EntryId, BTreeSet<EntryId>>,
    stand: BTreeSet<EntryId>,
}

impl HandOvers {
    fn step(&mut self, id: EntryId, event: &EventView) {
        let mut last: BTreeSet<EntryId> =
            event.after.iter().filter_map(|id| self.last.get(id)).flatten().copied().collect();
        if hands_over(event) {
            for before in &last {
                self.stand.remove(before);
            }
            self.stand.insert(id);
            last = BTreeSet::from([id]);
        }
        self.last.insert(id, last);
    }
}

/// The first step, by id, whose known predecessors are all placed; in a circle, the first step of all.
fn next_step(waiting: &BTreeSet<EntryId>, by_id: &BTreeMap<EntryId, &EventView>) -> Option<EntryId> {
    let ready = |id: &&EntryId| by_id.get(id).is_some_and(|event| !event.after.iter().any(|id| waiting.contains(id)));
    waiting.iter().find(ready).or_else(|| waiting.first()).copied()
}

/// Where a case stands after several steps of the same moment: what one holds open stays open; among open ones, or among
/// done ones, the furthest.
fn join(statuses: Vec<Status>) -> Status {
    let open = statuses.iter().copied().filter(|status| status.is_open()).max();
    open.or_else(|| statuses.into_iter().max()).unwrap_or_default()
}

/// Puts the steps into their order and adds what is folded from them to the fields of a case.
pub(crate) fn complete(fields: &mut Map<String, Json>) {
    let view: CaseView = serde_json::from_value(Json::Object(fields.clone())).unwrap_or_default();
    let course = fold(&view.events);
    if let Some(Json::Array(events)) = fields.get_mut("events") {
        let place: BTreeMap<String, usize> =
            course.order.iter().enumerate().map(|(place, id)| (id.to_string(), place)).collect();
        events.sort_by_key(|event| event["id"].as_str().and_then(|id| place.get(id)).copied());
    }
    fields.insert("status".to_owned(), Json::from(course.status.word()));
    fields.insert("status_conflict".to_owned(), Json::from(course.contradicted));
}
