//! Whether the process lives, and whether it can work.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::error::ApiError;
use crate::state::AppState;

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok`; anything else is answered as an error.
    pub status: &'static str,
}

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(livez)).routes(routes!(readyz))
}

/// The process lives.
#[utoipa::path(get, path = "/livez", tag = "health", responses((status = 200, body = Health)))]
async fn livez() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// The store can be read and written.
#[utoipa::path(get, path = "/readyz", tag = "health", responses((status = 200, body = Health)))]
async fn readyz(State(state): State<AppState>) -> Result<Json<Health>, ApiError> {
    // A write that is dropped: it needs the lock and the disk, and leaves nothing behind.
    let store = std::sync::Arc::clone(state.store());
    let tried = tokio::task::spawn_blocking(move || -> Result<(), ApiError> {
        store.read()?.county()?;
        let mut transaction = store.write()?;
        transaction.next_seq()?;
        Ok(())
    });
    tried.await.unwrap_or_else(|_| Err(crate::http::error::ApiCode::Internal.into()))?;
    Ok(Json(Health { status: "ok" }))
}
