//! Names, addresses, titles, and longer words: what may be typed freely.
//!
//! Both give back the very text that came in: nothing is trimmed, folded or replaced, since a rare character or a
//! middle dot in a name is the name.

use super::Problem;
use crate::limits::{LINE_CHARS_MAX, PROSE_CHARS_MAX};

/// One line (a name, an address, a title): not blank, at most [`LINE_CHARS_MAX`] code points, no line break.
pub fn line(text: &str) -> Result<&str, Problem> {
    if text.trim().is_empty() {
        return Err(Problem::Blank);
    }
    within(text, LINE_CHARS_MAX, Problem::LineLength)?;
    if text.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
        return Err(Problem::LineBreak);
    }
    visible(text, |_| false)
}

/// Prose (a visit's words, a diary, notes): may be empty, at most [`PROSE_CHARS_MAX`] code points, with line feeds and
/// tabs.
pub fn prose(text: &str) -> Result<&str, Problem> {
    within(text, PROSE_CHARS_MAX, Problem::ProseLength)?;
    visible(text, |ch| matches!(ch, '\n' | '\t'))
}

fn within(text: &str, chars_max: usize, problem: Problem) -> Result<(), Problem> {
    // Counts one past the limit at most, however long the text.
    if text.chars().take(chars_max + 1).count() > chars_max { Err(problem) } else { Ok(()) }
}

fn visible(text: &str, allowed: impl Fn(char) -> bool) -> Result<&str, Problem> {
    for ch in text.chars() {
        if ch.is_control() && !allowed(ch) {
            return Err(Problem::ControlCharacter);
        }
        if turns_direction(ch) {
            return Err(Problem::DirectionOverride);
        }
    }
    Ok(text)
}

/// Embeddings, overrides and isolates of the Unicode Bidirectional Algorithm (UAX #9). The plain marks (U+200E, U+200F,
/// U+061C) stay allowed: Uyghur text next to Chinese needs them and they cannot reorder what follows.
fn turns_direction(ch: char) -> bool {
    matches!(ch, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let longest = "山".repeat(LINE_CHARS_MAX);
        let too_long = "山".repeat(LINE_CHARS_MAX + 1);
        let cases: &[(&str, Result<(), Problem>)] = &[
            ("罗守山", Ok(())),
            ("买买提·吐尔逊", Ok(())),
            ("𬭊㐂𠮷", Ok(())),
            (" 张　三 ", Ok(())),
            ("ئۇيغۇر\u{200F}", Ok(())),
            (&longest, Ok(())),
            (&too_long, Err(Problem::LineLength)),
            ("", Err(Problem::Blank)),
            (" \u{3000}", Err(Problem::Blank)),
            ("一\n二", Err(Problem::LineBreak)),
            ("一\u{2028}二", Err(Problem::LineBreak)),
            ("一\t二", Err(Problem::ControlCharacter)),
            ("一\0二", Err(Problem::ControlCharacter)),
            ("一\u{7f}", Err(Problem::ControlCharacter)),
            ("一\u{202E}二", Err(Problem::DirectionOverride)),
            ("一\u{2066}二", Err(Problem::DirectionOverride)),
        ];
        for (text, expected) in cases {
            assert_eq!(line(text), expected.map(|()| *text), "{text:?}");
        }
    }

    #[test]
    fn proses() {
        let longest = "𬭊".repeat(PROSE_CHARS_MAX);
        let too_long = "a".repeat(PROSE_CHARS_MAX + 1);
        let cases: &[(&str, Result<(), Problem>)] = &[
            ("", Ok(())),
            ("  两行\n\t第二行  ", Ok(())),
            (&longest, Ok(())),
            (&too_long, Err(Problem::ProseLength)),
            ("一\r\n二", Err(Problem::ControlCharacter)),
            ("一\u{1b}[31m", Err(Problem::ControlCharacter)),
            ("一\u{9b}二", Err(Problem::ControlCharacter)),
            ("一\u{202D}二", Err(Problem::DirectionOverride)),
        ];
        for (text, expected) in cases {
            assert_eq!(prose(text), expected.map(|()| *text), "{text:?}");
        }
    }
}
