//! Who asks: passwords, sessions, tokens and the keys that sign them.

pub(crate) mod keys;
pub(crate) mod password;
pub(crate) mod token;
