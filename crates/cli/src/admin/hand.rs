//! In whose name an operation is done, whether it is only tried, and whether somebody is asked before.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use clap::Args;
use lianxin_server::admin::{self, AdminError, Hand, Store};
use lianxin_server::clock::SystemClock;

use crate::console::Console;
use crate::failure::Failure;

/// How an operation is done.
#[derive(Debug, Args)]
pub(super) struct HandArgs {
    /// Say what would be done and do nothing [预演]
    #[arg(long)]
    dry_run: bool,
    /// In whose name [经办管理员]; otherwise the administrator of the widest area
    #[arg(long = "as", value_name = "LOGIN")]
    by: Option<String>,
    /// Do not ask [不再询问]
    #[arg(long)]
    yes: bool,
}

/// What is asked where nobody sits at a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unattended {
    /// Nothing: the command goes on.
    GoesOn,
    /// `--yes` is needed.
    NeedsYes,
}

impl HandArgs {
    /// The hand that does it.
    ///
    /// # Errors
    /// The named account is no administrator.
    pub(super) fn hand(&self, store: &dyn Store) -> Result<Hand, AdminError> {
        let by = match (admin::importer(store, self.by.as_deref()), &self.by) {
            (Err(AdminError::NoAdministrator), None) => None,
            (by, _) => Some(by?),
        };
        Ok(Hand::at_machine(by, &SystemClock).dry_run(self.dry_run))
    }

    /// Asks before something that is hard to undo.
    ///
    /// # Errors
    /// `not_confirmed`, `confirmation_needed`.
    pub(super) fn ask(&self, console: Console, unattended: Unattended, (zh, en): (&str, &str)) -> Result<(), Failure> {
        if self.yes || self.dry_run {
            return Ok(());
        }
        let attended = console.is_terminal() && io::stdin().is_terminal();
        if !attended {
            return match unattended {
                Unattended::GoesOn => Ok(()),
                Unattended::NeedsYes => Err(Failure::new(
                    "confirmation_needed",
                    format!("{zh}？请先用 --dry-run 核对，再加 --yes"),
                    format!("{en}? check with --dry-run, then add --yes"),
                )),
            };
        }
        let lang = console.lang();
        let mut out = io::stdout().lock();
        let asked = lang.pick(format!("{zh}？输入 yes 继续："), format!("{en}? type yes to go on: "));
        let asked = out.write_all(asked.as_bytes()).and_then(|()| out.flush());
        asked.map_err(|error| Failure::io("standard output", &error))?;
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer).map_err(|error| Failure::io("terminal", &error))?;
        match answer.trim() {
            "yes" | "y" | "是" => Ok(()),
            _ => Err(Failure::new("not_confirmed", "没有确认，什么都没有改动", "not confirmed, nothing was changed")),
        }
    }

    /// What a dry run says before everything else.
    pub(super) fn said(&self, console: Console) -> &'static str {
        match self.dry_run {
            true => console.lang().pick("预演，没有写入：", "dry run, nothing was written: "),
            false => "",
        }
    }

    /// The document of an outcome, with whether it was only tried.
    ///
    /// # Errors
    /// As `serde_json`'s.
    pub(super) fn document(&self, outcome: &impl serde::Serialize) -> Result<serde_json::Value, Failure> {
        let mut document = serde_json::to_value(outcome)?;
        document["dry_run"] = self.dry_run.into();
        Ok(document)
    }
}
