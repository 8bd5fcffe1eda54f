//! Households that were registered twice: offered to those who lead, merged and parted in their own name.

use std::collections::{BTreeSet, HashMap};

use axum::Json;
use axum::extract::State;
use lianxin_model::document::Record;
use lianxin_model::duplicates::{self, Choice, Difference, Fingerprint, Links, Pair, Reason};
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::intention::Intention;
use lianxin_model::limits::{DUPLICATE_HOUSEHOLDS_MAX, DUPLICATE_PAIRS_MAX};
use lianxin_model::role::Role;
use lianxin_model::value::Value;
use lianxin_store::{ListQuery, Read, Scope, Sort};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::history::load;
use super::masking::mask_value;
use super::params::{self, RecordId, wrong};
use super::record::PageView;
use super::writing::{Writing, unfit};
use crate::auth::Bearer;
use crate::http::error::ApiError;
use crate::http::extract::{JsonBody, QueryOf};
use crate::state::AppState;

/// People of that many households are read at most: far more than a township has.
const PERSONS_MAX: u32 = DUPLICATE_HOUSEHOLDS_MAX as u32 * 12;

/// Where duplicates are looked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DuplicateParams {
    /// Division code: only in this area and what lies in it. A township at most; the reader's whole scope without it.
    pub area: Option<String>,
}

/// A household in a list of duplicates.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HouseholdBrief {
    /// Its id.
    pub id: DocId,
    /// 户编号
    pub code: Option<String>,
    /// 户主姓名
    pub head_name: Option<String>,
    /// Division code.
    pub area: Option<String>,
    /// 住址
    pub address: Option<String>,
    /// 电话
    pub phone: Option<String>,
}

/// Two records that are likely of one household.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DuplicateView {
    /// The one that would go on.
    pub survivor: HouseholdBrief,
    /// The one that would point to it.
    pub other: HouseholdBrief,
    /// Whether hardly anything else can be meant.
    pub certain: bool,
    /// Why, the strongest reason first.
    pub reasons: Vec<ReasonView>,
    /// Where both have a value, and not the same.
    pub differences: Vec<DifferenceView>,
}

/// Why two records are likely of one household.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReasonView {
    /// For programs.
    pub code: Reason,
    /// In Chinese.
    pub message: &'static str,
    /// In English.
    pub message_en: &'static str,
}

/// A place in which the two differ.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DifferenceView {
    /// The field.
    pub field: String,
    /// Its Chinese label.
    pub label: String,
    /// Its English label.
    pub label_en: String,
    /// Key within a map.
    pub key: Option<String>,
    /// What the survivor has.
    pub survivor: Value,
    /// What the other has.
    pub other: Value,
}

/// With which household, and what of it is the right value.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MergeRequest {
    /// The other household.
    pub other: DocId,
    /// Where they differ and the survivor is to take the value of the one that points to it.
    #[serde(default)]
    pub take: Vec<Choice>,
}

/// Two records of one household.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MergedView {
    /// The one that goes on.
    pub survivor: DocId,
    /// The one that points to it.
    pub other: DocId,
    /// Where both have a value and the survivor kept its own.
    pub differences: Vec<DifferenceView>,
}

/// A household after it was parted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartedView {
    /// The household that stands for itself again.
    pub id: DocId,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(merge, part))
}

/// Pairs of households in the reader's scope that are likely the same, the certain ones first; 200 at most.
#[utoipa::path(get, path = "/v1/duplicates", operation_id = "list_duplicates", tag = "duplicates",
    params(DuplicateParams), security(("bearer" = [])), responses((status = 200, body = PageView<DuplicateView>)))]
async fn list(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<DuplicateParams>,
) -> Result<Json<PageView<DuplicateView>>, ApiError> {
    state
        .read_as(bearer, move |read, caller| {
            let scope = caller.scope(read)?;
            let area = params.area.as_deref().map(params::area).transpose()?;
            let households = records(read, &scope, Kind::Household, area.clone(), DUPLICATE_HOUSEHOLDS_MAX as u32 + 1)?;
            if households.len() > DUPLICATE_HOUSEHOLDS_MAX {
                return Err(wrong("area", "too_large"));
            }
            let persons = records(read, &scope, Kind::Person, area, PERSONS_MAX)?;
            let prints = Fingerprint::of_all(&households, &persons, &links(read, &households, &persons)?);
            let pairs = duplicates::pairs(&prints);
            let total = Some(pairs.len() as u64);
            let by_id: HashMap<DocId, &Record> = households.iter().map(|record| (record.id, record)).collect();
            let rows = pairs.into_iter().take(DUPLICATE_PAIRS_MAX);
            let rows = rows.filter_map(|pair| duplicate(&by_id, pair, caller.user.role)).collect();
            Ok(Json(PageView { rows, next: None, total }))
        })
        .await
}

/// Merges two households: both records stay, one goes on and gets what only the other had. Only those who lead; cadres do it
/// on their devices.
#[utoipa::path(post, path = "/v1/households/{id}/merge", operation_id = "merge_households", tag = "duplicates",
    params(("id" = String, Path, description = "One of the two")), request_body = MergeRequest,
    security(("bearer" = [])), responses((status = 200, body = MergedView)))]
async fn merge(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
    JsonBody(request): JsonBody<MergeRequest>,
) -> Result<Json<MergedView>, ApiError> {
    state
        .edit_as(bearer, move |writing| {
            let first = standing(writing, id)?;
            let second = standing(writing, request.other)?;
            if first == second {
                let other = if id == first { request.other } else { id };
                return Ok(Json(MergedView { survivor: first, other, differences: Vec::new() }));
            }
            let record = |id| Ok::<_, ApiError>(load(writing.read(), Kind::Household, id)?.record());
            let (first, second) = (record(first)?, record(second)?);
            let plan = duplicates::plan(&first, &second, &request.take).map_err(|problems| unfit(&problems))?;
            writing.edit(Kind::Household, plan.survivor, None, &plan.copied)?;
            writing.edit(Kind::Household, plan.other, None, std::slice::from_ref(&plan.link))?;
            let role = writing.user.role;
            let differences = plan.differences.into_iter().map(|d| difference(d, role)).collect();
            Ok(Json(MergedView { survivor: plan.survivor, other: plan.other, differences }))
        })
        .await
}

/// Parts a household from the one that it was merged into. What was copied stays where it is.
#[utoipa::path(delete, path = "/v1/households/{id}/merge", operation_id = "part_households", tag = "duplicates",
    params(("id" = String, Path, description = "The one that points to another")),
    security(("bearer" = [])), responses((status = 200, body = PartedView)))]
async fn part(
    State(state): State<AppState>,
    bearer: Bearer,
    RecordId(id): RecordId,
) -> Result<Json<PartedView>, ApiError> {
    state
        .edit_as(bearer, move |writing| {
            writing.edit(Kind::Household, id, None, &[Intention::clear("merged_into")])?;
            Ok(Json(PartedView { id }))
        })
        .await
}

/// The household that stands for this one, as far as the caller may see it.
fn standing(writing: &Writing<'_>, id: DocId) -> Result<DocId, ApiError> {
    writing.row(Kind::Household, id)?;
    let survivor = writing.read().one_household(id)?.first().copied().unwrap_or(id);
    Ok(if writing.read().show(survivor, &writing.scope)?.is_some() { survivor } else { id })
}

fn records(
    read: &dyn Read,
    scope: &Scope,
    kind: Kind,
    area: Option<String>,
    limit: u32,
) -> Result<Vec<Record>, ApiError> {
    let query =
        ListQuery { scope: scope.clone(), kind: Some(kind), area, sort: Sort::Changed, limit, ..ListQuery::default() };
    Ok(read.list(&query)?.rows.into_iter().map(|row| row.record).collect())
}

/// For which listed household the people stand who hang on a record that was merged.
fn links(read: &dyn Read, households: &[Record], persons: &[Record]) -> Result<Links, ApiError> {
    let listed: BTreeSet<DocId> = households.iter().map(|household| household.id).collect();
    let named = persons.iter().filter_map(|person| person.text("household")?.parse::<DocId>().ok());
    let elsewhere: BTreeSet<DocId> = named.filter(|household| !listed.contains(household)).collect();
    let mut links = Vec::with_capacity(elsewhere.len());
    for household in elsewhere {
        let survivor = read.one_household(household)?.first().copied();
        links.extend(survivor.filter(|survivor| *survivor != household).map(|survivor| (household, survivor)));
    }
    Ok(Links::new(links))
}

fn duplicate(households: &HashMap<DocId, &Record>, pair: Pair, role: Role) -> Option<DuplicateView> {
    let (a, b) = (*households.get(&pair.a)?, *households.get(&pair.b)?);
    let plan = duplicates::plan(a, b, &[]).ok()?;
    let (survivor, other) = if plan.survivor == a.id { (a, b) } else { (b, a) };
    let reason = |code: Reason| ReasonView { code, message: code.zh(), message_en: code.en() };
    Some(DuplicateView {
        survivor: brief(survivor),
        other: brief(other),
        certain: pair.likeness.certain,
        reasons: pair.likeness.reasons.into_iter().map(reason).collect(),
        differences: plan.differences.into_iter().map(|d| difference(d, role)).collect(),
    })
}

fn difference(difference: Difference, role: Role) -> DifferenceView {
    let Difference { field, key, survivor, other } = difference;
    let known = lianxin_model::catalogue::field(Kind::Household, &field);
    let mask = |value| mask_value(Kind::Household, &field, role, value);
    DifferenceView {
        label: known.map_or_else(String::new, |known| known.zh.to_owned()),
        label_en: known.map_or_else(String::new, |known| known.en.to_owned()),
        key,
        survivor: mask(survivor),
        other: mask(other),
        field,
    }
}

fn brief(record: &Record) -> HouseholdBrief {
    let text = |path| record.text(path).map(str::to_owned);
    HouseholdBrief {
        id: record.id,
        code: text("code"),
        head_name: text("head_name"),
        area: text("area"),
        address: text("address"),
        phone: text("phone"),
    }
}
