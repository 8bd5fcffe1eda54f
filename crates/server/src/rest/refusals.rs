//! What was refused of what devices handed in: kept whole, named to its writer and to those who lead them.

use axum::Json;
use axum::extract::State;
use lianxin_model::ids::{DeviceId, DocId, Kind};
use lianxin_model::limits;
use lianxin_model::role::Role;
use lianxin_store::RefusalQuery;
use lianxin_sync::Code;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cursor;
use super::params;
use super::people::{People, Person};
use super::record::PageView;
use crate::auth::Bearer;
use crate::http::error::ApiError;
use crate::http::extract::QueryOf;
use crate::state::AppState;

/// Which refusals.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RefusalParams {
    /// Rows of a page, at most 200.
    pub limit: Option<String>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

/// One refused change.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefusalView {
    /// Its number.
    pub seq: u64,
    /// The record that it was meant for.
    pub document: DocId,
    /// What kind it was meant to be; none for one that this server does not know.
    pub kind: Option<Kind>,
    /// Why, for programs.
    pub code: String,
    /// Why, in Chinese.
    pub message: String,
    /// Why, in English.
    pub message_en: String,
    /// Who handed it in.
    pub by: Option<Person>,
    /// From which device.
    pub device: DeviceId,
    /// When it came, milliseconds since 1970.
    pub received_at_ms: i64,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Refused changes, the newest first: a cadre's own; for those who lead, of the people of their area.
#[utoipa::path(get, path = "/v1/refusals", operation_id = "list_refusals", tag = "refusals", params(RefusalParams),
    security(("bearer" = [])), responses((status = 200, body = PageView<RefusalView>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<RefusalParams>,
) -> Result<Json<PageView<RefusalView>>, ApiError> {
    state
        .read_as(bearer, move |read, caller| {
            caller.scope(read)?;
            let rows_max = params::limit(params.limit.as_deref(), limits::PAGE_ROWS_DEFAULT)?;
            let before_seq = params.cursor.as_deref().map(|text| cursor::decode("refusals", text)).transpose()?;
            let (user, area) = match caller.user.role {
                Role::Admin => (None, None),
                Role::Supervisor => (None, Some(caller.user.area.clone())),
                _ => (Some(caller.user.id), None),
            };
            // One more than shown tells whether there is a next page.
            let mut refusals = read.refusals(&RefusalQuery { user, area, before_seq, limit: rows_max + 1 })?;
            let more = refusals.len() > rows_max as usize;
            refusals.truncate(rows_max as usize);
            let next = refusals.last().filter(|_| more).and_then(|last| cursor::encode("refusals", last.seq));
            let mut people = People::new(read);
            let mut rows = Vec::with_capacity(refusals.len());
            for refusal in refusals {
                let code = Code::from_word(&refusal.code);
                rows.push(RefusalView {
                    seq: refusal.seq,
                    document: refusal.document,
                    kind: Kind::from_number(refusal.kind),
                    message: code.zh().to_owned(),
                    message_en: code.en().to_owned(),
                    code: refusal.code,
                    by: people.person(refusal.user)?,
                    device: refusal.device,
                    received_at_ms: refusal.received_at_ms,
                });
            }
            Ok(Json(PageView { rows, next, total: None }))
        })
        .await
}
