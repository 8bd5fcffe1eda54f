//! Names of villages and groups, as offices write them in so many ways.

use lianxin_model::search::normalize;

/// What a name without its ending and marks is compared by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum GroupName {
    /// 第3组, 3组, 三组, 3
    Numbered(u16),
    /// 江背组
    Named(String),
}

/// Groups are counted with three digits.
const NUMBER_MAX: u16 = 999;
const GROUP_ENDINGS: [&str; 6] = ["村民小组", "居民小组", "村小组", "小组", "组", "队"];
const COMMITTEES: [&str; 6] = ["村民委员会", "居民委员会", "村委会", "居委会", "村民委", "居民委"];
const PLACES: [&str; 2] = ["社区", "村"];

impl GroupName {
    pub(super) fn of(written: &str) -> Self {
        let text = compact(written);
        let bare = text.strip_prefix('第').filter(|rest| !rest.is_empty()).unwrap_or(&text);
        let bare = GROUP_ENDINGS.iter().find_map(|ending| stripped(bare, ending)).unwrap_or(bare);
        match number(bare).filter(|number| (1..=NUMBER_MAX).contains(number)) {
            Some(number) => Self::Numbered(number),
            None => Self::Named(bare.to_owned()),
        }
    }

    /// The name under which a new group is kept.
    pub(super) fn shown(&self, written: &str) -> String {
        match self {
            Self::Numbered(number) => format!("{number}组"),
            Self::Named(_) => written.split_whitespace().collect(),
        }
    }
}

/// A village's name without its committee: 增口村村委会 → 增口村.
pub(super) fn village(written: &str) -> String {
    let text = compact(written);
    COMMITTEES.iter().find_map(|ending| stripped(&text, ending)).unwrap_or(&text).to_owned()
}

/// The same without 村 or 社区.
pub(super) fn bare_village(village: &str) -> &str {
    PLACES.iter().find_map(|ending| stripped(village, ending)).unwrap_or(village)
}

/// Simplified, half-width, without spaces.
pub(super) fn compact(written: &str) -> String {
    normalize(written).split_whitespace().collect()
}

fn stripped<'a>(text: &'a str, ending: &str) -> Option<&'a str> {
    text.strip_suffix(ending).filter(|rest| !rest.is_empty())
}

/// 12, 十二, 一百零五
fn number(text: &str) -> Option<u16> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let (mut sum, mut digit) = (0_u16, None);
    for character in text.chars() {
        match character {
            '十' => sum += digit.take().unwrap_or(1) * 10,
            '百' => sum += digit.take()? * 100,
            '零' | '〇' => digit = None,
            _ if digit.is_some() => return None,
            _ => digit = Some(chinese_digit(character)?),
        }
        if sum > NUMBER_MAX {
            return None;
        }
    }
    Some(sum + digit.unwrap_or(0))
}

fn chinese_digit(character: char) -> Option<u16> {
    let place = "一二三四五六七八九".chars().position(|digit| digit == character)?;
    u16::try_from(place + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups() {
        use GroupName::{Named, Numbered};
        let cases = [
            ("3", Numbered(3)),
            ("3组", Numbered(3)),
            ("03组", Numbered(3)),
            ("第3组", Numbered(3)),
            ("第三村民小组", Numbered(3)),
            ("三 组", Numbered(3)),
            ("３組", Numbered(3)),
            ("十组", Numbered(10)),
            ("十二组", Numbered(12)),
            ("二十组", Numbered(20)),
            ("九十九组", Numbered(99)),
            ("一百零五组", Numbered(105)),
            ("江背组", Named("江背".into())),
            ("江背小组", Named("江背".into())),
            ("三江组", Named("三江".into())),
            ("组", Named("组".into())),
            ("0组", Named("0".into())),
            ("1000组", Named("1000".into())),
            ("九百百百组", Named("九百百百".into())),
        ];
        for (written, expected) in cases {
            assert_eq!(GroupName::of(written), expected, "{written}");
        }
    }

    #[test]
    fn villages() {
        let cases = [
            ("增口村", "增口村", "增口"),
            ("增口村村委会", "增口村", "增口"),
            ("增口 村民委员会", "增口", "增口"),
            ("增口", "增口", "增口"),
            ("東華社區", "东华社区", "东华"),
            ("东华社区居委会", "东华社区", "东华"),
            ("村", "村", "村"),
        ];
        for (written, full, bare) in cases {
            let seen = village(written);
            assert_eq!((seen.as_str(), bare_village(&seen)), (full, bare), "{written}");
        }
    }
}
