//! One writing for what people write in several, and the runs of it that become tokens.

use unicode_normalization::UnicodeNormalization;

use super::simplified::simplified;

/// The middle dot of names (GB 18030 0xA1A4), which all others become.
const MIDDLE_DOT: char = '\u{B7}';

/// The text as search compares it: NFKC, lower case, simplified characters, one kind of middle dot, single spaces, nothing
/// invisible. Normalizing twice changes nothing.
pub fn normalize(text: &str) -> String {
    folded(text).chars().map(simplified).collect()
}

/// [`normalize`] before the characters are simplified: the readings of a character are those of its own form (乾 is
/// read qián in a name, 干 is not).
pub(super) fn folded(text: &str) -> String {
    // Lower case letter by letter (a final sigma must not differ by what follows it); composed once more, since a lower
    // case may bring a mark of its own.
    let composed = text.chars().filter(|ch| !is_invisible(*ch)).nfkc();
    let lower: Vec<char> = composed.flat_map(char::to_lowercase).nfkc().collect();
    let mut folded = String::with_capacity(text.len());
    for (at, ch) in lower.iter().copied().enumerate() {
        let before = at.checked_sub(1).and_then(|at| lower.get(at)).copied();
        let after = lower.get(at + 1).copied();
        if ch.is_whitespace() {
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else if is_middle_dot(ch) || (ch == '.' && is_character_at(before) && is_character_at(after)) {
            folded.push(MIDDLE_DOT);
        } else {
            folded.push(ch);
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Selectors of glyph variants, joiners, direction marks: what two writings of one name may differ in unseen.
fn is_invisible(ch: char) -> bool {
    matches!(ch, '\u{AD}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{61C}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

fn is_middle_dot(ch: char) -> bool {
    matches!(
        ch,
        MIDDLE_DOT
            | '\u{2022}'
            | '\u{2027}'
            | '\u{2219}'
            | '\u{22C5}'
            | '\u{2981}'
            | '\u{2E31}'
            | '\u{2E33}'
            | '\u{30FB}'
    )
}

fn is_character_at(ch: Option<char>) -> bool {
    ch.is_some_and(|ch| matches!(Class::of(ch), Class::Character))
}

/// A stretch of one sort in folded text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Run {
    /// Han characters, and the letters of every script but Latin: each may be searched alone.
    Characters(Vec<char>),
    /// Latin letters.
    Letters(String),
    /// ASCII digits.
    Digits(String),
}

/// Whether white space between characters ends a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spaces {
    /// In a query and in prose.
    End,
    /// In a name: sheets pad 张三 to 张　三.
    Join,
}

enum Class {
    Character,
    Letter(char),
    Digit,
    Dot,
    Space,
    Other,
}

impl Class {
    fn of(ch: char) -> Class {
        match ch {
            'a'..='z' => Class::Letter(ch),
            // Pinyin typed with its own letter.
            'ü' => Class::Letter('v'),
            '0'..='9' => Class::Digit,
            ' ' => Class::Space,
            MIDDLE_DOT => Class::Dot,
            // Rare characters that GB 18030-2005 kept in the private area, and ideographs newer than the tables here.
            '\u{E000}'..='\u{F8FF}' | '\u{20000}'..='\u{3FFFF}' => Class::Character,
            _ if !ch.is_ascii() && ch.is_alphanumeric() => Class::Character,
            _ => Class::Other,
        }
    }
}

/// The runs of folded text in their order. A middle dot never ends a run: a name is found with it and without.
pub(super) fn runs(folded: &str, spaces: Spaces) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open = false;
    for ch in folded.chars() {
        let last = if open { runs.last_mut() } else { None };
        match (Class::of(ch), last) {
            (Class::Character, Some(Run::Characters(run))) => run.push(ch),
            (Class::Character, _) => runs.push(Run::Characters(vec![ch])),
            (Class::Letter(letter), Some(Run::Letters(run))) => run.push(letter),
            (Class::Letter(letter), _) => runs.push(Run::Letters(letter.to_string())),
            (Class::Digit, Some(Run::Digits(run))) => run.push(ch),
            (Class::Digit, _) => runs.push(Run::Digits(ch.to_string())),
            (Class::Dot, Some(Run::Characters(_))) => {}
            (Class::Space, Some(Run::Characters(_))) if spaces == Spaces::Join => {}
            _ => {
                open = false;
                continue;
            }
        }
        open = true;
    }
    runs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn normal_forms() {
        let cases = [
            ("羅守山", "罗守山"),
            ("柳園鎮", "柳园镇"),
            ("ＬＳＳ０１２３", "lss0123"),
            ("  张　三\t\n", "张 三"),
            ("买买提•吐尔逊", "买买提·吐尔逊"),
            ("买买提・吐尔逊", "买买提·吐尔逊"),
            ("买买提･吐尔逊", "买买提·吐尔逊"),
            ("买买提．吐尔逊", "买买提·吐尔逊"),
            ("买买提.吐尔逊", "买买提·吐尔逊"),
            ("1.5亩", "1.5亩"),
            ("葛\u{E0100}城", "葛城"),
            ("罗\u{200B}守山", "罗守山"),
            ("⼭", "山"),
            ("\u{F9D3}", "陆"),
            ("𬭊", "𬭊"),
            ("lu\u{308}", "lü"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(normalize(text), expected, "{text:?}");
        }
    }

    #[test]
    fn every_character_alone_is_stable() {
        for ch in '\0'..=char::MAX {
            let once = normalize(&ch.to_string());
            assert_eq!(normalize(&once), once, "{:x}", u32::from(ch));
        }
    }

    proptest! {
        #[test]
        fn normalizing_twice_changes_nothing(text in any::<String>()) {
            let once = normalize(&text);
            prop_assert_eq!(normalize(&once), once);
        }
    }
}
