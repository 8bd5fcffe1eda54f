//! Requests and views as the foreign side has them. The declarations are made from the core's own, doc comments and all, and
//! locked to them by a test; what they declare are the core's types themselves, so that nothing is converted and nothing can
//! be forgotten: a field that is missing here does not compile.

mod fields;
mod held;
mod lists;
#[cfg(test)]
mod made;
mod requests;
mod standing;
mod sync;
mod views;
mod words;

use std::collections::{BTreeMap, HashMap};

use crate::error::LianxinError;
use crate::text::checked;

pub(crate) use lianxin_core::model::ids::{DeviceId, DocId, EntryId, UserId};

pub(crate) use crate::text::Utf8;

pub(crate) use fields::*;
pub(crate) use held::*;
pub(crate) use lists::*;
pub(crate) use requests::*;
pub(crate) use standing::*;
pub(crate) use sync::*;
pub(crate) use views::*;
pub(crate) use words::*;

macro_rules! ids {
    ($($name:ident),+) => {
        $(uniffi::custom_type!($name, String, {
            remote,
            try_lift: |text| checked(text)?.parse::<$name>().map_err(|_| LianxinError::misuse("bad_id").into()),
            lower: |id| id.to_string(),
        });)+
    };
}

ids!(DocId, UserId, DeviceId, EntryId);

/// A number of things.
pub(crate) type Count = usize;
uniffi::custom_type!(Count, u64, {
    remote,
    try_lift: |count| usize::try_from(count).map_err(|_| LianxinError::misuse("bad_count").into()),
    lower: |count| count as u64,
});

/// What a page keeps, as JSON.
pub(crate) type Json = serde_json::Value;
uniffi::custom_type!(Json, String, {
    remote,
    // The reason is left out: it would quote what was typed.
    try_lift: |text| serde_json::from_str(&checked(text)?).map_err(|_| LianxinError::misuse("bad_json").into()),
    lower: |json| json.to_string(),
});

/// Names of accounts, by id.
pub(crate) type Names = BTreeMap<UserId, String>;
uniffi::custom_type!(Names, HashMap<UserId, String>, {
    remote,
    try_lift: |names| Ok(names.into_iter().collect()),
    lower: |names| names.into_iter().collect::<HashMap<UserId, String>>(),
});

/// Texts by key.
pub(crate) type Texts = BTreeMap<String, String>;
uniffi::custom_type!(Texts, HashMap<String, String>, {
    remote,
    try_lift: |texts| Ok(texts.into_iter().collect()),
    lower: |texts| texts.into_iter().collect::<HashMap<String, String>>(),
});

/// Values by key.
pub(crate) type Values = BTreeMap<String, Value>;
uniffi::custom_type!(Values, HashMap<String, Value>, {
    remote,
    try_lift: |values| Ok(values.into_iter().collect()),
    lower: |values| values.into_iter().collect::<HashMap<String, Value>>(),
});

/// The words of every choice, by kind and path.
pub(crate) type Choices = BTreeMap<String, Vec<ChoiceView>>;
uniffi::custom_type!(Choices, HashMap<String, Vec<ChoiceView>>, {
    remote,
    try_lift: |choices| Ok(choices.into_iter().collect()),
    lower: |choices| choices.into_iter().collect::<HashMap<String, Vec<ChoiceView>>>(),
});
