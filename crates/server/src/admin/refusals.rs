//! Refused changes: what waits, what it would do, and the decision on it in an account's name.

use lianxin_store::{Refusal, RefusalQuery, RefusalState, Store, User};
use serde::Serialize;

use super::AdminError;
use super::accounts::{importer, open_account};
use crate::clock::Clock;
use crate::http::error::{ApiCode, ApiError};
use crate::rest::people::People;
use crate::rest::refusals::{self, RefusalView};
use crate::rest::reviews::{self, ReviewView, RulingView};
use crate::sync::review::{self, Decider, Review};

/// One refused change, and what it would do where somebody's word is all that it lacks.
#[derive(Debug, Serialize)]
pub struct Shown {
    /// The change.
    pub refusal: RefusalView,
    /// What accepting it and what waits with it would do; none for one that does not wait, or with which later ones wait.
    pub review: Option<ReviewView>,
}

/// Refused changes, the newest first.
///
/// # Errors
/// The store's.
pub fn refusals(store: &dyn Store, state: Option<RefusalState>, limit: u32) -> Result<Vec<RefusalView>, AdminError> {
    let read = store.read()?;
    let mut people = People::new(&*read);
    let found = read.refusals(&RefusalQuery { state, limit, ..RefusalQuery::default() })?;
    found.iter().map(|refusal| refusals::view(&mut people, refusal).map_err(error)).collect()
}

/// One refused change. ID numbers are masked.
///
/// # Errors
/// [`AdminError::UnknownRefusal`], or the store's.
pub fn refusal(store: &dyn Store, seq: u64) -> Result<Shown, AdminError> {
    let read = store.read()?;
    let refusal: Refusal = read.refusal(seq)?.ok_or(AdminError::UnknownRefusal)?;
    let role = lianxin_model::role::Role::Admin;
    let review = match Review::ending_with(&*read, &refusal)? {
        Some(review) => reviews::view(&*read, &review, role).map_err(error)?,
        None => None,
    };
    Ok(Shown { refusal: refusals::view(&mut People::new(&*read), &refusal).map_err(error)?, review })
}

/// Decides in the name of an account; otherwise of the administrator of the widest area.
///
/// # Errors
/// [`AdminError::UnknownRefusal`], [`AdminError::NotDecided`], [`AdminError::UnknownLogin`], …
pub fn decide_refusal(
    store: &dyn Store,
    clock: &dyn Clock,
    seq: u64,
    wanted: RefusalState,
    login: Option<&str>,
    reason: Option<&str>,
) -> Result<RulingView, AdminError> {
    let user: User = match login {
        Some(login) => open_account(&*store.read()?, login)?,
        None => importer(store, None)?,
    };
    let mut write = store.write()?;
    let decider = Decider { user: &user, reason, at_ms: clock.now_ms() };
    let ruling = review::decide(&mut *write, seq, wanted, decider).map_err(|refused| error(reviews::error(refused)))?;
    let view = reviews::ruling_view(&mut People::new(&*write), ruling).map_err(error)?;
    write.commit()?;
    Ok(view)
}

fn error(error: ApiError) -> AdminError {
    match error.code() {
        ApiCode::NotFound => AdminError::UnknownRefusal,
        code => AdminError::NotDecided(code),
    }
}
