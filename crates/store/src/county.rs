//! The county itself and its one sequence.

use lianxin_model::ids::TenantId;

use crate::Result;

/// What a store is the store of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct County {
    /// The county's installation.
    pub tenant: TenantId,
    /// Random, given when the store was made, another one after it was restored from a backup: devices see by it that the
    /// server may have lost what they hold.
    pub epoch: u64,
    /// The highest number given so far. Changes, reference rows and changes of scope take theirs from this one
    /// sequence; since one transaction writes at a time, the order of the numbers is the order of the commits.
    pub seq: u64,
    /// The secret half of the Ed25519 key that signs receipts; none before the server first ran.
    pub server_secret: Option<[u8; 32]>,
    /// Until when devices may hand in what others wrote, after a restore; seconds since 1970.
    pub recovering_until_s: Option<i64>,
}

impl std::fmt::Debug for County {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never the secret.
        write!(f, "County({}, epoch {}, {})", self.tenant, self.epoch, self.seq)
    }
}

/// Reads the county.
pub trait ReadCounty {
    /// The county.
    fn county(&self) -> Result<County>;
}

/// Writes the county.
pub trait WriteCounty {
    /// The next number of the sequence. Numbers of a transaction that is not committed are given again.
    fn next_seq(&mut self) -> Result<u64>;

    /// Gives the store another epoch, after it was restored.
    fn set_epoch(&mut self, epoch: u64) -> Result<()>;

    /// Keeps the key that signs receipts; one that is there stays.
    fn put_server_secret(&mut self, secret: &[u8; 32]) -> Result<()>;

    /// Lets devices hand in what others wrote until then (seconds since 1970); `None` ends it.
    fn set_recovering(&mut self, until_s: Option<i64>) -> Result<()>;
}
