//! The one-time code that an administrator reads out and a cadre types: 60 random bits, forgiving to type.

use lianxin_model::limits;
use sha2::{Digest, Sha256};

/// Crockford's 32 characters: no I, L, O, U, so that nothing looks like something else when it is read out or copied.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 12 characters of 5 bits.
const CODE_CHARS: usize = 12;
const GROUP_CHARS: usize = 4;
/// One byte a character; the alphabet's 32 divide 256, so no character is likelier than another.
pub(super) const RANDOM_BYTES: usize = CODE_CHARS;

const CONTEXT: &[u8] = b"lianxin enrol code 1";

/// What the store keeps of a code.
pub(super) type CodeHash = [u8; 32];

/// `XXXX-XXXX-XXXX` from random bytes.
pub(super) fn compose(random: [u8; RANDOM_BYTES]) -> String {
    let mut code = String::with_capacity(CODE_CHARS + 2);
    for (place, byte) in random.iter().enumerate() {
        if place > 0 && place % GROUP_CHARS == 0 {
            code.push('-');
        }
        code.push(char::from(ALPHABET[usize::from(byte % 32)]));
    }
    code
}

/// The hash under which a typed code is found; `None` for what no code looks like.
pub(super) fn hash(typed: &str) -> Option<CodeHash> {
    let code = normal(typed)?;
    Some(Sha256::new().chain_update(CONTEXT).chain_update(code).finalize().into())
}

/// The code as it was issued, without groups: case, hyphens, blanks and the full-width forms of a Chinese keyboard do not
/// matter, and O, I, L are the digits that they look like.
fn normal(typed: &str) -> Option<String> {
    if typed.len() > limits::KEY_BYTES_MAX {
        return None;
    }
    let mut code = String::with_capacity(CODE_CHARS);
    for typed in typed.chars().map(half_width) {
        match typed.to_ascii_uppercase() {
            '-' | '—' | '–' => {}
            blank if blank.is_whitespace() => {}
            'O' => code.push('0'),
            'I' | 'L' => code.push('1'),
            letter if letter.is_ascii() && ALPHABET.contains(&(letter as u8)) => code.push(letter),
            _ => return None,
        }
    }
    (code.len() == CODE_CHARS).then_some(code)
}

/// U+FF01 to U+FF5E are the full-width forms of U+0021 to U+007E.
fn half_width(typed: char) -> char {
    match typed {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(typed as u32 - 0xfee0).unwrap_or(typed),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_three_groups_of_the_alphabet() {
        let code = compose([0, 1, 31, 32, 255, 10, 20, 30, 17, 18, 19, 21]);
        assert_eq!(code, "01Z0-ZAMY-HJKN");
        assert!(hash(&code).is_some());
    }

    #[test]
    fn a_code_is_found_however_it_is_typed() {
        let issued = hash("01Z0-ZAMY-HJKN");
        for typed in
            ["01z0zamyhjkn", " 01Z0 ZAMY HJKN ", "OIZO-ZAMY-HJKN", "0lZ0—ZAMY—HJKN", "０１Ｚ０－ＺＡＭＹ－ＨＪＫＮ"]
        {
            assert_eq!(hash(typed), issued, "{typed}");
        }
        for other in ["", "01Z0-ZAMY-HJK", "01Z0-ZAMY-HJKNN", "01Z0-ZAMY-HJKU", "零一二三", "01Z0-ZAMY-HJKM"] {
            assert_ne!(hash(other), issued, "{other}");
        }
        assert_eq!(hash(&"0".repeat(100_000)), None);
    }
}
