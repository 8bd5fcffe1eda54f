//! A table of what was measured.

/// Rows of measure, figure, floor, aim.
#[derive(Default)]
pub(crate) struct Report(Vec<[String; 4]>);

impl Report {
    /// Adds a row and tells it at once.
    pub(crate) fn row(&mut self, measure: &str, figure: String, floor: String, aim: &str) {
        eprintln!("{measure}: {figure} (floor: {floor})");
        self.0.push([measure.to_owned(), figure, floor, aim.to_owned()]);
    }

    /// The table as Markdown.
    pub(crate) fn table(&self) -> String {
        let mut table = String::from("| measure | here | floor in the same run | aim |\n| --- | --- | --- | --- |\n");
        for row in &self.0 {
            table.push_str(&format!("| {} |\n", row.join(" | ")));
        }
        table
    }
}

/// The middle of several runs of something, in microseconds.
pub(crate) fn median_us(runs: usize, mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let start = std::time::Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// CPU time of this process so far, in seconds (Linux: clock ticks of 10 ms).
pub(crate) fn cpu_s() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}
