//! What goes across kinds, and what a person works with.

use super::{Catalogue, Conflicts, Drafts, Duplicates, Phrases, ReferenceRows, SetAside, Today};
use crate::error::LianxinError;
use crate::records::*;

#[uniffi::export]
impl Conflicts {
    /// Every conflict on this device.
    pub fn list(&self) -> Result<Vec<OpenConflictView>, LianxinError> {
        self.desk.ask(|core| core.conflicts().list())
    }

    /// How many records people contradict each other in.
    pub fn count(&self) -> Result<u64, LianxinError> {
        self.desk.ask(|core| core.conflicts().count())
    }

    /// Settles a conflict: the value is set over all that are there; they stay in the history. `key` names the entry of
    /// a map. An empty value clears.
    pub fn settle(
        &self,
        document: DocId,
        field: Utf8,
        key: Option<String>,
        value: Utf8,
    ) -> Result<Vec<ConflictView>, LianxinError> {
        self.desk.ask(move |core| core.conflicts().settle(document, &field, key.as_deref(), &value))
    }
}

#[uniffi::export]
impl Duplicates {
    /// The pairs that are likely one household, in an area or on the whole device: the certain ones first.
    #[uniffi::method(default(area = None))]
    pub fn list(&self, area: Option<String>) -> Result<Vec<DuplicateView>, LianxinError> {
        self.desk.ask(move |core| core.duplicates().list(area.as_deref()))
    }

    /// The households of the same village that are likely the same as this one, by id or code.
    pub fn of(&self, id_or_code: Utf8) -> Result<Vec<DuplicateView>, LianxinError> {
        self.desk.ask(move |core| core.duplicates().of(&id_or_code))
    }

    /// The records that were merged, each with the one that goes on.
    pub fn merged(&self) -> Result<Vec<MergedView>, LianxinError> {
        self.desk.ask(|core| core.duplicates().merged())
    }

    /// Merges two households, by ids or codes: both records stay, one of them goes on, gets what only the other had, and
    /// what is chosen of the other where they differ. Two that are one already stay as they are.
    pub fn merge(&self, a: Utf8, b: Utf8, chosen: Vec<ChosenDifference>) -> Result<MergedView, LianxinError> {
        self.desk.ask(move |core| core.duplicates().merge(&a, &b, &chosen))
    }

    /// Parts a record from the household that it was merged into. Facts that were copied stay where they are.
    pub fn undo(&self, id_or_code: Utf8) -> Result<HouseholdView, LianxinError> {
        self.desk.ask(move |core| core.duplicates().undo(&id_or_code))
    }
}

#[uniffi::export]
impl SetAside {
    /// What was set aside, oldest first, with the reasons.
    pub fn list(&self) -> Result<Vec<SetAsideView>, LianxinError> {
        self.desk.ask(|core| core.set_aside().list())
    }

    /// Makes an edit again on the record as it is now: after the reason is gone.
    pub fn retry(&self, number: i64) -> Result<(), LianxinError> {
        self.desk.ask(move |core| core.set_aside().retry(number))
    }

    /// Lets an edit go for good.
    pub fn dismiss(&self, number: i64) -> Result<(), LianxinError> {
        self.desk.ask(move |core| core.set_aside().dismiss(number))
    }

    /// The person has seen the decisions that `status` shows: they are not shown again.
    pub fn decisions_seen(&self) -> Result<(), LianxinError> {
        self.desk.ask(|core| core.set_aside().decisions_seen())
    }
}

#[uniffi::export]
impl ReferenceRows {
    /// 行政区划, by code.
    pub fn areas(&self) -> Result<Vec<AreaView>, LianxinError> {
        self.desk.ask(|core| core.reference().areas())
    }

    /// Accounts that the device has heard of, by name.
    pub fn users(&self) -> Result<Vec<UserView>, LianxinError> {
        self.desk.ask(|core| core.reference().users())
    }

    /// 类别, by code.
    pub fn categories(&self) -> Result<Vec<CategoryView>, LianxinError> {
        self.desk.ask(|core| core.reference().categories())
    }

    /// What the user of this device answers for.
    pub fn assignments(&self) -> Result<Vec<AssignmentView>, LianxinError> {
        self.desk.ask(|core| core.reference().assignments())
    }
}

#[uniffi::export]
impl Today {
    /// What is due to the person of this device, and what is new to them.
    pub fn show(&self) -> Result<TodayView, LianxinError> {
        self.desk.ask(|core| core.today().show())
    }

    /// The person has seen these news. An id that is no news any more harms nothing.
    pub fn seen(&self, ids: Vec<String>) -> Result<(), LianxinError> {
        self.desk.ask(move |core| core.today().seen(&ids))
    }

    /// Whether everything is safe on the server.
    pub fn light(&self) -> Result<LightView, LianxinError> {
        self.desk.ask(|core| core.today().light())
    }
}

#[uniffi::export]
impl Drafts {
    /// Every draft, the newest first.
    pub fn list(&self) -> Result<Vec<DraftView>, LianxinError> {
        self.desk.ask(|core| core.drafts().list())
    }

    /// The draft with that key.
    pub fn get(&self, key: Utf8) -> Result<Option<DraftView>, LianxinError> {
        self.desk.ask(move |core| core.drafts().get(&key))
    }

    /// Writes a draft over what it was. One that has become a record stays gone: a late keystroke does not bring it back.
    pub fn save(&self, request: SaveDraftRequest) -> Result<(), LianxinError> {
        self.desk.ask(move |core| core.drafts().save(&request))
    }

    /// Lets a draft go.
    // Every handle has a `drop` already, in Rust.
    #[uniffi::method(name = "drop")]
    pub fn discard(&self, key: Utf8) -> Result<(), LianxinError> {
        self.desk.ask(move |core| core.drafts().drop(&key))
    }
}

#[uniffi::export]
impl Phrases {
    /// The phrases, in the person's order.
    pub fn list(&self) -> Result<Vec<String>, LianxinError> {
        self.desk.ask(|core| core.phrases().list())
    }

    /// Writes the phrases. Blank ones and repetitions are left out; none at all brings the first ones back.
    pub fn set(&self, phrases: Vec<String>) -> Result<Vec<String>, LianxinError> {
        self.desk.ask(move |core| core.phrases().set(&phrases))
    }
}

#[uniffi::export]
impl Catalogue {
    /// The fields of a kind of record, in the order in which forms show them.
    pub fn fields(&self, kind: Kind) -> Result<Vec<FormFieldView>, LianxinError> {
        self.desk.ask(move |core| Ok(core.catalogue().fields(kind)))
    }

    /// Every choice that there is, by kind and path: `visit.kind`, `case.ledger`, `case.events.kind`, …; `case.status` for
    /// what is folded from a course.
    pub fn choices(&self) -> Result<Choices, LianxinError> {
        self.desk.ask(|core| Ok(core.catalogue().choices()))
    }
}
