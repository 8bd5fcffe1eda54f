//! What lists, filters and searches are answered from: one row a document, computed equally on device and server.

use serde::{Deserialize, Serialize};

use crate::catalogue::{AssistanceView, CaseView, CommentView, DiaryEntryView, HouseholdView, PersonView, VisitView};
use crate::course::Status;
use crate::document::{Document, Record};
use crate::ids::{DocId, Kind, UserId};
use crate::search::Keys;
use crate::{due, duty};

/// Grows when a row holds more than before: a store whose rows are older computes them anew.
pub const VERSION: u32 = 2;

/// The row of one document. Storage keeps it beside the document, in the same transaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Projection {
    /// The document.
    pub id: DocId,
    /// What it is.
    pub kind: Kind,
    /// The household that it belongs to; a household belongs to itself. None for what is a person's own.
    pub household: Option<DocId>,
    /// A household's division code. Documents of a household have the household's, which storage knows.
    pub area: Option<String>,
    /// For what belongs to no household: the account that it belongs to (a diary's author, a comment's addressee).
    pub owner: Option<UserId>,
    /// Who wrote it, where that matters.
    pub author: Option<UserId>,
    /// What it hangs on: a comment's subject.
    pub subject: Option<DocId>,
    /// Who answers for a case until it is closed: its lead, and to whom it was assigned last. None for other kinds.
    #[serde(default)]
    pub duties: Vec<UserId>,
    /// Household code.
    pub code: Option<String>,
    /// Day of a visit, diary entry, case, comment or assistance.
    pub date: Option<String>,
    /// Kind of a visit or assistance, ledger of a case.
    pub class: Option<String>,
    /// Status of a case; `draft` or `submitted` for a diary entry.
    pub status: Option<String>,
    /// Whether somebody still has to do something about a case ([`crate::course::Status::is_open`]).
    #[serde(default)]
    pub open: bool,
    /// The day on which a case that is not open was resolved ([`crate::due::settled_on`]).
    #[serde(default)]
    pub settled: Option<String>,
    /// What a list shows first: the head's name, a person's name, a case's title.
    pub title: String,
    /// 类别 of a household or person.
    pub categories: Vec<String>,
    /// The household that goes on in place of this one ([`crate::duplicates`]).
    pub merged_into: Option<DocId>,
    /// Of a case: since when it stands where it stands.
    #[serde(default)]
    pub since: Option<String>,
    /// Of a case: until when it is to be done, where somebody who leads said so.
    #[serde(default)]
    pub due: Option<String>,
    /// Of a case: where it came from.
    #[serde(default)]
    pub source: Option<String>,
    /// Of a case: its leads; several where they were named at the same time.
    #[serde(default)]
    pub leads: Vec<UserId>,
    /// Of a case that is not closed: the accounts that it was assigned to last.
    #[serde(default)]
    pub assignees: Vec<UserId>,
    /// Whether nobody but the author may read it: a diary entry that was not handed in.
    pub private: bool,
    /// Places where people contradict each other.
    pub conflicts: usize,
    /// The document as it is read.
    pub record: Record,
    /// Search tokens, see [`crate::search`].
    pub tokens: Vec<String>,
    /// [`Document::item`]: by it two sides find out whether they hold the same.
    pub item: u64,
}

impl Projection {
    /// The row of a document as it is now.
    pub fn of(document: &Document) -> Self {
        Self { item: document.item(), ..Self::of_record(document.record()) }
    }

    /// The row of a record whose document has not arrived.
    pub fn of_record(record: Record) -> Self {
        let mut row = Projection {
            id: record.id,
            kind: record.kind,
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
            title: String::new(),
            categories: Vec::new(),
            merged_into: None,
            since: None,
            due: None,
            source: None,
            leads: Vec::new(),
            assignees: Vec::new(),
            private: false,
            conflicts: record.conflicts.len(),
            tokens: Vec::new(),
            item: 0,
            record,
        };
        let keys = match row.kind {
            Kind::Household => row.household_row(),
            Kind::Person => row.person_row(),
            Kind::Case => row.case_row(),
            Kind::Visit => row.visit_row(),
            Kind::DiaryEntry => row.diary_row(),
            Kind::Comment => row.comment_row(),
            Kind::Assistance => row.assistance_row(),
        };
        row.tokens = keys.tokens();
        row
    }

    fn household_row(&mut self) -> Keys {
        let view: HouseholdView = self.record.view();
        self.household = Some(self.id);
        let mut keys = Keys::new();
        keys.name(text(&view.head_name));
        keys.place(text(&view.address));
        keys.number(text(&view.phone));
        keys.number(text(&view.code));
        for rival in self.record.conflicts.iter().filter(|c| c.field == "phone").flat_map(|c| &c.rivals) {
            keys.number(rival.value.text().unwrap_or_default());
        }
        for category in &view.categories {
            keys.place(category);
        }
        keys.text(&view.notes);
        keys.text(text(&view.hardship));
        self.code = view.code;
        self.area = view.area;
        self.title = view.head_name.unwrap_or_default();
        self.categories = view.categories;
        self.merged_into = view.merged_into;
        keys
    }

    fn person_row(&mut self) -> Keys {
        let view: PersonView = self.record.view();
        let mut keys = Keys::new();
        keys.name(text(&view.name));
        keys.number(text(&view.phone));
        keys.place(text(&view.away_place));
        keys.text(&view.notes);
        self.household = view.household;
        self.status = view.residence;
        self.title = view.name.unwrap_or_default();
        self.categories = view.categories;
        keys
    }

    fn case_row(&mut self) -> Keys {
        let view: CaseView = self.record.view();
        let mut keys = Keys::new();
        keys.text(text(&view.title));
        keys.text(text(&view.text));
        for event in &view.events {
            keys.text(text(&event.text));
        }
        self.duties = duty::of_case(&self.record, &view);
        self.open = view.status.is_open();
        self.settled = due::settled_on(&view).map(str::to_owned);
        self.leads = duty::leads(&self.record, &view).into_iter().collect();
        if view.status != Status::Closed {
            self.assignees = duty::assignees(&view).into_iter().collect();
        }
        self.since = due::stands_since(&view).map(str::to_owned);
        self.household = view.household;
        self.author = view.author;
        self.date = view.date;
        self.class = view.ledger;
        self.status = Some(view.status.word().to_owned());
        self.conflicts += usize::from(view.status_conflict);
        self.due = view.due;
        self.source = view.source;
        self.title = view.title.unwrap_or_default();
        keys
    }

    fn visit_row(&mut self) -> Keys {
        let view: VisitView = self.record.view();
        let mut keys = Keys::new();
        keys.text(text(&view.text));
        keys.text(text(&view.asked));
        keys.place(text(&view.place));
        self.household = view.household;
        self.author = view.author;
        self.title = excerpt(text(&view.text));
        self.date = view.date;
        self.class = view.kind;
        keys
    }

    fn diary_row(&mut self) -> Keys {
        let view: DiaryEntryView = self.record.view();
        let mut keys = Keys::new();
        keys.text(&view.text);
        let submitted = view.submitted == Some(true);
        self.owner = view.author;
        self.author = view.author;
        self.title = excerpt(&view.text);
        self.date = view.date;
        self.status = Some(if submitted { "submitted" } else { "draft" }.to_owned());
        self.private = !submitted;
        keys
    }

    fn assistance_row(&mut self) -> Keys {
        let view: AssistanceView = self.record.view();
        let mut keys = Keys::new();
        keys.text(text(&view.text));
        keys.text(text(&view.source));
        self.household = view.household;
        self.author = view.author;
        self.title = excerpt(view.text.as_deref().or(view.source.as_deref()).unwrap_or_default());
        self.date = view.date;
        self.class = view.kind;
        keys
    }

    fn comment_row(&mut self) -> Keys {
        let view: CommentView = self.record.view();
        let mut keys = Keys::new();
        keys.text(text(&view.text));
        self.household = view.household;
        // What is said of a household's matter is the household's; only what is said of a diary entry is its author's.
        self.owner = if view.household.is_some() { None } else { view.addressee };
        self.author = view.author;
        self.subject = view.subject;
        self.title = excerpt(text(&view.text));
        self.date = view.date;
        keys
    }
}

fn text(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or_default()
}

/// The first words of a long text, for a list.
fn excerpt(text: &str) -> String {
    const EXCERPT_CHARS: usize = 40;
    text.chars().take(EXCERPT_CHARS).map(|ch| if ch.is_control() { ' ' } else { ch }).collect()
}
