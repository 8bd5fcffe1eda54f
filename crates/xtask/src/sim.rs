//! `cargo xtask sim`: seeds of the simulator, with progress.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};
use clap::Args;
use serde_json::{Value as Json, json};

use crate::console::{Console, Outcome};
use crate::setup;
use crate::workspace::Workspace;

/// Which seeds, and for how long.
#[derive(Args, Clone, Default)]
pub(crate) struct Seeds {
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// So many seeds; 1000 where neither this nor --minutes is given.
    #[arg(long)]
    seeds: Option<u64>,
    /// End after so many minutes.
    #[arg(long)]
    minutes: Option<f64>,
    /// Run each seed once, and do not compare it with itself.
    #[arg(long)]
    once: bool,
}

impl Seeds {
    /// From the first seed on, for so many minutes.
    pub(crate) fn for_minutes(minutes: f64) -> Self {
        Self { minutes: Some(minutes), ..Self::default() }
    }

    fn arguments(&self) -> Vec<String> {
        let mut arguments = vec!["--from".to_owned(), self.from.to_string()];
        let numbers =
            [("--seeds", self.seeds.map(|it| it.to_string())), ("--minutes", self.minutes.map(|it| it.to_string()))];
        for (name, number) in numbers {
            arguments.extend(number.into_iter().flat_map(|number| [name.to_owned(), number]));
        }
        arguments.extend(self.once.then(|| "--once".to_owned()));
        arguments
    }
}

/// Builds the simulator and runs seeds.
pub(crate) fn run(workspace: &Workspace, console: &Console, seeds: &Seeds) -> Result<Outcome> {
    setup::ensure_c_compiler(console)?;
    console.step("Building the simulator");
    let program = workspace.build_simulator()?;
    console.step("Simulating");
    let mut child = Command::new(program).args(seeds.arguments()).stdout(Stdio::piped()).spawn()?;
    let stdout = child.stdout.take().context("the simulator has no output")?;
    let mut last = Json::Null;
    for line in BufReader::new(stdout).lines() {
        let told: Json = serde_json::from_str(&line?)?;
        match told.get("promise") {
            Some(promise) => console.line(&format!("✗ seed {}: {promise}: {}", told["seed"], told["seen"])),
            None => {
                console.line(&progress(&told));
                last = told;
            }
        }
    }
    let ok = child.wait()?.success();
    for failure in last["failures"].as_array().into_iter().flatten() {
        tell(console, failure);
    }
    Ok(Outcome { ok, line: progress(&last), detail: json!({ "simulated": last }) })
}

fn progress(told: &Json) -> String {
    format!(
        "{} seeds, {} failed; {} sync sessions, {} a second; {} edits, {} documents compared",
        told["seeds"], told["failed"], told["sessions"], told["sessions_per_second"], told["edits"], told["compared"]
    )
}

fn tell(console: &Console, failure: &Json) {
    console.line(&format!("\nSeed {} broke: {}", failure["seed"], failure["promise"]));
    console.line(&format!("  {}", failure["seen"].as_str().unwrap_or_default()));
    console.line(&format!("  again: cargo xtask sim --from {} --seeds 1", failure["seed"]));
    let steps = failure["steps"]["after"].as_array();
    if let Some(steps) = steps {
        console.line(&format!(
            "  the shortest plan found has {} of {} steps:",
            steps.len(),
            failure["steps"]["before"]
        ));
    }
    let lines = steps.into_iter().flatten().chain(failure["trace"].as_array().into_iter().flatten());
    lines.filter_map(Json::as_str).for_each(|line| console.line(&format!("    {line}")));
}
