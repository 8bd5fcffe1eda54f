//! How a character may be read, and how a few characters together may be spelled.

use pinyin::ToPinyinMulti;

use super::TOKEN_CHARS_MAX;
use super::normal::folded;
use super::simplified::simplified;

/// Surnames whose reading as a surname is not the commonest one of the character. Only the order changes by this table: the
/// readings listed come first, so that the bound on spellings cuts others.
const SURNAMES: &[(&str, &[&str])] = &[
    ("万俟", &["mo", "qi"]),
    ("尉迟", &["yu", "chi"]),
    ("单于", &["chan", "yu"]),
    ("长孙", &["zhang", "sun"]),
    ("澹台", &["tan", "tai"]),
    ("单", &["shan"]),
    ("曾", &["zeng"]),
    ("仇", &["qiu"]),
    ("解", &["xie"]),
    ("区", &["ou"]),
    ("查", &["zha"]),
    ("朴", &["piao"]),
    ("盖", &["ge"]),
    ("乐", &["yue"]),
    ("任", &["ren"]),
    ("缪", &["miao"]),
    ("翟", &["zhai"]),
    ("覃", &["qin"]),
    ("曲", &["qu"]),
    ("召", &["shao"]),
    ("员", &["yun"]),
    ("祭", &["zhai"]),
    ("逄", &["pang"]),
    ("种", &["chong"]),
    ("繁", &["po"]),
    ("折", &["she"]),
    ("冼", &["xian"]),
    ("洗", &["xian"]),
    ("黑", &["he"]),
    ("秘", &["bi"]),
    ("哈", &["ha"]),
    ("那", &["na"]),
    ("訾", &["zi"]),
    ("宓", &["mi"]),
    ("隗", &["wei"]),
    ("车", &["che"]),
    ("叶", &["ye"]),
    ("石", &["shi"]),
    ("沈", &["shen"]),
    ("葛", &["ge"]),
];

/// The readings of one character without tones, the likeliest first; none for a character that has no pinyin.
pub(super) type Syllable = Vec<String>;

/// The readings of every character that has any, in order.
pub(super) fn syllables(characters: &[char]) -> Vec<Syllable> {
    characters.iter().map(|ch| readings(*ch)).filter(|readings| !readings.is_empty()).collect()
}

/// [`syllables`] of a person's name: a surname at its head is read as one.
pub(super) fn name_syllables(characters: &[char]) -> Vec<Syllable> {
    let mut each: Vec<Syllable> = characters.iter().map(|ch| readings(*ch)).collect();
    let head: String = characters.iter().take(2).map(|ch| simplified(*ch)).collect();
    if let Some((_, surname)) = SURNAMES.iter().find(|(surname, _)| head.starts_with(surname)) {
        for (readings, reading) in each.iter_mut().zip(*surname) {
            readings.retain(|other| other != reading);
            readings.insert(0, (*reading).to_owned());
        }
    }
    each.retain(|readings| !readings.is_empty());
    each
}

/// Whether two names are as many characters, each of which can be read like its counterpart: 罗守山 and 罗首山. Tones do
/// not count, nor does what stands between the characters.
pub fn sound_alike(a: &str, b: &str) -> bool {
    let read = |name: &str| {
        let characters: Vec<char> = folded(name).chars().filter(|ch| ch.is_alphanumeric()).collect();
        let read = name_syllables(&characters);
        (read.len() == characters.len() && !read.is_empty()).then_some(read)
    };
    let (Some(a), Some(b)) = (read(a), read(b)) else { return false };
    a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a.iter().any(|reading| b.contains(reading)))
}

fn readings(ch: char) -> Syllable {
    let Some(multi) = ch.to_pinyin_multi().or_else(|| simplified(ch).to_pinyin_multi()) else {
        return Vec::new();
    };
    let mut readings: Syllable = Vec::new();
    for reading in multi {
        for spelling in in_ascii(reading.plain()) {
            if !spelling.is_empty() && !readings.contains(&spelling) {
                readings.push(spelling);
            }
        }
    }
    readings
}

/// A toneless reading in the letters of a keyboard: ü as v, yu and u; ê as e; syllabic ḿ, ń and the like by their base.
fn in_ascii(plain: &str) -> Vec<String> {
    if plain.contains('ü') {
        return ["v", "yu", "u"].iter().map(|letter| plain.replace('ü', letter)).collect();
    }
    use unicode_normalization::UnicodeNormalization;
    vec![plain.nfd().filter(char::is_ascii_lowercase).collect()]
}

/// For each syllable, the ways to write it and all after it out in one word: at most `spellings_max`, those with the
/// likeliest readings first, each cut at [`TOKEN_CHARS_MAX`].
pub(super) fn spellings(syllables: &[Syllable], spellings_max: usize) -> Vec<Vec<String>> {
    // From the end, so that each ending is spelled once. The rank of a reading is its cost. Keeping only the cheapest
    // endings loses none of the cheapest wholes, since a whole never costs less than its ending.
    let mut endings: Vec<(usize, String)> = vec![(0, String::new())];
    let mut spelled: Vec<Vec<String>> = Vec::with_capacity(syllables.len());
    for readings in syllables.iter().rev() {
        let mut longer: Vec<(usize, String)> = Vec::with_capacity(readings.len() * endings.len());
        for (rank, reading) in readings.iter().enumerate() {
            longer.extend(endings.iter().map(|(cost, ending)| (cost + rank, joined(reading, ending))));
        }
        longer.sort_unstable();
        let mut kept: Vec<(usize, String)> = Vec::with_capacity(spellings_max.min(longer.len()));
        for (cost, word) in longer {
            // Words that differed beyond the cut are one.
            if kept.len() < spellings_max && !kept.iter().any(|(_, other)| *other == word) {
                kept.push((cost, word));
            }
        }
        spelled.push(kept.iter().map(|(_, word)| word.clone()).collect());
        endings = kept;
    }
    spelled.reverse();
    spelled
}

fn joined(reading: &str, ending: &str) -> String {
    let mut word = String::with_capacity(reading.len() + ending.len());
    word.push_str(reading);
    word.push_str(ending);
    // ASCII throughout, so every place is the edge of a character.
    word.truncate(TOKEN_CHARS_MAX);
    word
}

/// The first letters of each syllable's readings, as [`spellings`] wants them.
pub(super) fn initials(syllables: &[Syllable]) -> Vec<Syllable> {
    let initials_of = |readings: &Syllable| {
        let mut letters: Syllable = Vec::new();
        for letter in readings.iter().filter_map(|reading| reading.get(..1)) {
            if !letters.iter().any(|other| other == letter) {
                letters.push(letter.to_owned());
            }
        }
        letters
    };
    syllables.iter().map(initials_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surnames_are_read_as_surnames_first() {
        for (surname, expected) in SURNAMES {
            let characters: Vec<char> = surname.chars().chain(['山']).collect();
            let first: Vec<String> =
                name_syllables(&characters).into_iter().map(|readings| readings[0].clone()).collect();
            assert_eq!(first[..expected.len()], **expected, "{surname}");
        }
    }

    #[test]
    fn characters() {
        let cases: &[(char, &[&str])] = &[
            ('罗', &["luo"]),
            ('羅', &["luo"]),
            ('吕', &["lv", "lyu", "lu"]),
            ('曾', &["ceng", "zeng"]),
            ('乾', &["qian", "gan"]),
            ('𬭊', &["du"]),
            ('a', &[]),
            ('\u{E000}', &[]),
        ];
        for (ch, expected) in cases {
            assert_eq!(readings(*ch), *expected, "{ch}");
        }
    }

    #[test]
    fn every_reading_is_lower_case_ascii() {
        for ch in '\u{3000}'..='\u{3FFFF}' {
            for reading in readings(ch) {
                assert!(!reading.is_empty() && reading.bytes().all(|byte| byte.is_ascii_lowercase()), "{ch} {reading}");
            }
        }
    }

    #[test]
    fn the_likeliest_spellings_come_first_and_are_bounded() {
        let syllable = |readings: &[&str]| readings.iter().map(|reading| (*reading).to_owned()).collect::<Syllable>();
        let two = [syllable(&["a", "b"]), syllable(&["c", "d", "e"])];
        assert_eq!(spellings(&two, 16), [vec!["ac", "ad", "bc", "ae", "bd", "be"], vec!["c", "d", "e"]]);
        assert_eq!(spellings(&two, 3), [["ac", "ad", "bc"], ["c", "d", "e"]]);
        assert!(spellings(&[], 3).is_empty());
        let long = vec![syllable(&["zhuang", "a"]); 50];
        let spelled = spellings(&long, 16);
        assert_eq!(spelled.len(), 50);
        assert_eq!(spelled[0].len(), 16);
        assert_eq!(spelled[0][0], "zhuang".repeat(4));
        assert!(spelled[0].iter().all(|word| word.len() <= TOKEN_CHARS_MAX));
    }
}
