//! What people write on their phones: every intention that the core offers.

use lianxin_core::changes::{FieldChange, Place};
use lianxin_core::requests::{
    AddAssistanceRequest, AddDiaryEntryRequest, AddHouseholdRequest, AddPersonRequest, AddVisitRequest,
    CaseEventRequest, ListFilter, OpenCaseRequest, RecordVisitRequest, SaveDraftRequest,
};
use lianxin_core::{Core, CoreError};
use lianxin_model::check::check_digit;
use lianxin_model::ids::DocId;
use rand::RngExt as _;
use rand::seq::IndexedRandom as _;
use rand_chacha::ChaCha8Rng;

use super::template::VILLAGES;

/// Words that stand nowhere else, for one piece of writing.
pub(super) type Words = [String; 4];

/// Somebody with a phone in their hand.
pub(super) struct Hand<'a> {
    pub(super) core: &'a Core,
    pub(super) rng: &'a mut ChaCha8Rng,
    pub(super) words: Words,
    /// Accounts to whom a case can be given.
    pub(super) people: &'a [lianxin_model::ids::UserId],
}

type Done = Result<(), CoreError>;

/// What can be written, by name, each so often.
type Way = (&'static str, u32, fn(&mut Hand<'_>) -> Done);

const WAYS: [Way; 21] = [
    ("household add", 6, |hand| hand.add_household()),
    ("household set", 14, |hand| hand.set_household()),
    ("household note", 10, |hand| hand.note_household()),
    ("person add", 5, |hand| hand.add_person()),
    ("person set", 4, |hand| hand.set_person()),
    ("visit add", 7, |hand| hand.add_visit()),
    ("visit record", 4, |hand| hand.record_visit()),
    ("visit set", 2, |hand| hand.set_visit()),
    ("case open", 5, |hand| hand.open_case()),
    ("case event", 9, |hand| hand.write_event()),
    ("case set", 3, |hand| hand.set_case()),
    ("diary add", 4, |hand| hand.add_diary()),
    ("diary write", 4, |hand| hand.write_diary()),
    ("diary submit", 3, |hand| hand.submit_diary()),
    ("assistance add", 3, |hand| hand.add_assistance()),
    ("assistance set", 2, |hand| hand.set_assistance()),
    ("comment add", 5, |hand| hand.comment()),
    ("conflict settle", 4, |hand| hand.settle()),
    ("duplicates merge", 2, |hand| hand.merge()),
    ("duplicates undo", 1, |hand| hand.undo()),
    ("draft save", 2, |hand| hand.save_draft()),
];

/// One of them, as the dice fall.
pub(super) fn any(rng: &mut ChaCha8Rng) -> (&'static str, fn(&mut Hand<'_>) -> Done) {
    let way = WAYS.choose_weighted(rng, |way| way.1).unwrap_or(&WAYS[0]);
    (way.0, way.2)
}

impl Hand<'_> {
    fn word(&self, place: usize) -> &str {
        &self.words[place]
    }

    /// One of these; whoever has none of them cannot do it.
    fn one<T: Clone>(&mut self, of: &[T]) -> Result<T, CoreError> {
        of.choose(self.rng).cloned().ok_or(CoreError::UnknownRecord)
    }

    fn household(&mut self) -> Result<DocId, CoreError> {
        let ids: Vec<DocId> = self.core.households().list(&ListFilter::default())?.iter().map(|it| it.id).collect();
        self.one(&ids)
    }

    fn case(&mut self) -> Result<DocId, CoreError> {
        let ids: Vec<DocId> = self.core.cases().list(&ListFilter::default())?.iter().map(|it| it.id).collect();
        self.one(&ids)
    }

    fn diary(&mut self) -> Result<DocId, CoreError> {
        let ids: Vec<DocId> = self.core.diary().list(&ListFilter::default())?.iter().map(|it| it.id).collect();
        self.one(&ids)
    }

    /// The heads that the page showed, where the person looked before they wrote.
    fn seen(&mut self, heads: Vec<String>) -> Option<Vec<String>> {
        self.rng.random_bool(0.5).then_some(heads)
    }

    fn add_household(&mut self) -> Done {
        // Two phones register the same one now and then.
        let code = self.rng.random_bool(0.5).then(|| format!("{:04}", self.rng.random_range(1..40)));
        let area = self.one(&VILLAGES)?.to_owned();
        let (address, head_name) = (Some(format!("上坪{}", self.word(0))), Some(format!("罗{}", self.word(1))));
        self.core.households().add(&AddHouseholdRequest { code, area, address, head_name, fields: Vec::new() })?;
        Ok(())
    }

    fn set_household(&mut self) -> Done {
        let id = self.household()?.to_string();
        let view = self.core.households().get(&id)?;
        let seen = self.seen(view.heads);
        let text = format!("改{}", self.word(0));
        let change = match self.rng.random_range(0..10) {
            0..=2 => FieldChange::set("address", text),
            3 => FieldChange::set("housing", text),
            4 => FieldChange::set("head_name", text),
            5 => FieldChange::set("hardship", text),
            6 => FieldChange::add("categories", text),
            7 => FieldChange::set("phone", format!("139{:08}", self.rng.random_range(0..100_000_000))),
            8 => FieldChange::set("income_fen", format!("{}", self.rng.random_range(1..90_000))),
            _ => format!("extra.电表号={text}").parse()?,
        };
        self.core.households().set(&id, &[change], seen.as_deref())?;
        Ok(())
    }

    fn note_household(&mut self) -> Done {
        let id = self.household()?.to_string();
        let seen = self.core.households().get(&id)?.heads;
        let seen = self.seen(seen);
        let place = if self.rng.random() { Place::Start } else { Place::End };
        // Now and then a long one, so that documents are folded and frames fill.
        let long =
            if self.rng.random_bool(0.05) { "院里有狗，路不好走。".repeat(300) } else { String::new() };
        let text = format!("记{}{long}", self.word(0));
        self.core.households().note(&id, &text, place, seen.as_deref())?;
        Ok(())
    }

    fn add_person(&mut self) -> Done {
        let id = self.household()?.to_string();
        let id_number = self.rng.random_bool(0.4).then(|| {
            let first = format!("00000019{:02}0101{:03}", self.rng.random_range(40..99), self.rng.random_range(0..8));
            format!("{first}{}", check_digit(&first).unwrap_or('0'))
        });
        let relation = self.one(&["户主", "配偶", "子", "女"])?.to_owned();
        let request =
            AddPersonRequest { name: format!("罗{}", self.word(0)), relation, id_number, fields: Vec::new() };
        self.core.persons().add(&id, &request)?;
        Ok(())
    }

    fn set_person(&mut self) -> Done {
        let people = self.core.persons().list(&ListFilter::default())?;
        let person = self.one(&people)?;
        let seen = self.seen(person.heads);
        let change = FieldChange::set("name", format!("罗{}", self.word(0)));
        self.core.persons().set(person.id, &[change], seen.as_deref())?;
        Ok(())
    }

    fn visit(&mut self) -> AddVisitRequest {
        let case = |word: &str| OpenCaseRequest {
            ledger: "livelihood".to_owned(),
            title: format!("事{word}"),
            ..OpenCaseRequest::default()
        };
        let cases = (0..self.rng.random_range(0..=2)).map(|number| case(self.word(number + 1))).collect();
        let (kind, text) = ("home".to_owned(), format!("看{}", self.word(0)));
        AddVisitRequest { kind, text, cases, ..AddVisitRequest::default() }
    }

    fn add_visit(&mut self) -> Done {
        let (id, visit) = (self.household()?.to_string(), self.visit());
        self.core.visits().add(&id, &visit)?;
        Ok(())
    }

    fn record_visit(&mut self) -> Done {
        let household = self.household()?.to_string();
        let heads = self.core.households().get(&household)?.heads;
        let (visit, seen_heads) = (self.visit(), self.seen(heads));
        let corrections = vec![FieldChange::set("address", format!("正{}", self.word(3)))];
        let draft = Some(format!("d{}", self.rng.random_range(0..6)));
        self.core.visits().record(&RecordVisitRequest { draft, household, visit, corrections, seen_heads })?;
        Ok(())
    }

    fn set_visit(&mut self) -> Done {
        let visits = self.core.visits().list(&ListFilter { author: self.core.user()?, ..ListFilter::default() })?;
        let visit = self.one(&visits)?;
        let change = FieldChange::set("place", format!("在{}", self.word(0)));
        self.core.visits().set(visit.id, &[change], None)?;
        Ok(())
    }

    fn open_case(&mut self) -> Done {
        let id = self.household()?.to_string();
        let ledger = self.one(&["livelihood", "hardship", "dispute"])?.to_owned();
        let (title, text) = (format!("事{}", self.word(0)), "路灯坏了".to_owned());
        self.core.cases().open(&id, &OpenCaseRequest { ledger, title, text, ..OpenCaseRequest::default() })?;
        Ok(())
    }

    fn write_event(&mut self) -> Done {
        let id = self.case()?;
        let next = self.core.cases().next(id)?;
        let kind = self.one(&next)?;
        let hands_on = ["assigned", "transferred"].contains(&kind.as_str());
        let to = if hands_on { Some(self.one(self.people)?.to_string()) } else { None };
        let satisfied = (kind == "followed_up").then(|| self.rng.random());
        let text = Some(format!("办{}", self.word(0)));
        let seen = self.core.cases().show(id)?.heads;
        let seen = self.seen(seen);
        let event = CaseEventRequest { kind, text, to, satisfied, ..CaseEventRequest::default() };
        self.core.cases().step(id, &event, seen.as_deref())?;
        Ok(())
    }

    fn set_case(&mut self) -> Done {
        let id = self.case()?;
        let lead = self.rng.random_bool(0.4);
        let change = match lead {
            true => FieldChange::set("lead", self.one(self.people)?.to_string()),
            false => FieldChange::set("title", format!("题{}", self.word(0))),
        };
        self.core.cases().set(id, &[change], None)?;
        Ok(())
    }

    fn add_diary(&mut self) -> Done {
        let household = self.household().ok();
        let request = AddDiaryEntryRequest {
            text: format!("今日{}", self.word(0)),
            households: household.into_iter().collect(),
            ..AddDiaryEntryRequest::default()
        };
        self.core.diary().add(&request)?;
        Ok(())
    }

    fn write_diary(&mut self) -> Done {
        let id = self.diary()?;
        let old = self.core.diary().show(id)?;
        let seen = self.seen(old.heads);
        let text = format!("{}又{}", old.fields.text, self.word(0));
        self.core.diary().write(id, &text, seen.as_deref())?;
        Ok(())
    }

    fn submit_diary(&mut self) -> Done {
        let id = self.diary()?;
        self.core.diary().submit(id)?;
        Ok(())
    }

    fn add_assistance(&mut self) -> Done {
        let id = self.household()?.to_string();
        let amount = Some(format!("{}", self.rng.random_range(1..5_000)));
        let text = Some(format!("给{}", self.word(0)));
        let request =
            AddAssistanceRequest { kind: "money".to_owned(), amount, text, ..AddAssistanceRequest::default() };
        self.core.assistance().add(&id, &request)?;
        Ok(())
    }

    fn set_assistance(&mut self) -> Done {
        let given = self.core.assistance().list(&ListFilter { author: self.core.user()?, ..ListFilter::default() })?;
        let given = self.one(&given)?;
        let change = FieldChange::set("source", format!("源{}", self.word(0)));
        self.core.assistance().set(given.id, &[change], None)?;
        Ok(())
    }

    fn comment(&mut self) -> Done {
        let subject = match self.rng.random_range(0..4) {
            0 => self.household()?,
            1 => self.diary()?,
            2 => {
                let visits = self.core.visits().list(&ListFilter::default())?;
                self.one(&visits)?.id
            }
            _ => self.case()?,
        };
        self.core.comments().add(subject, &format!("批{}", self.word(0)))?;
        Ok(())
    }

    fn settle(&mut self) -> Done {
        let open = self.core.conflicts().list()?;
        let open: Vec<_> = open.into_iter().filter(|it| it.conflict.field != "status").collect();
        let it = self.one(&open)?;
        let rivals = it.conflict.rivals;
        let value =
            if self.rng.random() && !["lead", "phone", "income_fen", "area"].contains(&it.conflict.field.as_str()) {
                format!("定{}", self.word(0))
            } else {
                self.one(&rivals)?.text
            };
        self.core.conflicts().settle(it.document, &it.conflict.field, it.conflict.key.as_deref(), &value)?;
        Ok(())
    }

    fn merge(&mut self) -> Done {
        let (a, b) = (self.household()?, self.household()?);
        if a == b {
            return Err(CoreError::UnknownRecord);
        }
        self.core.duplicates().merge(&a.to_string(), &b.to_string(), &[])?;
        Ok(())
    }

    fn undo(&mut self) -> Done {
        let merged = self.core.duplicates().merged()?;
        let it = self.one(&merged)?;
        self.core.duplicates().undo(&it.other.id.to_string())?;
        Ok(())
    }

    fn save_draft(&mut self) -> Done {
        let key = format!("d{}", self.rng.random_range(0..6));
        let body = serde_json::json!({ "text": self.word(0) });
        self.core.drafts().save(&SaveDraftRequest { key, kind: "visit".to_owned(), household: None, body })
    }
}
