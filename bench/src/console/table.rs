//! What was measured, as a table.

use std::sync::atomic::Ordering;

use super::herd::Done;
use super::load::Measured;
use super::questions::GROUPS;

/// The value below which this share of the sorted values lies.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = ((sorted.len() as f64 * share).ceil() as usize).clamp(1, sorted.len().max(1)) - 1;
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

/// The table as Markdown.
pub(crate) fn of(measured: &Measured, devices: usize, done: &Done, server_s: f64, seconds: u64) -> String {
    let mut text = String::from(
        "| question | asked | p50 ms | p99 ms | aim of p99 | bare database p50 ms | p99 ms | p50 above it |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for (place, (name, aim)) in GROUPS.iter().enumerate() {
        let sorted = |times: &[f64]| {
            let mut times = times.to_vec();
            times.sort_by(f64::total_cmp);
            times
        };
        let (here, floor) = (sorted(&measured.here[place]), sorted(&measured.floor[place]));
        let ms = |times: &[f64], share| quantile(times, share) / 1e3;
        text.push_str(&format!(
            "| {name} | {} | {:.1} | {:.1} | {} | {:.1} | {:.1} | {:.1} × |\n",
            here.len(),
            ms(&here, 0.5),
            ms(&here, 0.99),
            aim.map_or_else(|| "–".to_owned(), |ms| format!("≤ {ms:.0}")),
            ms(&floor, 0.5),
            ms(&floor, 0.99),
            quantile(&here, 0.5) / quantile(&floor, 0.5),
        ));
    }
    text.push_str(&format!(
        "\n{} questions failed; {devices} devices synced {} times, {} of them failed; the server's CPU {server_s:.1} s in {seconds} s.\n",
        measured.failed,
        done.syncs.load(Ordering::Relaxed) + done.failed.load(Ordering::Relaxed),
        done.failed.load(Ordering::Relaxed),
    ));
    text
}

/// CPU time of a process so far, in seconds (Linux: clock ticks of 10 ms).
pub(crate) fn cpu_s(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}
