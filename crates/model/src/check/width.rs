//! Full-width writing, as Chinese input methods and office sheets leave it.

/// The text with full-width ASCII (U+FF01–U+FF5E) and the ideographic space as their ordinary forms. Nothing else
/// changes, so a value that only looks like digits still fails its check.
pub(super) fn half_width(text: &str) -> String {
    text.chars().map(half_width_char).collect()
}

fn half_width_char(ch: char) -> char {
    match ch {
        '\u{3000}' => ' ',
        // Full-width ASCII lies at a constant distance from ASCII.
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(ch) - 0xFEE0).unwrap_or(ch),
        _ => ch,
    }
}

/// [`half_width`] without any white space.
pub(super) fn compact(text: &str) -> String {
    text.chars().map(half_width_char).filter(|ch| !ch.is_whitespace()).collect()
}

/// Whether the text is ASCII digits and at least one.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
