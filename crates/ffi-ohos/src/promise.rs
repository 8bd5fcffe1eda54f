//! Promises that threads of ours keep.

use lianxin_calls::Failure;

use crate::engine::bindgen_prelude::{Env, Object};
use crate::engine::{JsDeferred, Result};
use crate::failing;

type Resolver = Box<dyn FnOnce(Env) -> Result<String> + Send>;

/// One promise, to be kept once.
pub(crate) struct Pledge(JsDeferred<String, Resolver>);

impl Pledge {
    /// A promise, and what keeps it.
    pub(crate) fn new(env: &Env) -> Result<(Pledge, Object<'_>)> {
        let (deferred, promise) = env.create_deferred()?;
        Ok((Pledge(deferred), promise))
    }

    /// Keeps it, from whatever thread.
    pub(crate) fn keep(self, done: std::result::Result<String, Failure>) {
        match done {
            Ok(json) => self.0.resolve(Box::new(move |_| Ok(json))),
            Err(failure) => self.0.reject(failing::error(&failure)),
        }
    }
}
