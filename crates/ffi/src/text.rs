//! Text as an argument. UniFFI takes its bytes unchecked, since the languages that it knows encode strictly; C need not.

use crate::error::LianxinError;

/// A text that was looked at on its way in.
#[derive(Debug, Clone)]
pub struct Utf8(pub(crate) String);

uniffi::custom_type!(Utf8, String, {
    try_lift: |text| Ok(Utf8(checked(text)?)),
    lower: |text| text.0,
});

impl std::ops::Deref for Utf8 {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// The same text, if it is one.
pub(crate) fn checked(text: String) -> Result<String, LianxinError> {
    String::from_utf8(text.into_bytes()).map_err(|_| LianxinError::misuse("not_utf8"))
}
