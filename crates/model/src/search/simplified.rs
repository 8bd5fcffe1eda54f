//! Traditional characters as their simplified forms, one for one.
//!
//! Characters alone, not phrases: a converter that looks at the neighbours gives a character another form at the edge
//! of a query than within a name, and the two no longer meet. What it costs is that a few different simplified
//! characters count as one (乾 and 干), which finds a little too much and never too little.

use std::sync::LazyLock;

/// A pair a line, sorted, each simplified character final: the single characters of OpenCC's table (Apache-2.0, see
/// NOTICE) and the 34 that it leaves out and a search wants (徵, 乾, 於 …). The libraries that carry such a table are under
/// the GPL by their manifest, or need a C library or a build-time dictionary for phrases that are of no use here.
const TABLE: &str = include_str!("traditional.txt");

/// 3,200 pairs, built once in well under a millisecond; a lookup takes some thirty nanoseconds.
static PAIRS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let pair = |line: &str| {
        let mut chars = line.chars();
        Some((chars.next()?, chars.next()?))
    };
    TABLE.lines().filter_map(pair).collect()
});

/// The simplified form, or the character itself.
pub(super) fn simplified(ch: char) -> char {
    if ch.is_ascii() { ch } else { found(&PAIRS, ch).unwrap_or(ch) }
}

fn found(pairs: &[(char, char)], ch: char) -> Option<char> {
    let at = pairs.binary_search_by_key(&ch, |(from, _)| *from).ok()?;
    pairs.get(at).map(|(_, to)| *to)
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
