//! What calls take, where the core's own requests are not enough.

use lianxin_core::changes::FieldChange;
use lianxin_core::model::ids::{DocId, Kind};
use lianxin_core::requests::{
    AddAssistanceRequest, AddDiaryEntryRequest, AddPersonRequest, CaseEventRequest, OpenCaseRequest,
};
use serde::Deserialize;

macro_rules! asked {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $ty:ty,)* })+) => {
        $(
            $(#[$doc])*
            #[derive(Deserialize)]
            #[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
            pub(super) struct $name { $($(#[$field_doc])* pub(super) $field: $ty,)* }
        )+
    };
}

asked! {
    /// Nothing.
    Nothing {}
    /// One record.
    OfId {
        /// Its id.
        id: DocId,
    }
    /// One household.
    OfHousehold {
        /// Its id or official code.
        household: String,
    }
    /// Changes to a record's fields.
    Changes {
        /// The record.
        id: DocId,
        /// What is changed.
        changes: Vec<FieldChange>,
        /// The heads of the state that the person saw.
        seen_heads: Option<Vec<String>>,
    }
    /// A text for a record.
    TextOf {
        /// The record.
        id: DocId,
        /// The text.
        text: String,
        /// The heads of the state that the person saw.
        seen_heads: Option<Vec<String>>,
    }
    /// A person for a household.
    PersonOf {
        /// The household's id or official code.
        household: String,
        /// The person.
        person: AddPersonRequest,
    }
    /// A case for a household.
    CaseOf {
        /// The household's id or official code.
        household: String,
        /// The case.
        case: OpenCaseRequest,
        /// The key of the draft that it was written in.
        draft: Option<String>,
    }
    /// A diary entry.
    EntryOf {
        /// The entry.
        entry: AddDiaryEntryRequest,
        /// The key of the draft that it was written in.
        draft: Option<String>,
    }
    /// One day.
    OfDay {
        /// Today where none is given.
        date: Option<String>,
    }
    /// What a page keeps under a key.
    OfKey {
        /// The key.
        key: String,
    }
    /// One kind of record.
    OfKind {
        /// The kind.
        kind: Kind,
    }
    /// What seals a file.
    OfPassphrase {
        /// As typed.
        passphrase: String,
    }
    /// What a person often writes.
    Phrases {
        /// In the person's order.
        phrases: Vec<String>,
    }
    /// News that were seen.
    News {
        /// Their ids.
        ids: Vec<String>,
    }
    /// Assistance to a household.
    AssistanceOf {
        /// The household's id or official code.
        household: String,
        /// The assistance.
        assistance: AddAssistanceRequest,
    }
    /// A step of a case.
    StepOf {
        /// The case.
        id: DocId,
        /// The step.
        step: CaseEventRequest,
        /// The heads of the state that the person saw.
        seen_heads: Option<Vec<String>>,
    }
    /// What settles a conflict.
    Settling {
        /// The record.
        id: DocId,
        /// Path in the catalogue.
        field: String,
        /// Key within a map.
        key: Option<String>,
        /// The value as a person types it; an empty one clears.
        text: String,
    }
    /// Words to search for.
    Words {
        /// As typed.
        text: String,
    }
    /// An edit that was set aside.
    Numbered {
        /// Its number.
        number: i64,
    }
}
