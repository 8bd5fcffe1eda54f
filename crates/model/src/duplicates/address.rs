//! Addresses as they are compared: one writing of numerals and units, without the places around.

use crate::search::normalize;

/// Words that end the name of a place around the house. What stands before the last of them says where the village is, which
/// the household's area says already.
const AROUND: [&str; 5] = ["社区", "街道", "村", "镇", "乡"];
/// Below this many characters an address without a number may be anything.
const NAME_CHARS_MIN: usize = 3;

/// An address reduced to what tells one house of a village from another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Address {
    /// With its group: `3组12号`.
    pub(super) in_village: String,
    /// Without: `12号`, for two that are known to lie in the same group.
    pub(super) in_group: String,
}

impl Address {
    /// None for a text that names no house: a village or group alone.
    pub(super) fn read(text: &str) -> Option<Self> {
        let plain = units(&digits(&normalize(text)));
        let in_village = after_last(&plain, &AROUND).to_owned();
        let in_group = after_last(&in_village, &["组"]).to_owned();
        let telling = in_group.chars().any(|ch| ch.is_ascii_digit()) || in_group.chars().count() >= NAME_CHARS_MIN;
        telling.then_some(Self { in_village, in_group })
    }
}

fn after_last<'a>(text: &'a str, words: &[&str]) -> &'a str {
    let ends = words.iter().filter_map(|word| text.rfind(word).map(|at| at + word.len()));
    text.get(ends.max().unwrap_or(0)..).unwrap_or_default()
}

/// Units in one writing, and nothing but letters and digits.
fn units(text: &str) -> String {
    let mut plain: String = text.chars().map(|ch| if ch == '#' { '号' } else { ch }).collect();
    plain.retain(char::is_alphanumeric);
    for (old, new) in [("村民小组", "组"), ("小组", "组"), ("生产队", "组"), ("门牌", ""), ("第", "")] {
        plain = plain.replace(old, new);
    }
    let plain = grouped(&plain);
    // 12号 and 12: the unit of a house goes without saying.
    plain.strip_suffix('号').or_else(|| plain.strip_suffix('户')).map_or(plain.clone(), str::to_owned)
}

/// 3社 and 3队 are groups by their old names.
fn grouped(text: &str) -> String {
    let mut grouped = String::with_capacity(text.len());
    for ch in text.chars() {
        let after_number = grouped.ends_with(|last: char| last.is_ascii_digit());
        grouped.push(if after_number && matches!(ch, '社' | '队') { '组' } else { ch });
    }
    grouped
}

/// Chinese numerals as digits: 三组十二号 → 3组12号. A numeral within a name changes on both sides alike.
fn digits(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run: Vec<char> = Vec::new();
    for ch in text.chars() {
        if numeral(ch).is_some() {
            run.push(ch);
            continue;
        }
        out.push_str(&number(&run));
        run.clear();
        out.push(ch);
    }
    out.push_str(&number(&run));
    out
}

/// A digit, or a unit of ten.
#[derive(Clone, Copy)]
enum Numeral {
    Digit(u32),
    Unit(u32),
}

fn numeral(ch: char) -> Option<Numeral> {
    let digit = "零一二三四五六七八九".chars().position(|known| known == ch);
    Some(match (digit, ch) {
        (Some(digit), _) => Numeral::Digit(digit as u32),
        (_, '〇') => Numeral::Digit(0),
        (_, '两') => Numeral::Digit(2),
        (_, '十') => Numeral::Unit(10),
        (_, '百') => Numeral::Unit(100),
        _ => return None,
    })
}

/// 十二 is 12, 一百零五 is 105, and 一〇五 is 105 too.
fn number(run: &[char]) -> String {
    let numerals: Vec<Numeral> = run.iter().copied().filter_map(numeral).collect();
    if !numerals.iter().any(|numeral| matches!(numeral, Numeral::Unit(_))) {
        let each = numerals.iter().map(|numeral| match numeral {
            Numeral::Digit(value) | Numeral::Unit(value) => value.to_string(),
        });
        return each.collect();
    }
    let (mut sum, mut digit) = (0_u32, None);
    for numeral in numerals {
        match numeral {
            Numeral::Digit(value) => digit = Some(value),
            Numeral::Unit(unit) => sum = sum.saturating_add(digit.take().unwrap_or(1).saturating_mul(unit)),
        }
    }
    sum.saturating_add(digit.unwrap_or(0)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_one_writing() {
        let cases = [
            ("白竹村三组12号", Some(("3组12", "12"))),
            ("三组十二号", Some(("3组12", "12"))),
            ("白竹村第3村民小组12號", Some(("3组12", "12"))),
            ("３ 组 １２ #", Some(("3组12", "12"))),
            ("白竹乡白竹村3社12号", Some(("3组12", "12"))),
            ("12号", Some(("12", "12"))),
            ("一百零五号", Some(("105", "105"))),
            ("一〇五号", Some(("105", "105"))),
            ("二十号", Some(("20", "20"))),
            ("3组12号附1号", Some(("3组12号附1", "12号附1"))),
            ("老屋场", Some(("老屋场", "老屋场"))),
            ("白竹村三组", None),
            ("白竹村", None),
            ("屋场", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let read = Address::read(text);
            let read = read.as_ref().map(|address| (address.in_village.as_str(), address.in_group.as_str()));
            assert_eq!(read, expected, "{text}");
        }
    }
}
