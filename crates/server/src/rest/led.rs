//! The area that somebody who leads asks about.

use lianxin_model::role::Role;
use lianxin_store::{Area, Read};

use super::params;
use crate::auth::Caller;
use crate::http::error::{ApiCode, ApiError};

/// The areas that somebody leads: administrators all, supervisors theirs and those that are assigned to them.
///
/// # Errors
/// [`ApiCode::Forbidden`] for everybody else.
pub(super) fn roots(read: &dyn Read, caller: &Caller) -> Result<Vec<String>, ApiError> {
    match caller.user.role {
        Role::Admin => Ok(read.area_children(None)?.into_iter().map(|area| area.code).collect()),
        Role::Supervisor => Ok(caller.scope(read)?.areas),
        _ => Err(ApiCode::Forbidden.into()),
    }
}

/// The area with this code, or that of the account, if they lead it; a foreign one is answered like one that does not exist.
pub(super) fn area(read: &dyn Read, caller: &Caller, code: Option<&str>) -> Result<Area, ApiError> {
    let roots = roots(read, caller)?;
    let code = code.map(params::area).transpose()?.unwrap_or_else(|| caller.user.area.clone());
    let area = read.area(&code)?.ok_or(ApiError::from(ApiCode::NotFound))?;
    for root in roots {
        if read.area_within(&area.code, &root)? {
            return Ok(area);
        }
    }
    Err(ApiCode::NotFound.into())
}
