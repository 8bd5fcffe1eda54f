//! What a device holds because it wrote it.

use std::cell::RefCell;
use std::collections::HashSet;

use lianxin_model::ids::DeviceId;
use lianxin_model::limits;
use lianxin_store::{Change, Read, StoreError};
use lianxin_sync::Hash;

use super::intake::Taken;

/// What the device wrote in this frame, or in one whose answer it has seen: those to which this frame leads, each naming the last
/// one before it whose answer was seen. What it wrote in others it may have lost: a phone that was restored from a copy goes on
/// from an earlier frame, whatever its lost life handed in. That is sent again.
pub(super) struct Holdings {
    device: DeviceId,
    in_frame: HashSet<Hash>,
    answered: RefCell<Answered>,
}

/// The frames whose answers were seen, newest first, followed as far as somebody asked.
struct Answered {
    counters: HashSet<u64>,
    next: Option<u64>,
}

impl Holdings {
    pub(super) fn of(taken: &Taken) -> Self {
        let changes = taken.receipt.accepted.iter().chain(&taken.receipt.known);
        let next = Some(taken.answered_counter).filter(|counter| *counter > 0);
        Self {
            device: taken.device,
            in_frame: changes.map(|(_, hash)| *hash).collect(),
            answered: RefCell::new(Answered { counters: HashSet::new(), next }),
        }
    }

    pub(super) fn hold(&self, read: &dyn Read, change: &Change) -> Result<bool, StoreError> {
        if self.in_frame.contains(&change.hash) {
            return Ok(true);
        }
        match change.handed_in {
            Some((device, counter)) if device == self.device => self.saw_answer_to(read, counter),
            _ => Ok(false),
        }
    }

    fn saw_answer_to(&self, read: &dyn Read, counter: u64) -> Result<bool, StoreError> {
        let mut answered = self.answered.borrow_mut();
        while let Some(next) = answered.next.filter(|next| *next >= counter) {
            if answered.counters.len() >= limits::FRAMES_FOLLOWED_MAX {
                break;
            }
            answered.counters.insert(next);
            // A frame names an earlier one; whatever a store says, this ends.
            answered.next = read.frame_before(self.device, next)?.filter(|before| *before < next);
        }
        Ok(answered.counters.contains(&counter))
    }
}
