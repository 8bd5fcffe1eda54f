//! The tables of docs/performance.md: medians, each beside plain Rust.

use std::fmt::Write as _;

use serde_json::Value;

use crate::{Failed, ROWS, store};

const MEASURES: [(&str, f64, &str); 3] = [("open_us", 1e3, "ms"), ("list_us", 1e3, "ms"), ("open_kb", 1024.0, "MB")];

/// A row for each host, the first of which is the floor; a row for each target.
pub(crate) fn table(names: &[&str], measured: &[Vec<Value>], sizes: &[String]) -> Result<String, Failed> {
    let median = |host: usize, key: &str| -> Result<f64, Failed> {
        let figures: Option<Vec<f64>> = measured[host].iter().map(|found| found[key].as_f64()).collect();
        let mut figures = figures.ok_or_else(|| format!("{}: no {key}", names[host]))?;
        figures.sort_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied().ok_or_else(|| "nothing was measured".into())
    };
    let mut text = format!(
        "A store of {} documents, lists of {ROWS} households.\n\n| language | open to the first list | beside Rust | a list | beside Rust | memory of the open store | beside Rust |\n| --- | --- | --- | --- | --- | --- | --- |\n",
        store::DOCUMENTS
    );
    for (host, name) in names.iter().enumerate() {
        write!(text, "| {name} |")?;
        for (key, scale, unit) in MEASURES {
            let (here, floor) = (median(host, key)?, median(0, key)?);
            write!(text, " {:.1} {unit} | {:.2} × |", here / scale, here / floor)?;
        }
        text.push('\n');
    }
    text.push_str("\n| library, release, thin LTO, stripped | size |\n| --- | --- |\n");
    for size in sizes {
        let (target, bytes) = size.split_once('=').ok_or("--size TARGET=BYTES")?;
        let bytes: f64 = bytes.parse()?;
        writeln!(text, "| {target} | {:.2} MB |", bytes / 1e6)?;
    }
    Ok(text)
}
