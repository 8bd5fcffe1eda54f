//! What a command says: one JSON document, or text for people.

use std::io::{self, IsTerminal as _, Write as _};

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::failure::Failure;
use crate::lang::Lang;

/// How a command speaks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Console {
    json: bool,
    lang: Lang,
}

impl Console {
    pub(crate) fn new(json: bool, lang: Lang) -> Self {
        Self { json, lang }
    }

    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    pub(crate) fn lang(self) -> Lang {
        self.lang
    }

    /// Whether somebody reads along.
    pub(crate) fn is_terminal(self) -> bool {
        !self.json && io::stdout().is_terminal()
    }

    /// Says what a command did: the document with `--json`, else the text.
    ///
    /// # Errors
    /// Standard output is closed or full.
    pub(crate) fn answer(self, document: &impl Serialize, text: impl FnOnce(Lang) -> String) -> Result<(), Failure> {
        let mut said = if self.json { serde_json::to_string(document)? } else { text(self.lang) };
        if !said.ends_with('\n') {
            said.push('\n');
        }
        let mut out = io::stdout().lock();
        match out.write_all(said.as_bytes()).and_then(|()| out.flush()) {
            // Whoever read along has seen enough: `lianxin … | head`.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Err(error) => Err(Failure::io("standard output", &error)),
            Ok(()) => Ok(()),
        }
    }

    /// Says why a command did nothing: on standard output with `--json`, so that there is always one document; else one line
    /// on standard error.
    pub(crate) fn refuse(self, failure: &Failure) {
        // Where even that fails, the exit code is all that is left to say.
        if self.json {
            let _ = writeln!(io::stdout(), "{}", failure.document());
        } else {
            let _ = writeln!(io::stderr(), "{}", failure.line(self.lang));
        }
    }

    /// A progress bar on standard error; nothing where nobody watches.
    pub(crate) fn progress(self, steps: u64, zh: &'static str, en: &'static str) -> ProgressBar {
        if self.json || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}");
        let bar = ProgressBar::new(steps).with_message(self.lang.pick(zh, en));
        match style {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    }

    /// A sign of life on standard error for work of unknown length; nothing where nobody watches.
    pub(crate) fn spinner(self, zh: &'static str, en: &'static str) -> ProgressBar {
        if self.json || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        ProgressBar::new_spinner().with_message(self.lang.pick(zh, en))
    }
}
