//! A simulated phone: the real core, its real loop of syncs, and what the checker keeps beside.

use std::collections::{BTreeMap, VecDeque};

use lianxin_core::Core;
use lianxin_core::schedule::Steps;
use lianxin_model::ids::{DeviceId, UserId};

use super::home::{Home, PhoneMachine};
use super::server::Answer;
use crate::disk::Image;

/// How good a phone's network is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Range {
    /// None.
    None,
    /// Most things get through.
    Good,
    /// Half of it does.
    Weak,
    /// Hardly anything does.
    Bad,
}

/// A copy of a phone.
pub(super) struct Copy {
    pub(super) store: Image,
    pub(super) user: Option<UserId>,
    pub(super) device: Option<DeviceId>,
}

/// One open app on a phone's store.
pub(super) struct Tab {
    pub(super) core: Core,
    pub(super) steps: Steps,
    /// The exchange whose reply it waits for.
    pub(super) exchange: Option<u64>,
    /// When it wakes by itself.
    pub(super) wakes_ms: Option<i64>,
}

/// A phone.
pub(super) struct Phone {
    pub(super) home: Home,
    pub(super) machine: PhoneMachine,
    pub(super) tabs: Vec<Tab>,
    /// Grows when its apps are killed: what was on its way to them is nobody's.
    pub(super) life: u32,
    pub(super) range: Range,
    /// To whom it belongs, or will.
    pub(super) login: String,
    pub(super) user: Option<UserId>,
    pub(super) device: Option<DeviceId>,
    /// The code with which it tries to enrol.
    pub(super) code: Option<String>,
    /// It was shut out and forgot everything.
    pub(super) closed: bool,
    /// An answer that shuts it out is on its way, or has come.
    pub(super) closing: bool,
    /// What its outbox holds: the place of each edit, with its number in the book.
    pub(super) open: BTreeMap<i64, usize>,
    pub(super) copies: VecDeque<Copy>,
    /// Answers that it was given.
    pub(super) heard: VecDeque<Answer>,
    /// The newest of its requests that arrived at the server.
    pub(super) arrived: u64,
    /// It is an older copy of itself.
    pub(super) was_put_back: bool,
    /// How its last sync ended: none that it ended well, else a word.
    pub(super) trouble: Option<String>,
    /// The receipt that it showed last.
    pub(super) receipt: Option<lianxin_core::views::ReceiptView>,
    /// What it shows could not be read when it last changed.
    pub(super) receipt_unseen: bool,
}

impl Phone {
    /// Whether somebody can write on it.
    pub(super) fn is_enrolled(&self) -> bool {
        self.device.is_some() && !self.closed
    }
}
