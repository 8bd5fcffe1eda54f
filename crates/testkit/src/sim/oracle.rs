//! Who may hold what, computed naively from what the office did: the checker's own model, which shares nothing with the
//! server's way of finding out.

use std::collections::{BTreeMap, BTreeSet};

use lianxin_model::catalogue::CaseView;
use lianxin_model::document::Record;
use lianxin_model::duty;
use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::role::Role;

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) login: String,
    pub(super) role: Role,
    pub(super) area: String,
    pub(super) open: bool,
}

/// For what somebody answers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Over {
    Household(DocId),
    Area(String),
}

/// What the office decided.
#[derive(Debug, Clone, Default)]
pub(super) struct Oracle {
    /// Each place with the one in which it lies.
    pub(super) places: BTreeMap<String, Option<String>>,
    pub(super) accounts: BTreeMap<UserId, Account>,
    pub(super) assigned: BTreeSet<(UserId, &'static str, Over)>,
}

/// What of a document decides who may hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) household: Option<DocId>,
    /// Of a household.
    pub(super) area: Option<String>,
    owner: Option<UserId>,
    subject: Option<DocId>,
    /// Of a case: who answers for it.
    pub(super) duties: Vec<UserId>,
}

impl Facts {
    pub(super) fn of(record: &Record) -> Self {
        let id = |path: &str| record.text(path).and_then(|text| text.parse::<DocId>().ok());
        let user = |path: &str| record.text(path).and_then(|text| text.parse::<UserId>().ok());
        let household = match record.kind {
            Kind::Household => Some(record.id),
            _ => id("household"),
        };
        let owner = match record.kind {
            Kind::DiaryEntry => user("author"),
            // What is said of a diary entry is its author's; what is said of a household is the household's.
            Kind::Comment if household.is_none() => user("addressee"),
            _ => None,
        };
        let duties = match record.kind {
            Kind::Case => duty::of_case(record, &record.view::<CaseView>()),
            _ => Vec::new(),
        };
        let area = (record.kind == Kind::Household).then(|| record.text("area").map(str::to_owned)).flatten();
        Self { household, area, owner, subject: id("subject").filter(|_| record.kind == Kind::Comment), duties }
    }
}

impl Oracle {
    /// Whether one place lies in another, or is it.
    pub(super) fn lies_in(&self, place: &str, root: &str) -> bool {
        let mut now = Some(place);
        for _ in 0..8 {
            match now {
                Some(code) if code == root => return true,
                Some(code) => now = self.places.get(code).and_then(Option::as_deref),
                None => return false,
            }
        }
        false
    }

    /// The places and households for which somebody answers.
    fn answers_for(&self, user: UserId) -> impl Iterator<Item = Over> + '_ {
        let own = self.accounts.get(&user).filter(|account| account.role.leads());
        let assigned = self.assigned.iter().filter(move |(who, ..)| *who == user).map(|(.., over)| over.clone());
        assigned.chain(own.map(|account| Over::Area(account.area.clone())))
    }

    /// Whether a device of this person holds the document of these facts.
    pub(super) fn covers(&self, user: UserId, id: DocId, county: &BTreeMap<DocId, Facts>) -> bool {
        let Some(facts) = county.get(&id) else { return false };
        if facts.owner == Some(user) {
            return true;
        }
        let area = facts.household.and_then(|household| county.get(&household)).and_then(|it| it.area.as_deref());
        let is_theirs = |over: Over| match over {
            Over::Household(household) => facts.household == Some(household),
            Over::Area(root) => area.is_some_and(|area| self.lies_in(area, &root)),
        };
        if self.answers_for(user).any(is_theirs) {
            return true;
        }
        let has_duty = |case: &Facts| case.duties.contains(&user);
        let brings = |(case, its): (&DocId, &Facts)| {
            has_duty(its) && (*case == id || its.household == Some(id) || facts.subject == Some(*case))
        };
        county.iter().any(brings)
    }

    /// Everything that a device of this person holds.
    pub(super) fn holdings(&self, user: UserId, county: &BTreeMap<DocId, Facts>) -> BTreeSet<DocId> {
        county.keys().copied().filter(|id| self.covers(user, *id, county)).collect()
    }
}
