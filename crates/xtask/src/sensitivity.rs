//! `cargo xtask sensitivity`: would the suites notice? Each known mistake (`lianxin_model::mistake`) is planted, and a suite
//! must fail; without one, the same suites must pass.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::{Value as Json, json};

use crate::console::{Console, Outcome};
use crate::setup;
use crate::workspace::{Build, Workspace};

mod table;

use table::{MISTAKES, Suite};

/// Seeds within which the simulator must notice.
const SEEDS: u32 = 300;
/// Seeds that pass without a mistake.
const SEEDS_SOUND: u32 = 10;

/// What the programs were built to.
struct Programs {
    build: Build,
    lianxin: PathBuf,
    simulator: PathBuf,
    tests: PathBuf,
}

/// What a suite said.
struct Said {
    failed: bool,
    what: String,
}

/// Plants the mistakes, or those of these words.
pub(crate) fn run(workspace: &Workspace, console: &Console, words: &[String]) -> Result<Outcome> {
    if let Some(unknown) = words.iter().find(|word| !MISTAKES.iter().any(|(known, _)| known == word)) {
        let known: Vec<_> = MISTAKES.iter().map(|(word, _)| *word).collect();
        bail!("{unknown} is no mistake; there are: {}", known.join(", "));
    }
    let wanted = |word: &str| words.is_empty() || words.iter().any(|it| it == word);
    let mistakes: Vec<_> = MISTAKES.iter().filter(|(word, _)| wanted(word)).collect();
    setup::ensure_c_compiler(console)?;
    console.step("Building what can make mistakes (the first time takes some minutes)");
    let programs = Programs::build(workspace)?;
    programs.check_the_table()?;

    console.step("Without a mistake");
    let suites: BTreeSet<Suite> = mistakes.iter().map(|(_, suite)| *suite).collect();
    for suite in suites {
        let said = programs.run(suite, None)?;
        console.line(&format!("{suite}: {}", if said.failed { &said.what } else { "nothing" }));
        if said.failed {
            bail!("{suite} fails without a mistake: that it fails with one would say nothing");
        }
    }

    console.step("With one mistake each");
    let mut caught = Vec::new();
    let mut missed = Vec::new();
    for (word, suite) in &mistakes {
        let began = Instant::now();
        let said = programs.run(*suite, Some(word))?;
        let seconds = (began.elapsed().as_secs_f64() * 10.0).round() / 10.0;
        let mark = if said.failed { "✓" } else { "✗ nobody noticed" };
        console.line(&format!("{mark} {word} ({suite}, {seconds} s): {}", said.what));
        let told = json!({ "mistake": word, "suite": suite.to_string(), "what": said.what, "seconds": seconds });
        if said.failed { caught.push(told) } else { missed.push(told) }
    }
    let line = format!("sensitivity: {} of {} mistakes were noticed", caught.len(), mistakes.len());
    Ok(Outcome { ok: missed.is_empty(), line, detail: json!({ "caught": caught, "missed": missed }) })
}

impl Programs {
    fn build(workspace: &Workspace) -> Result<Self> {
        let names: BTreeSet<&str> = MISTAKES.iter().filter_map(|(_, suite)| suite.program()).collect();
        let build = workspace.build_with_mistakes(&names.into_iter().collect::<Vec<_>>())?;
        let lianxin = build.lianxin().context("`lianxin` was not built")?;
        let simulator = build.simulator().context("the simulator was not built")?;
        Ok(Self { build, lianxin, simulator, tests: workspace.root().join("tests") })
    }

    /// The product and the table name the same mistakes.
    fn check_the_table(&self) -> Result<()> {
        let output = Command::new(&self.simulator).arg("--mistakes").output()?;
        let known: Json = serde_json::from_slice(&output.stdout).context("the simulator names the mistakes")?;
        let known: BTreeSet<&str> =
            known.as_array().into_iter().flatten().filter_map(|it| it["word"].as_str()).collect();
        let listed: BTreeSet<&str> = MISTAKES.iter().map(|(word, _)| *word).collect();
        let differing: Vec<_> = known.symmetric_difference(&listed).collect();
        if differing.is_empty() { Ok(()) } else { bail!("in the product or the table alone: {differing:?}") }
    }

    fn run(&self, suite: Suite, mistake: Option<&str>) -> Result<Said> {
        let mut command = match suite {
            Suite::Simulator => {
                let mut command = Command::new(&self.simulator);
                let seeds = if mistake.is_some() { SEEDS } else { SEEDS_SOUND };
                command.args(["--once", "--failures", "1", "--shorten", "0", "--seeds", &seeds.to_string()]);
                command
            }
            Suite::Test(name, test) => {
                let program = self.build.test(name).with_context(|| format!("{name} was not built"))?;
                let mut command = Command::new(program);
                command.args(test.split_whitespace()).arg("--nocapture");
                command
            }
        };
        command.current_dir(&self.tests).env("LIANXIN_BIN", &self.lianxin).stdin(Stdio::null());
        if let Some(mistake) = mistake {
            command.env("LIANXIN_MISTAKE", mistake);
        }
        let output = command.output().with_context(|| suite.to_string())?;
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        // Who cannot even begin has noticed nothing.
        let began = match suite {
            Suite::Simulator => text.contains("\"sessions\""),
            Suite::Test(..) => text.contains("running ") && !text.contains("running 0 tests"),
        };
        if !began {
            bail!("{suite} did not run: {text}");
        }
        let said = Said { failed: !output.status.success(), what: table::first_fault(suite, &text) };
        // So has who ends without a word.
        if said.failed && said.what.is_empty() {
            bail!("{suite} ended with {} and says of nothing that it is wrong: {text}", output.status);
        }
        Ok(said)
    }
}
