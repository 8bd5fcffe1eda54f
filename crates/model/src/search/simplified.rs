//! Traditional characters as their simplified forms, one for one.
//!
//! Characters alone, not phrases: a converter that looks at the neighbours gives a character another form at the edge
//! of a query than within a name, and the two no longer meet. What it costs is that a few different simplified
//! characters count as one (乾 and 干), which finds a little too much and never too little.

use std::sync::LazyLock;

use zhconv::tables::{ZH_HANS_TABLE, expand_table};

/// What the table of a converter leaves out and a search wants: characters that simplified text also writes as they are,
/// though rarely (徵 but 征地, 乾 but 干旱), and variants found in traditional and older text. No overlap with the table.
const ALSO: &[(char, char)] = &[
    ('乾', '干'),
    ('於', '于'),
    ('徵', '征'),
    ('昇', '升'),
    ('陞', '升'),
    ('釐', '厘'),
    ('祕', '秘'),
    ('夥', '伙'),
    ('麽', '么'),
    ('剋', '克'),
    ('谿', '溪'),
    ('蒐', '搜'),
    ('脩', '修'),
    ('氾', '泛'),
    ('扞', '捍'),
    ('劄', '札'),
    ('袷', '夹'),
    ('薹', '苔'),
    ('吒', '咤'),
    ('著', '着'),
    ('瞭', '了'),
    ('藉', '借'),
    ('衹', '只'),
    ('祇', '只'),
    ('姪', '侄'),
    ('妳', '你'),
    ('牠', '它'),
    ('甦', '苏'),
    ('衞', '卫'),
    ('呉', '吴'),
    ('淸', '清'),
    ('靑', '青'),
    ('隣', '邻'),
    ('濶', '阔'),
];

/// Sorted pairs of traditional and simplified, each simplified one final. 3,200 pairs, 26 kB, built once in about a
/// millisecond; a lookup takes some thirty nanoseconds.
static PAIRS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let table = expand_table(ZH_HANS_TABLE).filter_map(|(from, to)| Some((only(&from)?, only(&to)?)));
    let mut pairs: Vec<(char, char)> = table.chain(ALSO.iter().copied()).collect();
    pairs.sort_unstable();
    let direct = pairs.clone();
    for (from, to) in &mut pairs {
        // A → B and B → C must give C for both, or A in a record and B in a query would not meet. The bound is for a
        // table with a circle in it.
        for _ in 0..4 {
            match found(&direct, *to) {
                Some(next) if next != *from => *to = next,
                _ => break,
            }
        }
    }
    pairs
});

/// The simplified form, or the character itself.
pub(super) fn simplified(ch: char) -> char {
    if ch.is_ascii() { ch } else { found(&PAIRS, ch).unwrap_or(ch) }
}

fn found(pairs: &[(char, char)], ch: char) -> Option<char> {
    let at = pairs.binary_search_by_key(&ch, |(from, _)| *from).ok()?;
    pairs.get(at).map(|(_, to)| *to)
}

fn only(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::super::normalize;
    use super::*;

    #[test]
    fn every_pair_is_final_and_meets() {
        assert!(PAIRS.len() > 3_000, "{} pairs", PAIRS.len());
        assert!(PAIRS.is_sorted_by(|(one, _), (next, _)| one < next), "two forms for one character");
        for (from, to) in PAIRS.iter() {
            assert_eq!(simplified(*to), *to, "{from} {to}");
            assert_eq!(normalize(&from.to_string()), normalize(&to.to_string()), "{from} {to}");
        }
    }

    #[test]
    fn characters() {
        for (from, to) in [
            ('羅', '罗'),
            ('鎮', '镇'),
            ('園', '园'),
            ('後', '后'),
            ('臺', '台'),
            ('羣', '群'),
            ('徵', '征'),
            ('薴', '苎'),
            ('山', '山'),
            ('𬭊', '𬭊'),
        ] {
            assert_eq!(simplified(from), to);
        }
    }
}
