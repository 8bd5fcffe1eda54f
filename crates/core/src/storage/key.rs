//! The key of an encrypted store.

use std::fmt::Write as _;

/// What opens an encrypted store. Whoever opens it keeps the key sealed, or asks a person for it: it is never written down as
/// it is.
pub struct StoreKey([u8; 32]);

impl StoreKey {
    /// From 32 bytes of a cryptographically secure source.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// As the browser's cipher takes a key that is no passphrase: `raw:` and 64 hexadecimal digits.
    pub(super) fn raw(&self) -> String {
        format!("raw:{}", self.digits())
    }

    /// As SQLCipher takes one: `x'` and 64 hexadecimal digits and `'`.
    #[cfg(feature = "sealed")]
    pub(super) fn hexadecimal(&self) -> String {
        format!("x'{}'", self.digits())
    }

    fn digits(&self) -> String {
        self.0.iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

impl std::fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoreKey")
    }
}
