//! Phone numbers: mobile, fixed with area code, short numbers of a township's group.

use super::Problem;
use super::width::{half_width, is_digits};

/// A number that passed.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone {
    /// The number as stored: `13912340123`, `0735-8612345`, `010-61234567`, `66123`.
    pub number: String,
    /// What kind it is.
    pub kind: PhoneKind,
}

/// The number is masked: a log line or a failed assertion is no place for it.
impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Phone").field("number", &mask_phone(&self.number)).field("kind", &self.kind).finish()
    }
}

/// The kinds of phone numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneKind {
    /// 手机: 11 digits from 13 to 19.
    Mobile,
    /// 座机: area code and number.
    Fixed,
    /// 短号: 3 to 6 digits, within a group or a service.
    Short,
}

/// One phone number, with or without spaces, dashes, brackets, `+86`.
pub fn phone(text: &str) -> Result<Phone, Problem> {
    let written: String = half_width(text).chars().filter(|ch| !is_separator(*ch)).collect();
    if written.is_empty() {
        return Err(Problem::Blank);
    }
    match written.strip_prefix("+86").or_else(|| written.strip_prefix("0086")) {
        Some(rest) => with_country(rest),
        None => domestic(&written),
    }
}

/// The number as shown to those without a duty to see it: `139****0123`, `0735-***2345`; a short number and anything else
/// as stars throughout, no more than 12.
pub fn mask_phone(text: &str) -> String {
    let Ok(Phone { number, kind }) = phone(text) else {
        return "*".repeat(text.chars().take(12).count());
    };
    let shown_first = match kind {
        PhoneKind::Mobile => 3,
        PhoneKind::Fixed => number.find('-').map_or(0, |dash| dash + 1),
        PhoneKind::Short => return "*".repeat(number.len()),
    };
    let hidden = shown_first..number.len().saturating_sub(4);
    number.char_indices().map(|(at, ch)| if hidden.contains(&at) { '*' } else { ch }).collect()
}

fn is_separator(ch: char) -> bool {
    ch.is_whitespace() || matches!(ch, '-' | '(' | ')' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// After `+86`: a mobile number, or a fixed one, whose area code is then usually without its 0.
fn with_country(rest: &str) -> Result<Phone, Problem> {
    if is_mobile(rest) || rest.starts_with('0') {
        return domestic(rest);
    }
    if is_digits(rest) { fixed(&format!("0{rest}")) } else { Err(Problem::PhoneForm) }
}

fn domestic(digits: &str) -> Result<Phone, Problem> {
    if !is_digits(digits) {
        return Err(Problem::PhoneForm);
    }
    if let Some(mobile) = digits.strip_prefix("86").filter(|rest| is_mobile(rest)) {
        return Ok(Phone { number: mobile.to_owned(), kind: PhoneKind::Mobile });
    }
    if is_mobile(digits) {
        return Ok(Phone { number: digits.to_owned(), kind: PhoneKind::Mobile });
    }
    match (digits.starts_with('0'), digits.len()) {
        (true, _) => fixed(digits),
        (false, 3..=6) => Ok(Phone { number: digits.to_owned(), kind: PhoneKind::Short }),
        (false, 7..=8) => Err(Problem::PhoneAreaCode),
        (false, 11) => Err(Problem::PhoneMobile),
        _ => Err(Problem::PhoneForm),
    }
}

fn is_mobile(digits: &str) -> bool {
    let mut bytes = digits.bytes();
    digits.len() == 11
        && is_digits(digits)
        && bytes.next() == Some(b'1')
        && bytes.next().is_some_and(|byte| byte >= b'3')
}

/// Area code (010 and 02x have three digits, all others four) and 7 or 8 digits, which never begin with 0 or 1.
fn fixed(digits: &str) -> Result<Phone, Problem> {
    let area_digits = if digits.starts_with("010") || digits.starts_with("02") { 3 } else { 4 };
    let (area, local) = digits.split_at_checked(area_digits).ok_or(Problem::PhoneForm)?;
    let area_known = area_digits == 3 || matches!(area.as_bytes().get(1), Some(b'3'..=b'9'));
    let local_right = matches!(local.len(), 7 | 8) && local.bytes().next().is_some_and(|byte| byte >= b'2');
    if !area_known || !local_right {
        return Err(Problem::PhoneForm);
    }
    Ok(Phone { number: format!("{area}-{local}"), kind: PhoneKind::Fixed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones() {
        use PhoneKind::{Fixed, Mobile, Short};
        type Expected = Result<(&'static str, PhoneKind), Problem>;
        let cases: &[(&str, Expected)] = &[
            ("13900000123", Ok(("13900000123", Mobile))),
            ("19900000123", Ok(("19900000123", Mobile))),
            ("１３９００００0123", Ok(("13900000123", Mobile))),
            ("139 0000 0123", Ok(("13900000123", Mobile))),
            ("139-0000-0123", Ok(("13900000123", Mobile))),
            ("139—0000—0123", Ok(("13900000123", Mobile))),
            ("+86 139 0000 0123", Ok(("13900000123", Mobile))),
            ("＋86-13900000123", Ok(("13900000123", Mobile))),
            ("008613900000123", Ok(("13900000123", Mobile))),
            ("8613900000123", Ok(("13900000123", Mobile))),
            ("0735-8612345", Ok(("0735-8612345", Fixed))),
            ("07358612345", Ok(("0735-8612345", Fixed))),
            ("（0735）8612345", Ok(("0735-8612345", Fixed))),
            ("(0735) 861-2345", Ok(("0735-8612345", Fixed))),
            ("+86 735 8612345", Ok(("0735-8612345", Fixed))),
            ("+86 0735 8612345", Ok(("0735-8612345", Fixed))),
            ("010-61234567", Ok(("010-61234567", Fixed))),
            ("+861061234567", Ok(("010-61234567", Fixed))),
            ("0371 61234567", Ok(("0371-61234567", Fixed))),
            ("661", Ok(("661", Short))),
            ("12345", Ok(("12345", Short))),
            ("661234", Ok(("661234", Short))),
            ("", Err(Problem::Blank)),
            (" - ", Err(Problem::Blank)),
            ("12", Err(Problem::PhoneForm)),
            ("012", Err(Problem::PhoneForm)),
            ("8612345", Err(Problem::PhoneAreaCode)),
            ("61234567", Err(Problem::PhoneAreaCode)),
            ("12900000123", Err(Problem::PhoneMobile)),
            ("1390000012", Err(Problem::PhoneForm)),
            ("139000001234", Err(Problem::PhoneForm)),
            ("0735-1612345", Err(Problem::PhoneForm)),
            ("0135-8612345", Err(Problem::PhoneForm)),
            ("0735-861234", Err(Problem::PhoneForm)),
            ("+86661", Err(Problem::PhoneForm)),
            ("+1 2025550123", Err(Problem::PhoneForm)),
            ("+86", Err(Problem::PhoneForm)),
            ("13900000123、13900000124", Err(Problem::PhoneForm)),
            ("13900000123（儿子）", Err(Problem::PhoneForm)),
            ("无", Err(Problem::PhoneForm)),
            ("١٣٩٠٠٠٠٠١٢٣", Err(Problem::PhoneForm)),
        ];
        for (text, expected) in cases {
            let got = phone(text);
            assert_eq!(
                got.as_ref().map(|phone| (phone.number.as_str(), phone.kind)).map_err(|problem| *problem),
                *expected,
                "{text}"
            );
        }
    }

    #[test]
    fn masks() {
        let cases = [
            ("13900000123", "139****0123"),
            ("+86 139-0000-0123", "139****0123"),
            ("07358612345", "0735-***2345"),
            ("010 61234567", "010-****4567"),
            ("66123", "*****"),
            ("1390000012", "**********"),
            ("无", "*"),
            ("", ""),
            ("13900000123、13900000124", "************"),
        ];
        for (text, expected) in cases {
            assert_eq!(mask_phone(text), expected, "{text}");
        }
    }
}
