//! `cargo xtask fuzz`: coverage-guided runs of what reads bytes from outside (`tests/fuzz`), with a target on every processor.
//!
//! Without a sanitizer, so that the stable compiler does: our own code has no `unsafe`, and what is sought are panics, endless
//! loops, memory beyond bounds, and what each target says must hold.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::console::{Console, Outcome};
use crate::setup;
use crate::workspace::Workspace;

const FOLDER: &str = "tests/fuzz";
/// One input: longer, and it has hung; more, and it has burst.
const SECONDS_MAX: u32 = 10;
const MEGABYTES_MAX: u32 = 1_024;

/// What came of one target.
struct Run {
    target: String,
    executions: u64,
    /// Inputs that were interesting, with those that were there before.
    corpus: u64,
    finding: Option<PathBuf>,
}

/// Fuzzes the targets, or the one with this name, for so many minutes in all.
pub(crate) fn run(workspace: &Workspace, console: &Console, target: Option<&str>, minutes: f64) -> Result<Outcome> {
    if !(minutes > 0.0 && minutes.is_finite()) {
        bail!("--minutes takes a number above 0");
    }
    let inputs = workspace.root().join(FOLDER).join("inputs");
    let mut targets = Vec::new();
    for entry in std::fs::read_dir(&inputs).with_context(|| inputs.display().to_string())? {
        targets.push(entry?.file_name().to_string_lossy().into_owned());
    }
    targets.sort();
    if let Some(name) = target {
        if !targets.iter().any(|it| it == name) {
            bail!("no such target; there are: {}", targets.join(", "));
        }
        targets.retain(|it| it == name);
    }
    let programs = build(workspace, console)?;
    let threads = std::thread::available_parallelism()?.get().min(targets.len());
    let seconds = (minutes * 60.0 * threads as f64 / targets.len() as f64).ceil().max(1.0) as u64;
    console.step(&format!("fuzz: {} targets, {seconds} s each, {threads} at a time", targets.len()));

    let kept = workspace.cache()?.join("fuzz");
    let queue = Mutex::new(targets.iter().rev().collect::<Vec<_>>());
    let runs = Mutex::new(Vec::new());
    let next = || queue.lock().ok()?.pop();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(target) = next() {
                    let run = one(&programs.join(target), target, &kept, &inputs.join(target), seconds);
                    if let Ok(run) = &run {
                        let found =
                            run.finding.as_ref().map_or(String::new(), |it| format!("; FOUND {}", it.display()));
                        console.line(&format!("{target}: {} executions, {} inputs{found}", run.executions, run.corpus));
                    }
                    if let Ok(mut runs) = runs.lock() {
                        runs.push(run);
                    }
                }
            });
        }
    });
    let runs =
        runs.into_inner().map_err(|_| anyhow::anyhow!("a run broke"))?.into_iter().collect::<Result<Vec<_>>>()?;
    let executions: u64 = runs.iter().map(|run| run.executions).sum();
    let findings = runs.iter().filter(|run| run.finding.is_some()).count();
    let each = |run: &Run| json!({ "target": run.target, "executions": run.executions, "inputs": run.corpus, "finding": run.finding });
    Ok(Outcome {
        ok: findings == 0,
        line: format!("fuzz: {executions} executions of {} targets, {findings} findings", runs.len()),
        detail: json!({ "executions": executions, "findings": findings, "targets": runs.iter().map(each).collect::<Vec<_>>() }),
    })
}

/// Builds every target, watched by libFuzzer; the folder with the programs.
fn build(workspace: &Workspace, console: &Console) -> Result<PathBuf> {
    setup::ensure_c_compiler(console)?;
    let cargo_fuzz = setup::ensure_cargo_fuzz(workspace, console)?;
    let host = setup::host()?;
    console.step("Building the targets");
    let made = workspace.cache()?.join("fuzz-target");
    let mut build = Command::new(cargo_fuzz);
    build
        .args(["fuzz", "build", "--sanitizer", "none", "--target", &host, "--fuzz-dir"])
        .arg(workspace.root().join(FOLDER))
        .arg("--target-dir")
        .arg(&made)
        .current_dir(workspace.root());
    if !build.stdout(console.for_child()).status().context("cargo fuzz")?.success() {
        bail!("the targets did not compile");
    }
    Ok(made.join(host).join("release"))
}

/// What libFuzzer learned is kept in the user's cache, and the next run begins with it.
fn one(program: &Path, target: &str, kept: &Path, inputs: &Path, seconds: u64) -> Result<Run> {
    let (corpus, findings) = (kept.join("corpus").join(target), kept.join("findings").join(target));
    std::fs::create_dir_all(&corpus)?;
    std::fs::create_dir_all(&findings)?;
    let mut fuzzer = Command::new(program);
    fuzzer
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-timeout={SECONDS_MAX}"))
        .arg(format!("-rss_limit_mb={MEGABYTES_MAX}"))
        .arg(format!("-artifact_prefix={}/", findings.display()))
        .arg("-print_final_stats=1")
        .args([&corpus, inputs])
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut child = fuzzer.spawn().with_context(|| program.display().to_string())?;
    let mut run = Run { target: target.to_owned(), executions: 0, corpus: 0, finding: None };
    let said = child.stderr.take().context("the fuzzer says nothing")?;
    let mut last = Vec::new();
    for line in BufReader::new(said).lines() {
        let line = line?;
        if let Some(number) = line.strip_prefix("stat::number_of_executed_units:") {
            run.executions = number.trim().parse()?;
        }
        if let Some((_, path)) = line.split_once("Test unit written to ") {
            run.finding = Some(PathBuf::from(path.trim()));
        }
        last.push(line);
        if last.len() > 40 {
            last.remove(0);
        }
    }
    let ended = child.wait()?;
    if !ended.success() && run.finding.is_none() {
        bail!("{target}: {ended}\n{}", last.join("\n"));
    }
    run.corpus = std::fs::read_dir(&corpus)?.count() as u64;
    Ok(run)
}
