//! What a device could not send and somebody brought in a file.

use lianxin_store::Store;

use super::AdminError;
use crate::clock::Clock;
use crate::sync::{HandedIn, hand_in};

/// Hands the frames of a device's export in, in their order. Each is a transaction of its own: what is in them is taken once,
/// however often the file is handed in, and whatever the device itself has sent since.
///
/// # Errors
/// The store's.
pub fn hand_in_frames(store: &dyn Store, clock: &dyn Clock, frames: Vec<Vec<u8>>) -> Result<Vec<HandedIn>, AdminError> {
    let mut handed_in = Vec::with_capacity(frames.len());
    for frame in frames {
        handed_in.push(hand_in(store, frame, clock.now_ms())?);
    }
    Ok(handed_in)
}
