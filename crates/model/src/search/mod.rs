//! Search keys: the same on every device and on the server, whatever their databases.
//!
//! A document is reduced to tokens ([`Keys`]), a query to terms ([`query()`]); a document is found when every term meets one
//! of its tokens ([`matches()`]). A store only has to keep tokens and compare them, whole or by their beginning.
//!
//! Tokens are lower-case ASCII letters and digits, so that no database's tokenizer takes part. The first letter is the
//! namespace:
//!
//! | token | holds | example |
//! | --- | --- | --- |
//! | `c…` | one character, as hexadecimal code point | 山: `c5c71` |
//! | `c…z…` | two neighbouring characters | 守山: `c5b88z5c71` |
//! | `p…` | pinyin from one syllable on to the end | 罗守山: `pluoshoushan`, `pshoushan`, `pshan` |
//! | `i…` | initials from one syllable on to the end | 罗守山: `ilss`, `iss`, `is` |
//! | `d…` | digits: a number in a text, or every end of a phone number or code | 0123: `d0123`, `d123`, `d23` |
//! | `w…` | a word in Latin letters | LED: `wled` |
//!
//! Pinyin writes ü as `v`, as input methods do, and also as `yu` (passports, GB/T 28039) and `u`. Pinyin, digits and words
//! are cut at [`TOKEN_CHARS_MAX`], in the tokens and in the query alike, so that a longer query still finds.
//!
//! What may be searched at all is the caller's rule: an ID number does not belong in these keys.

mod keys;
mod normal;
mod query;
mod readings;
mod simplified;
#[cfg(test)]
mod tests;

pub use keys::Keys;
pub use normal::normalize;
pub use query::{Pattern, Term, matches, query};
pub use readings::sound_alike;

pub use crate::limits::TOKEN_CHARS_MAX;

/// A token of pinyin, digits or a word, cut to its length.
fn token(namespace: char, text: &str) -> String {
    std::iter::once(namespace).chain(text.chars().take(TOKEN_CHARS_MAX)).collect()
}

fn character_token(ch: char) -> String {
    format!("c{:x}", u32::from(ch))
}

fn pair_token(first: char, second: char) -> String {
    format!("c{:x}z{:x}", u32::from(first), u32::from(second))
}
