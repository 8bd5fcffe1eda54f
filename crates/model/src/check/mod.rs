//! Checks of single values, as offices write them.
//!
//! Every function takes text of any content and gives the value as it is stored, or a [`Problem`] that names what is
//! wrong without repeating the value. None panics. Whether a value that fails may still be kept, flagged, is the
//! caller's rule: old records do fail.
//!
//! Full-width digits, letters and marks are read like the ordinary ones in all but [`line()`] and [`prose()`],
//! which change nothing.

mod amount;
mod date;
mod division;
mod free_text;
mod id_number;
mod phone;
mod point;
mod problem;
#[cfg(test)]
mod properties;
mod width;

pub use amount::{AMOUNT_FEN_MAX, amount, amount_text};
pub use date::date;
pub use division::{Division, DivisionLevel, division};
pub use free_text::{line, prose};
pub use id_number::{IdNumber, IdNumberForm, check_digit, id_number, id_number_undated, mask_id_number};
pub use phone::{Phone, PhoneKind, mask_phone, phone};
pub use point::point;
pub use problem::Problem;
