//! What an attack costs the server: processor time, and memory at its height (Linux).

use std::fs;

/// Of the process of a running server.
pub(crate) struct Toll {
    process: u32,
    cpu_ms: u64,
    resident_bytes: u64,
}

/// What it came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paid {
    /// Processor time of all threads; the kernel counts it in ticks of 10 ms.
    pub(crate) cpu_ms: u64,
    /// The height above what was held before.
    pub(crate) bytes: u64,
}

impl Toll {
    /// Begins to count.
    pub(crate) fn begin(process: u32) -> Self {
        // Forgets the height so far.
        fs::write(format!("/proc/{process}/clear_refs"), "5").expect("Linux");
        Self { process, cpu_ms: cpu_ms(process), resident_bytes: status_bytes(process, "VmRSS:") }
    }

    /// What it came to since.
    pub(crate) fn end(self) -> Paid {
        let height = status_bytes(self.process, "VmHWM:");
        let cpu_ms = cpu_ms(self.process) - self.cpu_ms;
        Paid { cpu_ms, bytes: height.saturating_sub(self.resident_bytes) }
    }
}

fn cpu_ms(process: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).expect("Linux");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    [11, 12].map(|place: usize| fields[place].parse::<u64>().expect("ticks")).iter().sum::<u64>() * 10
}

fn status_bytes(process: u32, key: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("Linux");
    let line = status.lines().find(|line| line.starts_with(key)).unwrap_or_else(|| panic!("{key} of {process}"));
    line.split_whitespace().nth(1).and_then(|text| text.parse::<u64>().ok()).expect("kilobytes") * 1_024
}
