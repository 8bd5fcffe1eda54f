//! Who asks, and what they answer for.

use axum::Json;
use axum::extract::State;
use lianxin_model::ids::DocId;
use lianxin_model::role::AssignmentKind;
use lianxin_store::Over;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::areas::AreaView;
use crate::auth::{Bearer, UserView};
use crate::http::error::ApiError;
use crate::state::AppState;

/// Who asks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeView {
    /// The account.
    pub user: UserView,
    /// From the county down to the place that they belong to.
    pub area_path: Vec<AreaView>,
    /// What they answer for.
    pub assignments: Vec<AssignmentView>,
}

/// One thing that somebody answers for: a household or an area.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AssignmentView {
    /// Why.
    pub kind: AssignmentKind,
    /// The household.
    pub household: Option<DocId>,
    /// Division code of the area.
    pub area: Option<String>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(me))
}

/// Who asks, and what they answer for.
#[utoipa::path(get, path = "/v1/me", tag = "me", security(("bearer" = [])), responses((status = 200, body = MeView)))]
async fn me(State(state): State<AppState>, bearer: Bearer) -> Result<Json<MeView>, ApiError> {
    state
        .read_as(bearer, |read, caller| {
            let area_path = read.area_path(&caller.user.area)?.into_iter().map(AreaView::from).collect();
            let assignments = read.assignments(caller.user.id)?.into_iter().map(|assignment| {
                let (household, area) = match assignment.over {
                    Over::Household(household) => (Some(household), None),
                    Over::Area(area) => (None, Some(area)),
                };
                AssignmentView { kind: assignment.kind, household, area }
            });
            Ok(Json(MeView { assignments: assignments.collect(), area_path, user: caller.user.clone().into() }))
        })
        .await
}
