//! Promises that threads of ours keep.

use lianxin_calls::Failure;
use lianxin_client::desk::DeskError;

use crate::engine::bindgen_prelude::{Env, Object};
use crate::engine::{JsDeferred, Result};
use crate::failing;

type Resolver = Box<dyn FnOnce(Env) -> Result<String> + Send>;

/// One promise, to be kept once. One that is dropped is broken: JavaScript must not wait for ever, nor its program go on for it.
pub(crate) struct Pledge(Option<JsDeferred<String, Resolver>>);

impl Pledge {
    /// A promise, and what keeps it.
    pub(crate) fn new(env: &Env) -> Result<(Pledge, Object<'_>)> {
        let (deferred, promise) = env.create_deferred()?;
        Ok((Pledge(Some(deferred)), promise))
    }

    /// Keeps it, from whatever thread.
    pub(crate) fn keep(mut self, done: std::result::Result<String, Failure>) {
        self.end(done);
    }

    fn end(&mut self, done: std::result::Result<String, Failure>) {
        match (self.0.take(), done) {
            (Some(deferred), Ok(json)) => deferred.resolve(Box::new(move |_| Ok(json))),
            (Some(deferred), Err(failure)) => deferred.reject(failing::error(&failure)),
            (None, _) => {}
        }
    }
}

impl Drop for Pledge {
    fn drop(&mut self) {
        self.end(Err(failing::of_desk(DeskError::Internal)));
    }
}
