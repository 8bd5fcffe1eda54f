//! Short ways to say what is changed.

use crate::records::*;

/// The field becomes this value; an empty one clears it.
#[uniffi::export]
pub fn set_field(field: String, value: String) -> FieldChange {
    FieldChange::set(&field, value)
}

/// This is added to a set, or as a line to a text.
#[uniffi::export]
pub fn add_to_field(field: String, value: String) -> FieldChange {
    FieldChange::add(&field, value)
}

/// This is taken out of a set or map.
#[uniffi::export]
pub fn remove_from_field(field: String, value: String) -> FieldChange {
    FieldChange::remove(&field, value)
}
