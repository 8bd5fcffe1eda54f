//! The open store as all objects here share it: the engine of `lianxin_client::desk`, with the errors of this library.

use std::sync::Arc;

use lianxin_client::desk::{self, Log as Lines, Opener};
use lianxin_core::{Core, CoreError};

use crate::error::LianxinError;
use crate::host::{Connectivity, Log, LogLine};
use crate::records::Reach;

/// One open store.
pub(crate) struct Desk {
    pub(crate) engine: Arc<desk::Desk>,
    connectivity: Option<Arc<dyn Connectivity>>,
}

impl Desk {
    /// Opens the store on a thread of its own.
    pub(crate) fn start(
        opener: Opener,
        log: Option<Arc<dyn Log>>,
        connectivity: Option<Arc<dyn Connectivity>>,
    ) -> Result<Self, LianxinError> {
        let engine = Arc::new(desk::Desk::start(opener, log.map(lines))?);
        Ok(Self { engine, connectivity })
    }

    /// Asks the core, and waits for its answer.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Core) -> Result<T, CoreError> + Send + 'static,
    ) -> Result<T, LianxinError> {
        Ok(self.engine.ask(work)??)
    }

    /// The network as the host says. Where it cannot tell, trying does no harm.
    pub(crate) fn reach(&self) -> Reach {
        let said = self.connectivity.as_ref().and_then(|it| desk::caught(|| it.reach()).ok()?.ok());
        said.unwrap_or(Reach::Online)
    }
}

fn lines(log: Arc<dyn Log>) -> Lines {
    Arc::new(move |level, code, text| {
        let line = LogLine { level, code: code.to_owned(), text: text.to_owned() };
        // Where the log itself fails there is nobody to tell.
        let _ = log.line(line);
    })
}
