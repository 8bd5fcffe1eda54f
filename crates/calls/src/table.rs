//! The table.

use std::collections::BTreeMap;

use lianxin_core::Core;
use lianxin_core::requests::{
    AddDiaryEntryRequest, AddHouseholdRequest, ListFilter, RecordVisitRequest, RowsFilter, SaveDraftRequest,
};
use lianxin_core::views::{
    AddedVisitView, AreaView, AssignmentView, AssistanceView, CaseView, CategoryView, ChoiceView, CommentView,
    ConflictView, DiaryDraftView, DiaryEntryView, DraftView, DueCaseView, FormFieldView, FoundView, HistoryEntryView,
    HouseholdFacetsView, HouseholdPageView, HouseholdRowsView, HouseholdView, LightView, OpenConflictView, PersonView,
    SetAsideView, StatusView, TodayView, UserView, VisitView,
};

use super::asked::{
    AssistanceOf, CaseOf, Changes, EntryOf, News, Nothing, Numbered, OfDay, OfHousehold, OfId, OfKey, OfKind,
    OfPassphrase, PersonOf, Phrases, Settling, StepOf, TextOf, Words,
};
use super::{Unanswered, read, written};

macro_rules! calls {
    (
        reads { $($read:literal: $ReadWith:ty => $ReadGives:ty = $do_read:expr;)+ }
        keeps { $($keep:literal: $KeepWith:ty => $KeepGives:ty = $do_keep:expr;)+ }
        writes { $($write:literal: $WriteWith:ty => $WriteGives:ty = $do_write:expr;)+ }
    ) => {
        pub(super) const WRITING: &[&str] = &[$($write),+];

        #[cfg(test)]
        pub(super) const NAMES: &[&str] = &[$($read,)+ $($keep,)+ $($write),+];

        pub(super) fn answer(core: &Core, name: &str, with: &str) -> Result<String, Unanswered> {
            match name {
                $($read => {
                    let ask: fn(&Core, $ReadWith) -> Result<$ReadGives, lianxin_core::CoreError> = $do_read;
                    written(&ask(core, read(with)?)?)
                })+
                $($keep => {
                    let ask: fn(&Core, $KeepWith) -> Result<$KeepGives, lianxin_core::CoreError> = $do_keep;
                    written(&ask(core, read(with)?)?)
                })+
                $($write => {
                    let ask: fn(&Core, $WriteWith) -> Result<$WriteGives, lianxin_core::CoreError> = $do_write;
                    written(&ask(core, read(with)?)?)
                })+
                _ => Err(Unanswered::BadCall),
            }
        }

        #[cfg(test)]
        pub(super) fn declare(into: &mut super::typescript::Declarations) {
            $(into.call::<$ReadWith, $ReadGives>($read);)+
            $(into.call::<$KeepWith, $KeepGives>($keep);)+
            $(into.call::<$WriteWith, $WriteGives>($write);)+
        }
    };
}

calls! {
    reads {
        "status.show": Nothing => StatusView = |core, _| core.status();
        "households.list": ListFilter => Vec<HouseholdView> = |core, filter| core.households().list(&filter);
        "households.rows": RowsFilter => HouseholdRowsView = |core, filter| core.households().rows(&filter);
        "households.facets": Nothing => HouseholdFacetsView = |core, _| core.households().facets();
        "households.get": OfHousehold => HouseholdView = |core, of| core.households().get(&of.household);
        "households.show": OfHousehold => HouseholdPageView = |core, of| core.households().show(&of.household);
        "persons.list": ListFilter => Vec<PersonView> = |core, filter| core.persons().list(&filter);
        "persons.show": OfId => PersonView = |core, of| core.persons().show(of.id);
        "visits.list": ListFilter => Vec<VisitView> = |core, filter| core.visits().list(&filter);
        "visits.show": OfId => VisitView = |core, of| core.visits().show(of.id);
        "cases.list": ListFilter => Vec<CaseView> = |core, filter| core.cases().list(&filter);
        "cases.show": OfId => CaseView = |core, of| core.cases().show(of.id);
        "cases.rows": ListFilter => Vec<DueCaseView> = |core, filter| core.cases().rows(&filter);
        "cases.next": OfId => Vec<String> = |core, of| core.cases().next(of.id);
        "assistance.list": ListFilter => Vec<AssistanceView> = |core, filter| core.assistance().list(&filter);
        "assistance.show": OfId => AssistanceView = |core, of| core.assistance().show(of.id);
        "diary.list": ListFilter => Vec<DiaryEntryView> = |core, filter| core.diary().list(&filter);
        "diary.show": OfId => DiaryEntryView = |core, of| core.diary().show(of.id);
        "diary.draft": OfDay => Option<DiaryDraftView> = |core, of| core.diary().draft(of.date.as_deref());
        "comments.list": OfId => Vec<CommentView> = |core, of| core.comments().list(of.id);
        "conflicts.list": Nothing => Vec<OpenConflictView> = |core, _| core.conflicts().list();
        "history.of": OfId => Vec<HistoryEntryView> = |core, of| core.history(of.id);
        "search.find": Words => Vec<FoundView> = |core, words| core.search(&words.text);
        "set_aside.list": Nothing => Vec<SetAsideView> = |core, _| core.set_aside().list();
        "reference.areas": Nothing => Vec<AreaView> = |core, _| core.reference().areas();
        "reference.users": Nothing => Vec<UserView> = |core, _| core.reference().users();
        "reference.categories": Nothing => Vec<CategoryView> = |core, _| core.reference().categories();
        "reference.assignments": Nothing => Vec<AssignmentView> = |core, _| core.reference().assignments();
        "today.show": Nothing => TodayView = |core, _| core.today().show();
        "light.show": Nothing => LightView = |core, _| core.today().light();
        "drafts.list": Nothing => Vec<DraftView> = |core, _| core.drafts().list();
        "drafts.get": OfKey => Option<DraftView> = |core, of| core.drafts().get(&of.key);
        "phrases.list": Nothing => Vec<String> = |core, _| core.phrases().list();
        "catalogue.fields": OfKind => Vec<FormFieldView> = |core, of| Ok(core.catalogue().fields(of.kind));
        "catalogue.choices": Nothing => BTreeMap<String, Vec<ChoiceView>> = |core, _| Ok(core.catalogue().choices());
        "export.unsent": OfPassphrase => Vec<u8> = |core, of| core.export_unsent(&of.passphrase);
    }
    // What a page keeps for itself: no record changes by it, so that a keystroke makes nobody read again, nor sync.
    keeps {
        "drafts.save": SaveDraftRequest => () = |core, draft| core.drafts().save(&draft);
        "drafts.drop": OfKey => () = |core, of| core.drafts().drop(&of.key);
        "phrases.set": Phrases => Vec<String> = |core, of| core.phrases().set(&of.phrases);
    }
    writes {
        "households.add": AddHouseholdRequest => HouseholdView = |core, new| core.households().add(&new);
        "households.set": Changes => HouseholdView = |core, it| {
            core.households().set(&it.id.to_string(), &it.changes, it.seen_heads.as_deref())
        };
        "persons.add": PersonOf => PersonView = |core, new| core.persons().add(&new.household, &new.person);
        "persons.set": Changes => PersonView = |core, it| {
            core.persons().set(it.id, &it.changes, it.seen_heads.as_deref())
        };
        "visits.record": RecordVisitRequest => AddedVisitView = |core, visit| core.visits().record(&visit);
        "visits.set": Changes => VisitView = |core, it| {
            core.visits().set(it.id, &it.changes, it.seen_heads.as_deref())
        };
        "cases.open": CaseOf => CaseView = |core, new| {
            core.cases().record(new.draft.as_deref(), &new.household, &new.case)
        };
        "cases.step": StepOf => CaseView = |core, it| core.cases().step(it.id, &it.step, it.seen_heads.as_deref());
        "cases.set": Changes => CaseView = |core, it| {
            core.cases().set(it.id, &it.changes, it.seen_heads.as_deref())
        };
        "assistance.add": AssistanceOf => AssistanceView = |core, new| {
            core.assistance().add(&new.household, &new.assistance)
        };
        "assistance.set": Changes => AssistanceView = |core, it| {
            core.assistance().set(it.id, &it.changes, it.seen_heads.as_deref())
        };
        "diary.add": AddDiaryEntryRequest => DiaryEntryView = |core, new| core.diary().add(&new);
        "diary.record": EntryOf => DiaryEntryView = |core, new| core.diary().record(new.draft.as_deref(), &new.entry);
        "diary.write": TextOf => DiaryEntryView = |core, it| {
            core.diary().write(it.id, &it.text, it.seen_heads.as_deref())
        };
        "diary.set": Changes => DiaryEntryView = |core, it| {
            core.diary().set(it.id, &it.changes, it.seen_heads.as_deref())
        };
        "diary.submit": OfId => DiaryEntryView = |core, of| core.diary().submit(of.id);
        "conflicts.settle": Settling => Vec<ConflictView> = |core, it| {
            core.conflicts().settle(it.id, &it.field, it.key.as_deref(), &it.text)
        };
        "today.seen": News => () = |core, news| core.today().seen(&news.ids);
        "set_aside.retry": Numbered => () = |core, of| core.set_aside().retry(of.number);
        "set_aside.dismiss": Numbered => () = |core, of| core.set_aside().dismiss(of.number);
        "set_aside.decisions_seen": Nothing => () = |core, _| core.set_aside().decisions_seen();
    }
}
