//! The core's facade: one object a kind, and a few across kinds. Each call asks the thread that owns the core.

mod across;
pub mod changes;
mod records;

use std::sync::Arc;

use crate::desk::Desk;
use crate::store::Store;

macro_rules! objects {
    ($($(#[$doc:meta])* $name:ident = $call:ident;)+) => {
        $(
            $(#[$doc])*
            #[derive(uniffi::Object)]
            pub struct $name {
                desk: Arc<Desk>,
            }
        )+

        #[uniffi::export]
        impl Store {
            $(
                $(#[$doc])*
                pub fn $call(&self) -> Arc<$name> {
                    Arc::new($name { desk: Arc::clone(&self.desk) })
                }
            )+
        }
    };
}

objects! {
    /// 户
    Households = households;
    /// 人
    Persons = persons;
    /// 走访记录
    Visits = visits;
    /// 民情日记
    Diary = diary;
    /// 台账事项
    Cases = cases;
    /// What households were given.
    Assistance = assistance;
    /// 批示
    Comments = comments;
    /// Where people contradict each other.
    Conflicts = conflicts;
    /// Households that were registered twice.
    Duplicates = duplicates;
    /// Edits that the server did not take.
    SetAside = set_aside;
    /// What the server keeps: areas, people, categories, assignments.
    ReferenceRows = reference;
    /// 今日: what is due and what is new.
    Today = today;
    /// What the person is writing.
    Drafts = drafts;
    /// What the person often writes at a visit.
    Phrases = phrases;
    /// The fields of forms.
    Catalogue = catalogue;
}
