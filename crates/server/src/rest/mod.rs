//! What readers read: records of their scope with history and conflicts, and what is needed to show them. A file per
//! resource; what all resources share stands in `params`, `record`, `history`, `conflicts` and `masking`.
//!
//! Scope: administrators read the county, supervisors their area, cadres what is assigned to them and their own diary;
//! auditors and collectors read no records. What is foreign is answered like what does not exist.

mod access_log;
mod admin;
mod area_tree;
mod areas;
mod assistance;
mod cases;
mod catalogue;
mod comments;
mod conflicts;
mod cursor;
mod deadlines;
mod diary_entries;
mod directory;
mod disclosures;
mod duplicates;
mod export;
mod facts;
pub(crate) mod history;
mod households;
mod led;
mod masking;
mod me;
mod overview;
mod params;
pub(crate) mod people;
mod persons;
mod record;
pub(crate) mod refusals;
mod reports;
pub(crate) mod reviews;
mod search;
mod settling;
mod timeline;
mod views;
mod visits;
mod weeks;
#[allow(dead_code, reason = "the resources that write take it into use one by one")]
mod writing;

use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(me::routes())
        .merge(areas::routes())
        .merge(area_tree::routes())
        .merge(overview::routes())
        .merge(search::routes())
        .merge(directory::routes())
        .merge(households::routes())
        .merge(persons::routes())
        .merge(visits::routes())
        .merge(assistance::routes())
        .merge(diary_entries::routes())
        .merge(cases::routes())
        .merge(deadlines::routes())
        .merge(comments::routes())
        .merge(conflicts::routes())
        .merge(duplicates::routes())
        .merge(refusals::routes())
        .merge(reviews::routes())
        .merge(catalogue::routes())
        .merge(disclosures::routes())
        .merge(access_log::routes())
        .merge(settling::routes())
        .merge(timeline::routes())
        .merge(views::routes())
        .merge(reports::routes())
        .merge(export::print_routes())
        .merge(admin::routes())
}

/// Routes that answer whole lists as files, within bounds of their own.
pub(crate) fn taking_routes() -> OpenApiRouter<AppState> {
    export::routes().merge(reports::file_routes())
}

/// Routes whose bodies are files.
pub(crate) fn file_routes() -> OpenApiRouter<AppState> {
    admin::rosters::routes()
}
