//! Citizen identity numbers (GB 11643-1999): 6 digits of the area of first registration, 8 of the birth date, 3 in
//! sequence, 1 check digit. The first generation had 15: a two-digit year, no check digit.
//!
//! The area is not looked up: a code that was abolished since stays in the number for life.

use jiff::civil::Date;

use super::width::{compact, is_digits};
use super::{Problem, date::civil};

/// Weights of the first 17 digits (GB 11643, ISO 7064 MOD 11-2).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check digit for each remainder of the weighted sum.
const CHECK_DIGITS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
/// Older than anybody has become: the year is a slip.
const AGE_YEARS_MAX: i16 = 130;

/// A number that passed.
#[derive(Clone, PartialEq, Eq)]
pub struct IdNumber {
    /// The number as stored: half-width, no spaces, `X` upper case.
    pub number: String,
    /// Of which generation it is.
    pub form: IdNumberForm,
    /// The birth date in it.
    pub birth: Date,
}

/// The number is masked: a log line or a failed assertion is no place for it.
impl std::fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IdNumber")
            .field("number", &mask_id_number(&self.number))
            .field("form", &self.form)
            .finish_non_exhaustive()
    }
}

/// The generation of an ID number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdNumberForm {
    /// 18 characters with a check digit.
    Current,
    /// 15 digits, issued until 1999: valid as a record, kept as it is, and unproven since it has no check digit.
    Old,
}

/// An ID number of either generation. `today` bounds the birth date in it.
pub fn id_number(text: &str, today: Date) -> Result<IdNumber, Problem> {
    let passed = id_number_undated(text)?;
    if passed.birth > today || today.year() - passed.birth.year() > AGE_YEARS_MAX {
        return Err(Problem::IdNumberBirth);
    }
    Ok(passed)
}

/// An ID number of either generation, where no clock says which birth dates are plausible.
pub fn id_number_undated(text: &str) -> Result<IdNumber, Problem> {
    let number = upper(compact(text));
    let form = match number.chars().count() {
        0 => return Err(Problem::Blank),
        18 => IdNumberForm::Current,
        15 => IdNumberForm::Old,
        _ => return Err(Problem::IdNumberLength),
    };
    if form_of(&number) != Some(form) {
        return Err(Problem::IdNumberCharacters);
    }
    let birth = birth(&number, form).ok_or(Problem::IdNumberBirth)?;
    if form == IdNumberForm::Current {
        let (first_17, last) = number.split_at_checked(17).ok_or(Problem::IdNumberLength)?;
        if check_digit(first_17) != last.chars().next() {
            return Err(Problem::IdNumberCheckDigit);
        }
    }
    Ok(IdNumber { number, form, birth })
}

/// The check digit (`0`–`9` or `X`) of the first 17 digits of a number; `None` if they are not 17 ASCII digits.
pub fn check_digit(first_17: &str) -> Option<char> {
    if first_17.len() != WEIGHTS.len() || !is_digits(first_17) {
        return None;
    }
    let sum: u32 = first_17.bytes().zip(WEIGHTS).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
    CHECK_DIGITS.get(sum as usize % CHECK_DIGITS.len()).copied()
}

/// The number as shown to those without a duty to see it: area and last four, `431027********1234`; of an old
/// one, which has no check digit, the last three, `431027******123`. Anything else is stars throughout, no more than 18.
pub fn mask_id_number(text: &str) -> String {
    let number = upper(compact(text));
    let shown_last = match form_of(&number) {
        Some(IdNumberForm::Current) => 4,
        Some(IdNumberForm::Old) => 3,
        None => return "*".repeat(number.chars().take(18).count()),
    };
    let hidden = 6..number.len() - shown_last;
    number.char_indices().map(|(at, ch)| if hidden.contains(&at) { '*' } else { ch }).collect()
}

fn upper(number: String) -> String {
    number.replace('x', "X")
}

fn form_of(number: &str) -> Option<IdNumberForm> {
    match number.len() {
        15 if is_digits(number) => Some(IdNumberForm::Old),
        18 if is_digits(number.strip_suffix('X').unwrap_or(number)) => Some(IdNumberForm::Current),
        _ => None,
    }
}

fn birth(number: &str, form: IdNumberForm) -> Option<Date> {
    match form {
        IdNumberForm::Current => civil(number.get(6..10)?, number.get(10..12)?, number.get(12..14)?),
        IdNumberForm::Old => civil(&format!("19{}", number.get(6..8)?), number.get(8..10)?, number.get(10..12)?),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// The first 17 digits with their check digit. Area 000000 is nobody's.
    fn whole(first_17: &str) -> String {
        format!("{first_17}{}", check_digit(first_17).unwrap())
    }

    #[test]
    fn check_digits() {
        // The two worked examples of GB 11643-1999, and the edges of what counts as 17 digits.
        let cases = [
            ("11010519491231002", Some('X')),
            ("44052418800101001", Some('4')),
            ("00000000000000000", Some('1')),
            ("1101051949123100", None),
            ("110105194912310021", None),
            ("1101051949123100X", None),
            ("１１０１０５194912310", None),
            ("", None),
        ];
        for (first_17, expected) in cases {
            assert_eq!(check_digit(first_17), expected, "{first_17}");
        }
    }

    #[test]
    fn numbers() {
        let today = date(2026, 11, 22);
        let with_x = (0..1000).map(|n| whole(&format!("00000019850304{n:03}"))).find(|n| n.ends_with('X')).unwrap();
        let lower = with_x.to_lowercase();
        let wide = with_x.replace('0', "０").replace('X', "ｘ");
        let spaced = format!("\u{3000}{} {} {}\n", &with_x[..6], &with_x[6..14], &with_x[14..]);
        let one_off = format!("1{}", &with_x[1..]);
        type Expected<'a> = Result<(&'a str, IdNumberForm, Date), Problem>;
        let cases: &[(&str, Expected)] = &[
            (&with_x, Ok((&with_x, IdNumberForm::Current, date(1985, 3, 4)))),
            (&lower, Ok((&with_x, IdNumberForm::Current, date(1985, 3, 4)))),
            (&wide, Ok((&with_x, IdNumberForm::Current, date(1985, 3, 4)))),
            (&spaced, Ok((&with_x, IdNumberForm::Current, date(1985, 3, 4)))),
            (&one_off, Err(Problem::IdNumberCheckDigit)),
            ("000000850304123", Ok(("000000850304123", IdNumberForm::Old, date(1985, 3, 4)))),
            ("００００００850304123", Ok(("000000850304123", IdNumberForm::Old, date(1985, 3, 4)))),
            ("000000850230123", Err(Problem::IdNumberBirth)),
            ("00000085030412X", Err(Problem::IdNumberCharacters)),
            ("", Err(Problem::Blank)),
            ("  \u{3000}", Err(Problem::Blank)),
            ("00000019850304", Err(Problem::IdNumberLength)),
            ("0000001985030412345", Err(Problem::IdNumberLength)),
            ("0000001985030X1234", Err(Problem::IdNumberCharacters)),
            ("无身份证号无身份证号无身份证号无身份", Err(Problem::IdNumberCharacters)),
            ("٠٠٠٠٠٠١٩٨٥٠٣٠٤١٢٣٤", Err(Problem::IdNumberCharacters)),
        ];
        for (text, expected) in cases {
            let got = id_number(text, today);
            let seen = got.as_ref().map(|id| (id.number.as_str(), id.form, id.birth)).map_err(|problem| *problem);
            assert_eq!(seen, *expected, "{text}");
        }
    }

    #[test]
    fn births() {
        let today = date(2026, 11, 22);
        let cases = [
            ("20261122", true),
            ("20261123", false),
            ("20240229", true),
            ("20230229", false),
            ("19850431", false),
            ("19851301", false),
            ("19850100", false),
            ("18960101", true),
            ("18951231", false),
            ("00000101", false),
            ("99991231", false),
        ];
        for (birth, passes) in cases {
            let number = whole(&format!("000000{birth}123"));
            let problem = id_number(&number, today).err();
            assert_eq!(problem, if passes { None } else { Some(Problem::IdNumberBirth) }, "{birth}");
        }
    }

    #[test]
    fn masks() {
        let cases = [
            ("000000198503041234", "000000********1234"),
            ("00000019850304123x", "000000********123X"),
            ("００００００19850304 1234", "000000********1234"),
            ("000000850304123", "000000******123"),
            ("00000085030412X", "***************"),
            ("无", "*"),
            ("罗守山罗守山", "******"),
            ("", ""),
            ("12345678901234567890123", "******************"),
        ];
        for (text, expected) in cases {
            assert_eq!(mask_id_number(text), expected, "{text}");
        }
    }

    #[test]
    fn debug_hides_the_number() {
        let id = id_number("000000850304123", date(2026, 11, 22)).unwrap();
        assert!(!format!("{id:?}").contains("850304"));
    }
}
