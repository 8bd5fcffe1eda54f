//! A new phone's request, and what it is answered.

use bytes::Bytes;
use lianxin_sync::wire::{open_enrol, open_enrol_answer, seal_enrol_answer};

/// One of each.
pub fn run(bytes: &[u8]) {
    let _request = open_enrol(Bytes::copy_from_slice(bytes));
    if let Ok(answer) = open_enrol_answer(Bytes::copy_from_slice(bytes)) {
        assert_eq!(open_enrol_answer(seal_enrol_answer(&answer)).as_ref(), Ok(&answer));
    }
}
