//! The tree of places, a level at a time, with what waits in each.

use axum::Json;
use axum::extract::State;
use lianxin_model::{due, moment};
use lianxin_store::{Area, PlaceFigures};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::areas::AreaView;
use super::led;
use crate::auth::Bearer;
use crate::http::error::{ApiCode, ApiError};
use crate::http::extract::QueryOf;
use crate::state::AppState;

/// Which level.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TreeParams {
    /// Division code: what lies directly in it. Without one, the areas that the reader leads.
    pub parent: Option<String>,
}

/// A place with what waits in it and in what lies in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlaceView {
    /// The place.
    #[serde(flatten)]
    pub area: AreaView,
    /// Whether places lie in it.
    pub has_children: bool,
    /// Households, merged ones counted once.
    pub households: u64,
    /// Households without a home visit for 60 days, or ever.
    pub unseen: u64,
    /// Cases that are open.
    pub open_cases: u64,
    /// Records in which people contradict each other.
    pub conflicts: u64,
}

/// One level of the tree.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TreeView {
    /// The places, by code.
    pub rows: Vec<PlaceView>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// The places that lie directly in one, with what waits in each. For those who lead.
#[utoipa::path(get, path = "/v1/areas/tree", operation_id = "area_tree", tag = "areas", params(TreeParams),
    security(("bearer" = [])), responses((status = 200, body = TreeView)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<TreeParams>,
) -> Result<Json<TreeView>, ApiError> {
    let now_ms = state.clock().now_ms();
    state
        .read_as(bearer, move |read, caller| {
            let today = moment::day_in_china(now_ms).ok_or(ApiError::from(ApiCode::Internal))?;
            let since = due::day_before(today, due::UNSEEN_DAYS).ok_or(ApiError::from(ApiCode::Internal))?;
            let (areas, figures): (Vec<Area>, Vec<PlaceFigures>) = match &params.parent {
                Some(_) => {
                    let parent = led::area(read, caller, params.parent.as_deref())?;
                    (read.area_children(Some(&parent.code))?, read.place_figures(&parent.code, &since)?)
                }
                None => {
                    let (mut areas, mut figures) = (Vec::new(), Vec::new());
                    for root in led::roots(read, caller)? {
                        areas.extend(read.area(&root)?);
                        figures.extend(read.figures_of_place(&root, &since)?);
                    }
                    (areas, figures)
                }
            };
            let mut rows = Vec::with_capacity(areas.len());
            // What became part of another place has nothing of its own to wait for in a list of places of today.
            for (area, figures) in areas.into_iter().zip(figures).filter(|(area, _)| area.merged_into.is_none()) {
                let has_children = read.area_children(Some(&area.code))?.iter().any(|it| it.merged_into.is_none());
                rows.push(place(area, has_children, &figures));
            }
            Ok(Json(TreeView { rows }))
        })
        .await
}

fn place(area: Area, has_children: bool, figures: &PlaceFigures) -> PlaceView {
    PlaceView {
        area: area.into(),
        has_children,
        households: figures.households,
        unseen: figures.unseen,
        open_cases: figures.open_cases,
        conflicts: figures.conflicts,
    }
}
