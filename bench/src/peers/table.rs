//! The table of docs/performance.md: every measure beside its aim, and whether it was reached.

use std::process::Command;

use serde_json::Value;

use super::Failed;
use super::link;
use super::peer::{Peer, Programs};

struct Row {
    measure: &'static str,
    figures: [String; 4],
    aim: &'static str,
    reached: Option<bool>,
    note: String,
}

struct Results<'a>(&'a Value);

impl Results<'_> {
    fn figure(&self, measure: &str, peer: Peer, name: &str) -> Option<f64> {
        self.0[measure][peer.word()][name].as_f64()
    }

    /// Ours of another's.
    fn ratio(&self, measure: &str, peer: Peer, name: &str) -> Option<f64> {
        Some(self.figure(measure, Peer::Ours, name)? / self.figure(measure, peer, name)?)
    }

    fn cells(&self, measure: &str, name: &str, unit: &str) -> [String; 4] {
        Peer::ALL.map(|peer| match self.figure(measure, peer, name) {
            None if unit == "s" && self.figure(measure, peer, "given_up_s").is_some() => {
                format!("not within {:.0} s", self.figure(measure, peer, "given_up_s").unwrap_or_default())
            }
            None => "–".to_owned(),
            Some(figure) if unit == "s" => format!("{figure:.2} s"),
            Some(figure) if unit == "ms" => format!("{:.0} ms", figure * 1e3),
            Some(figure) => format!("{figure:.0}{}{unit}", if unit.is_empty() { "" } else { " " }),
        })
    }
}

/// The table, as Markdown.
pub(crate) fn table(results: &Value, circumstances: &str) -> String {
    let results = Results(results);
    let mut rows = two_thousand(&results);
    rows.extend(many_and_weak(&results));
    rows.extend(bulk(&results));
    rows.extend(server(&results));
    let mut text =
        format!("{circumstances}\n\n| measure | lianxin | PouchDB | automerge-repo | samod | aim | reached |\n");
    text.push_str("| --- | --- | --- | --- | --- | --- | --- |\n");
    for row in rows {
        let reached = match row.reached {
            None => "–".to_owned(),
            Some(true) => format!("yes{}", row.note),
            Some(false) => format!("**no**{}", row.note),
        };
        text.push_str(&format!("| {} | {} | {} | {reached} |\n", row.measure, row.figures.join(" | "), row.aim));
    }
    text
}

fn all(ratios: &[(Option<f64>, f64)]) -> Option<bool> {
    let measured: Option<Vec<bool>> = ratios.iter().map(|(ratio, aim)| Some((*ratio)? <= *aim)).collect();
    measured.map(|each| each.into_iter().all(|reached| reached))
}

fn parts(ratios: &[(&str, Option<f64>)]) -> String {
    let parts: Vec<String> =
        ratios.iter().filter_map(|(name, ratio)| Some(format!("1/{:.1} of {name}", 1.0 / (*ratio)?))).collect();
    if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
}

fn two_thousand(results: &Results<'_>) -> Vec<Row> {
    let bytes = |peer| results.ratio("warm", peer, "bytes");
    let (pouch, repo, samod) = (bytes(Peer::Pouch), bytes(Peer::AutomergeRepo), bytes(Peer::Samod));
    let own = results.figure("warm", Peer::Ours, "bytes");
    vec![
        Row {
            measure: "bytes, 5 + 5 changed of 2,000 documents",
            figures: results.cells("warm", "bytes", "B"),
            aim: "≤ 1/20 of PouchDB, ≤ 1/200 of the other two",
            reached: all(&[(pouch, 1.0 / 20.0), (repo, 1.0 / 200.0), (samod, 1.0 / 200.0)]),
            note: parts(&[("PouchDB", pouch), ("automerge-repo", repo), ("samod", samod)]),
        },
        Row {
            measure: "same, absolute, with HTTP headers, authentication, signature",
            figures: results.cells("warm", "bytes", "B"),
            aim: "≤ 1,000 B",
            reached: own.map(|bytes| bytes <= 1_000.0),
            note: String::new(),
        },
        Row {
            measure: "same, turns on a new connection after its handshake",
            figures: results.cells("warm", "turns", ""),
            aim: "1",
            reached: results.figure("warm", Peer::Ours, "turns").map(|turns| turns <= 1.0),
            note: String::new(),
        },
        Row {
            measure: "same, connections",
            figures: results.cells("warm", "connections", ""),
            aim: "1",
            reached: results.figure("warm", Peer::Ours, "connections").map(|connections| connections <= 1.0),
            note: String::new(),
        },
        Row {
            measure: "same, time on the loopback",
            figures: results.cells("warm", "seconds", "ms"),
            aim: "–",
            reached: None,
            note: String::new(),
        },
    ]
}

fn many_and_weak(results: &Results<'_>) -> Vec<Row> {
    let grown = |name| Some(results.figure("held20000", Peer::Ours, name)? / results.figure("warm", Peer::Ours, name)?);
    let (bytes, time) = (grown("bytes"), grown("seconds"));
    let times = |ratio: Option<f64>| ratio.map_or(String::new(), |ratio| format!(": {ratio:.2} ×"));
    // Who was given up took longer than that: the aim is reached where it would be at that time already.
    let slow = |peer| {
        results.ratio("link", peer, "seconds").or_else(|| {
            Some(results.figure("link", Peer::Ours, "seconds")? / results.figure("link", peer, "given_up_s")?)
        })
    };
    let (pouch, repo, samod) = (slow(Peer::Pouch), slow(Peer::AutomergeRepo), slow(Peer::Samod));
    vec![
        Row {
            measure: "bytes, 5 + 5 changed of 20,000",
            figures: results.cells("held20000", "bytes", "B"),
            aim: "≤ 1.05 × those of 2,000",
            reached: all(&[(bytes, 1.05)]),
            note: times(bytes),
        },
        Row {
            measure: "same, time on the loopback",
            figures: results.cells("held20000", "seconds", "ms"),
            aim: "≤ 1.2 × that of 2,000",
            reached: all(&[(time, 1.2)]),
            note: times(time),
        },
        Row {
            measure: "time, 5 + 5 of 2,000, 600 ms round trip, 100 kbit/s, 3 % loss",
            figures: results.cells("link", "seconds", "s"),
            aim: "≤ 1/4 of PouchDB, ≤ 1/15 of samod",
            reached: all(&[(pouch, 0.25), (samod, 1.0 / 15.0)]),
            note: parts(&[("PouchDB", pouch), ("automerge-repo", repo), ("samod", samod)]),
        },
        Row {
            measure: "same, bytes of IP packets",
            figures: results.cells("link", "bytes", "B"),
            aim: "–",
            reached: None,
            note: String::new(),
        },
    ]
}

fn bulk(results: &Results<'_>) -> Vec<Row> {
    let own = |measure, name| results.figure(measure, Peer::Ours, name);
    let of_saved = own("cold", "down").zip(own("cold", "saved")).map(|(down, saved)| down / saved);
    let of_pouch = results.ratio("cold", Peer::Pouch, "down");
    let total = own("cold", "down").zip(own("cold", "up")).map(|(down, up)| down + up);
    let listed = own("cold", "listed_bytes").zip(total).map(|(listed, total)| listed / total);
    let of_chunks = own("backlog", "up").zip(own("backlog", "chunks")).map(|(up, chunks)| up / chunks);
    let told = |ratio: Option<f64>, of: &str| ratio.map_or(String::new(), |ratio| format!(" {ratio:.2} of {of}"));
    vec![
        Row {
            measure: "cold start, 300 documents × 50 edits, bytes down",
            figures: results.cells("cold", "down", "B"),
            aim: "≤ 0.55 × Σ `save()`, ≤ 0.75 × PouchDB",
            reached: all(&[(of_saved, 0.55), (of_pouch, 0.75)]),
            note: format!(":{},{}", told(of_saved, "Σ `save()`"), told(of_pouch, "PouchDB")),
        },
        Row {
            measure: "same, bytes until the first list can be read",
            figures: results.cells("cold", "listed_bytes", "B"),
            aim: "≤ 0.45 × the total",
            reached: all(&[(listed, 0.45)]),
            note: format!(":{}", told(listed, "the total")),
        },
        Row {
            measure: "same, time on the loopback",
            figures: results.cells("cold", "seconds", "s"),
            aim: "–",
            reached: None,
            note: String::new(),
        },
        Row {
            measure: "backlog, 300 documents × 10 changes, bytes up",
            figures: results.cells("backlog", "up", "B"),
            aim: "≤ 0.35 × the bare chunks",
            reached: all(&[(of_chunks, 0.35)]),
            note: format!(":{}", told(of_chunks, "the chunks")),
        },
    ]
}

fn server(results: &Results<'_>) -> Vec<Row> {
    let cpu = |peer| results.ratio("cpu", peer, "cpu_s");
    let (pouch, repo, samod) = (cpu(Peer::Pouch), cpu(Peer::AutomergeRepo), cpu(Peer::Samod));
    vec![
        Row {
            measure: "server CPU, 1,000 changes from 20 devices",
            figures: results.cells("cpu", "cpu_s", "s"),
            aim: "≤ 1/4 of PouchDB, at best 1/10",
            reached: all(&[(pouch, 0.25)]),
            note: parts(&[("PouchDB", pouch), ("automerge-repo", repo), ("samod", samod)]),
        },
        Row {
            measure: "server memory at most, 5,000 enrolled devices polling",
            figures: results.cells("herd", "peak_mb", "MB"),
            aim: "≤ 150 MB",
            reached: all(&[(results.figure("herd", Peer::Ours, "peak_mb"), 150.0)]),
            note: String::new(),
        },
    ]
}

/// Versions, machine, link and seed: what a figure means.
pub(crate) fn circumstances(programs: &Programs, runs: usize, several: bool) -> String {
    let said = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output().ok();
        output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
    };
    let version = |package: &str| {
        let path = programs.node_folder.join("node_modules").join(package).join("package.json");
        let parsed: Option<Value> = std::fs::read(path).ok().and_then(|text| serde_json::from_slice(&text).ok());
        let version = parsed.and_then(|package| package["version"].as_str().map(str::to_owned));
        format!("{package} {}", version.unwrap_or_default())
    };
    let packages = [
        "pouchdb",
        "pouchdb-server",
        "@automerge/automerge-repo",
        "@automerge/automerge",
        "@automerge/automerge-repo-sync-server",
    ];
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1)).unwrap_or("?");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "{}; {model}, {cores} cores, Linux {}, node {}. {}, samod 0.16.0 with automerge 0.12.0. TLS-less loopback, every byte \
         through one counting proxy; each sync on a new connection, as after a time without signal; the median of {runs} \
         runs{}. The link: a pair of TUN devices between two network namespaces, {} ms each way, {} kbit/s each way, \
         {} % of packets lost each way, {} kB before the bottleneck, TCP cubic, seed {}. PouchDB keeps its documents in \
         memory on both sides, automerge-repo's server on disk, samod in memory, lianxin on disk with `synchronous=FULL`.",
        said("date", &["-u", "+%Y-%m-%d"]),
        said("uname", &["-r"]),
        said("node", &["--version"]),
        packages.map(version).join(", "),
        if several { " (some measures are of an earlier run)" } else { "" },
        link::DELAY_MS,
        link::RATE / 1_000,
        link::LOSS_PERCENT,
        link::QUEUE_BYTES / 1_024,
        super::SEED,
    )
}
