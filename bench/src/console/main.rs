//! The console's answers at the size of a county. `--county FOLDER` makes the county and starts nothing.

mod county;
mod records;
mod settlers;
mod words;

use std::path::PathBuf;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        arguments.iter().position(|it| it == name).and_then(|place| arguments.get(place + 1)).cloned()
    };
    let share: f64 = value("--share").and_then(|text| text.parse().ok()).unwrap_or(1.0);
    if let Some(folder) = value("--county") {
        county::make(&PathBuf::from(folder), share).expect("a county");
    }
}
