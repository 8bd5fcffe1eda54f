//! `cargo xtask`: everything that is done to this repository, one command each.
//!
//! The work is cargo's; this crate knows in which order, what counts as failed, and what the repository demands of itself
//! beyond the compiler: layers, licences, no dead files.

mod apps;
mod bench;
mod bindings;
mod ci;
mod console;
mod demo;
mod endurance;
mod fuzz;
mod kotlin;
mod layers;
mod licences;
mod mutants;
mod sensitivity;
mod setup;
mod sim;
mod stamp;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::console::{Console, Outcome};
use crate::workspace::Workspace;

/// Builds, tries and checks Lianxin.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = "A newcomer needs two: demo and test.")]
struct Arguments {
    /// End with one line of JSON on standard output; everything else goes to standard error.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build `lianxin` and the apps and run a county with invented people, until Ctrl-C.
    ///
    /// Prints the console's address with its logins, and a link that opens the field app with an enrolment code in it. Installs compilers and Node.js first where they are
    /// missing (Debian) or says how to get them. What follows `--` goes to `lianxin demo`:
    /// `cargo xtask demo -- --listen 127.0.0.1:9000 --seed 7`.
    Demo {
        /// Leave the apps out: devices on the command line and REST only, and nothing but Rust is needed.
        #[arg(long)]
        without_apps: bool,
        /// For `lianxin demo`.
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Run every test and close with `N passed, N failed`.
    ///
    /// Installs what it needs, a browser among it (Debian). An ignored test counts as failed, and so does a test program that does not compile or ends without a result: what
    /// was not run has not passed.
    Test {
        /// Only this suite: a crate without `lianxin-` (model, sync, …), `tests`, `doc`, `python`, `kotlin`, `swift`, or of an app `field-types`,
        /// `field-units`, `field-e2e`, `console-types`, `console-units`, `console-e2e`, or of what is for phones `android`, `ohos` (its types
        /// on their targets). May be repeated.
        #[arg(long = "suite", value_name = "NAME")]
        suites: Vec<String>,
    },
    /// Build the apps into apps/dist, which `lianxin serve --apps apps/dist` serves; only what is not up to date.
    ///
    /// The core by cargo for WebAssembly, wasm-bindgen and wasm-opt, the pages by Vite, all files in brotli too. Installs what it
    /// needs: Rust's target (rustup), clang and Node.js (Debian), the packages of apps/package-lock.json (npm).
    Apps,
    /// Build the core's library and write it with its bindings for Kotlin, Swift or Python into a folder.
    ///
    /// Installs what OpenSSL is built with (Debian). Generated bindings and their library belong together: the bindings refuse
    /// another one.
    Bindings {
        /// For which language.
        #[arg(long)]
        language: bindings::Language,
        /// Where to.
        #[arg(long, value_name = "FOLDER")]
        out: std::path::PathBuf,
        /// Optimised, as it is shipped.
        #[arg(long)]
        release: bool,
    },
    /// All that every change must pass: format, clippy, eslint, layers, licences, tidy, then every test.
    Ci,
    /// Build and run the measurements of `bench/`, optimised.
    ///
    /// `cargo xtask bench field` measures the field app in Chromium, on a machine made four times slower, beside PouchDB.
    /// `cargo xtask bench native` measures the core in other languages beside plain Rust, and the library's size for each
    /// machine that Debian has a compiler for.
    /// `cargo xtask bench peers` measures beside PouchDB, automerge-repo and samod: it installs Node.js (Debian) and the
    /// peers' packages under bench/peers, and needs root for its emulated link. What follows `--` goes to the program:
    /// `cargo xtask bench peers -- --only warm`, `-- --write docs/performance.md`, `-- --help`.
    Bench {
        /// Only this program of `bench/`; without a name all but `console`, `field`, `native` and `peers`.
        name: Option<String>,
        /// For the program.
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Simulate counties: many phones and the server in one thread on virtual time, every fault, everything from one seed.
    ///
    /// Each seed is run twice and must be the same run. One that fails is made short and told step by step.
    Sim(sim::Seeds),
    /// Fuzz what reads bytes from outside, guided by coverage; findings end it with an error and are kept.
    ///
    /// Installs cargo-fuzz (cargo, into the user's cache) and a C++ compiler (Debian). What it learns is kept in the user's cache. An
    /// input that found a fault belongs into `tests/fuzz/inputs/TARGET`, where the test `fuzz` runs it for ever.
    Fuzz {
        /// Only this one.
        #[arg(long)]
        target: Option<String>,
        /// How long, in all.
        #[arg(long, default_value_t = 10.0)]
        minutes: f64,
    },
    /// Crash device and server at every write and sync, and let every call fail, more often than the tests do.
    ///
    /// Power cuts and kills on a disk that loses what was not synced; docs/reliability.md says what is checked. With two seeds and
    /// more every call fails in every way, and each crash is followed by the rest of the script.
    Crashes {
        /// Power cuts at each place.
        #[arg(long, default_value_t = 4)]
        seeds: u64,
        /// Where chance begins.
        #[arg(long)]
        seed: Option<u64>,
    },
    /// Cut recorded exchanges of phones with their county at every byte in both directions, and let the phones go on.
    ///
    /// The exchanges come from simulated counties, so that everything is said in some that the protocol has words for;
    /// docs/reliability.md says what is checked. What fails is told with its seed, its exchange, what was cut and after how many bytes.
    Cuts {
        /// How many exchanges.
        #[arg(long, default_value_t = 200)]
        sessions: u64,
        /// Only this one of the county of the seed.
        #[arg(long, requires = "seed")]
        exchange: Option<u64>,
        /// Only here: `Request`, `RequestShortened`, `Answer` or `AnswerShortened`, a colon, a number of bytes.
        #[arg(long, requires = "exchange")]
        at: Option<String>,
        /// The first county.
        #[arg(long)]
        seed: Option<u64>,
    },
    /// Kill the real server and real devices under load with SIGKILL, and check that nothing that was answered is lost.
    ///
    /// A round is one kill; it says how many there are in a second. With `--browser` it kills Chromium with the field app as well.
    Kills {
        /// How many kills of server and devices.
        #[arg(long, default_value_t = 1_000)]
        rounds: u64,
        /// How many kills of the browser.
        #[arg(long, default_value_t = 0)]
        browser: u64,
        /// Where chance begins.
        #[arg(long)]
        seed: Option<u64>,
    },
    /// Plant each of the known mistakes in the product and see that the suites notice it.
    ///
    /// Builds everything once so that the environment can name a mistake, checks that nothing fails without one, then plants
    /// them one after the other. docs/reliability.md lists them with what caught them.
    Sensitivity {
        /// Only this one. May be repeated.
        #[arg(long = "mistake", value_name = "WORD")]
        mistakes: Vec<String>,
    },
    /// Change the gate and the rules of writing in small ways, one after the other, and see that the tests notice.
    ///
    /// Installs cargo-mutants (cargo, into the user's cache). Takes a long while; ends with an error where fewer than nine of ten
    /// are noticed.
    Mutants {
        /// Only this part: `gate` or `policy`.
        #[arg(long)]
        part: Option<String>,
    },
    /// Check that every crate imports only what the table in docs/architecture.md allows.
    Layers,
    /// Check that every dependency, on every platform, and every package of the apps has a licence that we can ship.
    Licences,
    /// Check for dead files, words that name nothing, things left to do, and real people's ID numbers.
    Tidy,
}

impl Task {
    fn word(&self) -> &'static str {
        match self {
            Task::Demo { .. } => "demo",
            Task::Test { .. } => "test",
            Task::Apps => "apps",
            Task::Bindings { .. } => "bindings",
            Task::Ci => "ci",
            Task::Bench { .. } => "bench",
            Task::Sim(_) => "sim",
            Task::Fuzz { .. } => "fuzz",
            Task::Crashes { .. } => "crashes",
            Task::Cuts { .. } => "cuts",
            Task::Kills { .. } => "kills",
            Task::Sensitivity { .. } => "sensitivity",
            Task::Mutants { .. } => "mutants",
            Task::Layers => "layers",
            Task::Licences => "licences",
            Task::Tidy => "tidy",
        }
    }

    fn run(&self, workspace: &Workspace, console: &Console) -> anyhow::Result<Outcome> {
        match self {
            Task::Demo { without_apps, arguments } => demo::run(workspace, console, *without_apps, arguments),
            Task::Test { suites } => Ok(test::run(workspace, console, suites)),
            Task::Apps => apps::run(workspace, console),
            Task::Bindings { language, out, release } => bindings::run(workspace, console, *language, out, *release),
            Task::Ci => Ok(ci::run(workspace, console)),
            Task::Bench { name, arguments } => bench::run(workspace, console, name.as_deref(), arguments),
            Task::Sim(seeds) => sim::run(workspace, console, seeds),
            Task::Fuzz { target, minutes } => fuzz::run(workspace, console, target.as_deref(), *minutes),
            Task::Crashes { seeds, seed } => endurance::crashes(workspace, console, *seeds, *seed),
            Task::Cuts { sessions, exchange, at, seed } => {
                endurance::cuts(workspace, console, *sessions, *exchange, at.as_deref(), *seed)
            }
            Task::Kills { rounds, browser, seed } => endurance::kills(workspace, console, *rounds, *browser, *seed),
            Task::Sensitivity { mistakes } => sensitivity::run(workspace, console, mistakes),
            Task::Mutants { part } => mutants::run(workspace, console, part.as_deref()),
            Task::Layers => layers::run(workspace, console),
            Task::Licences => licences::run(workspace, console),
            Task::Tidy => tidy::run(workspace, console),
        }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let console = Console::new(arguments.json);
    let outcome = Workspace::open()
        .and_then(|workspace| arguments.command.run(&workspace, &console))
        .unwrap_or_else(|error| Outcome::error(&error));
    console.finish(arguments.command.word(), &outcome)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Arguments::command().debug_assert();
    }
}
