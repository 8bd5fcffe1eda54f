//! 行政区划: the places in the reader's scope.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use lianxin_model::limits;
use lianxin_model::role::Role;
use lianxin_store::{Area, Read, User};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cursor;
use super::params;
use super::record::PageView;
use crate::auth::Bearer;
use crate::http::error::ApiError;
use crate::http::extract::QueryOf;
use crate::state::AppState;

/// Which areas.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AreaParams {
    /// Division code: only this area and what lies in it.
    pub area: Option<String>,
    /// Rows of a page, at most 200.
    pub limit: Option<String>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct AreaView {
    /// Division code, 12 digits or 15 for a group.
    pub code: String,
    /// Its name.
    pub name: String,
    /// `county`, `township`, `village` or `group`.
    pub level: &'static str,
    /// The code of the place that it lies in.
    pub parent: Option<String>,
    /// The code of the place that it became part of: it is closed.
    pub merged_into: Option<String>,
}

impl From<Area> for AreaView {
    fn from(area: Area) -> Self {
        let level = area.level.word();
        Self { code: area.code, name: area.name, level, parent: area.parent, merged_into: area.merged_into }
    }
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// The areas that the reader answers for and the wider places around them, by code.
#[utoipa::path(get, path = "/v1/areas", operation_id = "list_areas", tag = "areas", params(AreaParams),
    security(("bearer" = [])), responses((status = 200, body = PageView<AreaView>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<AreaParams>,
) -> Result<Json<PageView<AreaView>>, ApiError> {
    state
        .read_as(bearer, move |read, caller| {
            caller.scope(read)?;
            let root = params.area.as_deref().map(params::area).transpose()?;
            let identity = format!("areas {}", root.as_deref().unwrap_or_default());
            let after: Option<String> =
                params.cursor.as_deref().map(|text| cursor::decode(&identity, text)).transpose()?;
            let rows_max = params::limit(params.limit.as_deref(), limits::PAGE_ROWS_MAX)? as usize;
            let mut areas = visible(read, &caller.user)?;
            if let Some(root) = root {
                let within = read.area_subtree(&root)?;
                let within: BTreeMap<&str, ()> = within.iter().map(|area| (area.code.as_str(), ())).collect();
                areas.retain(|code, _| within.contains_key(code.as_str()));
            }
            let mut rest = areas.into_values().filter(|area| after.as_ref().is_none_or(|after| area.code > *after));
            let rows: Vec<AreaView> = rest.by_ref().take(rows_max).map(AreaView::from).collect();
            let next = match (rest.next(), rows.last()) {
                (Some(_), Some(last)) => cursor::encode(&identity, &last.code),
                _ => None,
            };
            Ok(Json(PageView { rows, next, total: None }))
        })
        .await
}

/// By code: what the reader answers for with everything in it, and the way up from there.
fn visible(read: &dyn Read, user: &User) -> Result<BTreeMap<String, Area>, ApiError> {
    let mut roots = Vec::new();
    if user.role == Role::Admin {
        roots.extend(read.area_children(None)?.into_iter().map(|area| area.code));
    } else {
        let scope = read.reader_scope(user.id)?;
        roots.extend(scope.areas);
        for household in scope.households.into_iter().chain(scope.documents) {
            roots.extend(read.document(household)?.and_then(|meta| meta.area));
        }
    }
    let mut areas = BTreeMap::new();
    for area in read.area_path(&user.area)? {
        areas.insert(area.code.clone(), area);
    }
    for root in roots {
        for area in read.area_path(&root)?.into_iter().chain(read.area_subtree(&root)?) {
            areas.insert(area.code.clone(), area);
        }
    }
    Ok(areas)
}
