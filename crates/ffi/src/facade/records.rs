//! The objects of each kind of record.

use super::{Assistance, Cases, Comments, Diary, Households, Persons, Visits};
use crate::error::LianxinError;
use crate::records::*;

#[uniffi::export]
impl Households {
    /// The households that a filter selects, by area and code. Of records that were merged, the one that goes on.
    pub fn list(&self, filter: ListFilter) -> Result<Vec<HouseholdView>, LianxinError> {
        self.desk.ask(move |core| core.households().list(&filter))
    }

    /// How many households a filter selects.
    pub fn count(&self, filter: ListFilter) -> Result<u64, LianxinError> {
        self.desk.ask(move |core| core.households().count(&filter))
    }

    /// A page of the households that a filter selects, light. Of records that were merged, the one that goes on.
    pub fn rows(&self, filter: RowsFilter) -> Result<HouseholdRowsView, LianxinError> {
        self.desk.ask(move |core| core.households().rows(&filter))
    }

    /// The areas and categories of the households on this device, counted.
    pub fn facets(&self) -> Result<HouseholdFacetsView, LianxinError> {
        self.desk.ask(|core| core.households().facets())
    }

    /// One household, by id or code of any of its records.
    pub fn get(&self, id_or_code: Utf8) -> Result<HouseholdView, LianxinError> {
        self.desk.ask(move |core| core.households().get(&id_or_code))
    }

    /// One household with its people, visits, cases and assistance, by id or code.
    pub fn show(&self, id_or_code: Utf8) -> Result<HouseholdPageView, LianxinError> {
        self.desk.ask(move |core| core.households().show(&id_or_code))
    }

    /// Registers a household.
    pub fn add(&self, request: AddHouseholdRequest) -> Result<HouseholdView, LianxinError> {
        self.desk.ask(move |core| core.households().add(&request))
    }

    /// Changes fields of a household, by id or code.
    #[uniffi::method(default(seen_heads = None))]
    pub fn set(
        &self,
        id_or_code: Utf8,
        changes: Vec<FieldChange>,
        seen_heads: Option<Vec<String>>,
    ) -> Result<HouseholdView, LianxinError> {
        self.desk.ask(move |core| core.households().set(&id_or_code, &changes, seen_heads.as_deref()))
    }

    /// Adds a line to the notes of a household.
    #[uniffi::method(default(seen_heads = None))]
    pub fn note(
        &self,
        id_or_code: Utf8,
        text: Utf8,
        place: Place,
        seen_heads: Option<Vec<String>>,
    ) -> Result<HouseholdView, LianxinError> {
        self.desk.ask(move |core| core.households().note(&id_or_code, &text, place, seen_heads.as_deref()))
    }
}

#[uniffi::export]
impl Persons {
    /// The people that a filter selects, by household.
    pub fn list(&self, filter: ListFilter) -> Result<Vec<PersonView>, LianxinError> {
        self.desk.ask(move |core| core.persons().list(&filter))
    }

    /// One person.
    pub fn show(&self, id: DocId) -> Result<PersonView, LianxinError> {
        self.desk.ask(move |core| core.persons().show(id))
    }

    /// Registers a person and adds them to the household, by its id or code, in one transaction.
    pub fn add(&self, household: Utf8, request: AddPersonRequest) -> Result<PersonView, LianxinError> {
        self.desk.ask(move |core| core.persons().add(&household, &request))
    }

    /// Changes fields of a person.
    #[uniffi::method(default(seen_heads = None))]
    pub fn set(
        &self,
        id: DocId,
        changes: Vec<FieldChange>,
        seen_heads: Option<Vec<String>>,
    ) -> Result<PersonView, LianxinError> {
        self.desk.ask(move |core| core.persons().set(id, &changes, seen_heads.as_deref()))
    }
}

#[uniffi::export]
impl Visits {
    /// The visits that a filter selects, newest first.
    pub fn list(&self, filter: ListFilter) -> Result<Vec<VisitView>, LianxinError> {
        self.desk.ask(move |core| core.visits().list(&filter))
    }

    /// One visit.
    pub fn show(&self, id: DocId) -> Result<VisitView, LianxinError> {
        self.desk.ask(move |core| core.visits().show(id))
    }

    /// Writes a visit to a household, by its id or code, and registers the cases that it brought, in one transaction.
    pub fn add(&self, household: Utf8, request: AddVisitRequest) -> Result<AddedVisitView, LianxinError> {
        self.desk.ask(move |core| core.visits().add(&household, &request))
    }

    /// Records what a visit brought, all of it or nothing: the visit, its cases, and what was corrected in the household's
    /// record. The draft is gone with it; the same draft handed in again is the visit that it became.
    pub fn record(&self, request: RecordVisitRequest) -> Result<AddedVisitView, LianxinError> {
        self.desk.ask(move |core| core.visits().record(&request))
    }

    /// Changes fields of a visit; only its author may, but for the cases that hang on it.
    #[uniffi::method(default(seen_heads = None))]
    pub fn set(
        &self,
        id: DocId,
        changes: Vec<FieldChange>,
        seen_heads: Option<Vec<String>>,
    ) -> Result<VisitView, LianxinError> {
        self.desk.ask(move |core| core.visits().set(id, &changes, seen_heads.as_deref()))
    }
}

#[uniffi::export]
impl Diary {
    /// The entries that a filter selects, newest first.
    pub fn list(&self, filter: ListFilter) -> Result<Vec<DiaryEntryView>, LianxinError> {
        self.desk.ask(move |core| core.diary().list(&filter))
    }

    /// One entry.
    pub fn show(&self, id: DocId) -> Result<DiaryEntryView, LianxinError> {
        self.desk.ask(move |core| core.diary().show(id))
    }

    /// What the visits and case work of this person tell of a day (today where none is given); none where there was nothing.
    #[uniffi::method(default(date = None))]
    pub fn draft(&self, date: Option<String>) -> Result<Option<DiaryDraftView>, LianxinError> {
        self.desk.ask(move |core| core.diary().draft(date.as_deref()))
    }

    /// Begins an entry: a draft that nobody else reads.
    pub fn add(&self, request: AddDiaryEntryRequest) -> Result<DiaryEntryView, LianxinError> {
        self.desk.ask(move |core| core.diary().add(&request))
    }

    /// The same of a draft on this device, which is gone with it; the same draft handed in again is the entry that it became.
    pub fn record(&self, draft: Option<String>, request: AddDiaryEntryRequest) -> Result<DiaryEntryView, LianxinError> {
        self.desk.ask(move |core| core.diary().record(draft.as_deref(), &request))
    }

    /// Rewrites the text of an entry; what stays the same stays untouched.
    #[uniffi::method(default(seen_heads = None))]
    pub fn write(
        &self,
        id: DocId,
        text: Utf8,
        seen_heads: Option<Vec<String>>,
    ) -> Result<DiaryEntryView, LianxinError> {
        self.desk.ask(move |core| core.diary().write(id, &text, seen_heads.as_deref()))
    }

    /// Changes fields of an entry.
    #[uniffi::method(default(seen_heads = None))]
    pub fn set(
        &self,
        id: DocId,
        changes: Vec<FieldChange>,
        seen_heads: Option<Vec<String>>,
    ) -> Result<DiaryEntryView, LianxinError> {
        self.desk.ask(move |core| core.diary().set(id, &changes, seen_heads.as_deref()))
    }

    /// Hands an entry in.
    pub fn submit(&self, id: DocId) -> Result<DiaryEntryView, LianxinError> {
        self.desk.ask(move |core| core.diary().submit(id))
    }
}

#[uniffi::export]
impl Cases {
    /// The cases that a filter selects, newest first.
    pub fn list(&self, filter: ListFilter) -> Result<Vec<CaseView>, LianxinError> {
        self.desk.ask(move |core| core.cases().list(&filter))
    }

    /// The same as a ledger lists them: whose they are and how long they may wait, the most urgent first.
    pub fn rows(&self, filter: ListFilter) -> Result<Vec<DueCaseView>, LianxinError> {
        self.desk.ask(move |core| core.cases().rows(&filter))
    }

    /// One case.
    pub fn show(&self, id: DocId) -> Result<CaseView, LianxinError> {
        self.desk.ask(move |core| core.cases().show(id))
    }

    /// Registers a case of a household, by its id or code.
    pub fn open(&self, household: Utf8, request: OpenCaseRequest) -> Result<CaseView, LianxinError> {
        self.desk.ask(move |core| core.cases().open(&household, &request))
    }

    /// The same of a draft, which is gone with it; the same draft handed in again is the case that it became.
    pub fn record(
        &self,
        draft: Option<String>,
        household: Utf8,
        request: OpenCaseRequest,
    ) -> Result<CaseView, LianxinError> {
        self.desk.ask(move |core| core.cases().record(draft.as_deref(), &household, &request))
    }

    /// The steps that make sense next for this person, as words, the likeliest first.
    pub fn next(&self, id: DocId) -> Result<Vec<String>, LianxinError> {
        self.desk.ask(move |core| core.cases().next(id))
    }

    /// Writes the next step of a case, after those that the person saw last.
    #[uniffi::method(default(seen_heads = None))]
    pub fn step(
        &self,
        id: DocId,
        request: CaseEventRequest,
        seen_heads: Option<Vec<String>>,
    ) -> Result<CaseView, LianxinError> {
        self.desk.ask(move |core| core.cases().step(id, &request, seen_heads.as_deref()))
    }

    /// Changes fields of a case; deadline and lead only by those who lead.
    #[uniffi::method(default(seen_heads = None))]
    pub fn set(
        &self,
        id: DocId,
        changes: Vec<FieldChange>,
        seen_heads: Option<Vec<String>>,
    ) -> Result<CaseView, LianxinError> {
        self.desk.ask(move |core| core.cases().set(id, &changes, seen_heads.as_deref()))
    }
}

#[uniffi::export]
impl Assistance {
    /// The assistance that a filter selects, newest first.
    pub fn list(&self, filter: ListFilter) -> Result<Vec<AssistanceView>, LianxinError> {
        self.desk.ask(move |core| core.assistance().list(&filter))
    }

    /// One record.
    pub fn show(&self, id: DocId) -> Result<AssistanceView, LianxinError> {
        self.desk.ask(move |core| core.assistance().show(id))
    }

    /// Records what a household, by its id or code, was given.
    pub fn add(&self, household: Utf8, request: AddAssistanceRequest) -> Result<AssistanceView, LianxinError> {
        self.desk.ask(move |core| core.assistance().add(&household, &request))
    }

    /// Changes fields; only the author may.
    #[uniffi::method(default(seen_heads = None))]
    pub fn set(
        &self,
        id: DocId,
        changes: Vec<FieldChange>,
        seen_heads: Option<Vec<String>>,
    ) -> Result<AssistanceView, LianxinError> {
        self.desk.ask(move |core| core.assistance().set(id, &changes, seen_heads.as_deref()))
    }
}

#[uniffi::export]
impl Comments {
    /// What was said of a household, visit, diary entry or case, oldest first.
    pub fn list(&self, subject: DocId) -> Result<Vec<CommentView>, LianxinError> {
        self.desk.ask(move |core| core.comments().list(subject))
    }

    /// Comments on a household, visit, case or a diary entry that was handed in. Only those who lead may.
    pub fn add(&self, subject: DocId, text: Utf8) -> Result<CommentView, LianxinError> {
        self.desk.ask(move |core| core.comments().add(subject, &text))
    }
}
