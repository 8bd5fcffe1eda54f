//! One-time codes by which a new device comes to its account.

use lianxin_model::ids::UserId;

use crate::devices::Device;
use crate::{Hash, Result};

/// What became of a code that a device showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnrolCode {
    /// It was good and is now used up by this key: make the device in the same transaction.
    Fresh {
        /// Whose device it becomes.
        user: UserId,
    },
    /// The same key shows it again because the answer was lost: this is the device that was made.
    Again {
        /// The device.
        device: Device,
    },
    /// There is no such code.
    Unknown,
    /// Its time is over.
    Expired,
    /// Another key has used it.
    Used,
}

/// Writes enrolment codes.
pub trait WriteEnrolment {
    /// Keeps a code by its hash.
    ///
    /// # Errors
    /// [`crate::StoreError::Missing`] for an unknown user, [`crate::StoreError::Taken`] for a hash that is there.
    fn put_enrol_code(&mut self, code_hash: &Hash, user: UserId, expires_at_s: i64) -> Result<()>;

    /// Uses a code up for this public key.
    fn take_enrol_code(&mut self, code_hash: &Hash, public_key: &[u8; 32], now_s: i64) -> Result<EnrolCode>;

    /// Forgets codes whose time was over before this moment.
    fn purge_enrol_codes(&mut self, before_s: i64) -> Result<()>;
}
