//! QR codes on a terminal.

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

/// A text as lines of blocks. Nothing for a text that does not fit: it is printed beside its picture anyway.
pub(crate) fn picture(text: &str) -> String {
    let Ok(code) = QrCode::new(text) else { return String::new() };
    // A terminal writes light on dark: so the blocks are the light squares.
    let mut picture = code.render::<Dense1x2>();
    picture.dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build() + "\n"
}
