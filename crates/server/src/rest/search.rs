//! One search over everything that the reader may see, grouped by kind, each with why it was found.

use axum::Json;
use axum::extract::State;
use lianxin_model::catalogue;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::limits;
use lianxin_model::role::Role;
use lianxin_model::search::{self, Keys, Term, matches};
use lianxin_store::{FindQuery, Read, Row};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::masking::is_masked;
use super::params::{self, wrong};
use super::people::{People, Person};
use crate::auth::Bearer;
use crate::http::error::ApiError;
use crate::http::extract::QueryOf;
use crate::state::AppState;

/// Rows of each kind: a palette shows no more at once.
const EACH_DEFAULT: u32 = 5;
const EACH_MAX: u32 = 20;
/// Code points that are shown around what was found.
const EXCERPT_CHARS: usize = 40;
const EXCERPT_BEFORE_CHARS: usize = 12;

/// What is sought.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchParams {
    /// Words to find: names, pinyin, initials, addresses, phones, free text.
    pub q: String,
    /// Division code: only in this area and what lies in it.
    pub area: Option<String>,
    /// Rows of each kind, at most 20.
    pub each: Option<String>,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchView {
    /// By kind, in the order in which kinds are read; kinds of which nothing was found are left out.
    pub groups: Vec<SearchGroup>,
    /// The words stand in so many records that not all were looked at: more words find better.
    pub cut: bool,
}

/// What was found of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchGroup {
    /// The kind.
    pub kind: Kind,
    /// The likeliest first: those whose title holds what was typed, then the newest.
    pub rows: Vec<SearchHit>,
    /// Whether there are more.
    pub more: bool,
}

/// A record that was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchHit {
    /// Its id.
    pub id: DocId,
    /// What it is.
    pub kind: Kind,
    /// What a list shows first.
    pub title: String,
    /// The household that it belongs to.
    pub household: Option<DocId>,
    /// The name of that household's head, if the reader may see the household.
    pub household_title: Option<String>,
    /// Division code of the area that it lies in.
    pub area: Option<String>,
    /// The area's name.
    pub area_name: Option<String>,
    /// Who wrote it, where that matters.
    pub author: Option<Person>,
    /// Its day.
    pub date: Option<String>,
    /// Status of a case.
    pub status: Option<String>,
    /// The field in which it was found; none where the words stand in several.
    pub found_in: Option<FoundIn>,
}

/// Why a record was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundIn {
    /// The field.
    pub field: String,
    /// Its Chinese label.
    pub label: String,
    /// Its English label.
    pub label_en: String,
    /// The place in it; none for a field that is masked.
    pub excerpt: Option<String>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(find))
}

/// Records of every kind in the reader's scope in which all of these words stand.
#[utoipa::path(get, path = "/v1/search", operation_id = "search", tag = "search", params(SearchParams),
    security(("bearer" = [])), responses((status = 200, body = SearchView)))]
async fn find(
    State(state): State<AppState>,
    bearer: Bearer,
    QueryOf(params): QueryOf<SearchParams>,
) -> Result<Json<SearchView>, ApiError> {
    state
        .read_as(bearer, move |read, caller| {
            let scope = caller.scope(read)?;
            let typed = params.q.trim().to_owned();
            if typed.chars().count() > limits::QUERY_CHARS_MAX {
                return Err(wrong("q", "too_long"));
            }
            let terms = search::query(&typed);
            if terms.is_empty() {
                return Err(wrong("q", "nothing_to_find"));
            }
            let each = match params.each.as_deref().map(str::parse::<u32>) {
                None => EACH_DEFAULT,
                Some(Ok(each)) if (1..=EACH_MAX).contains(&each) => each,
                Some(_) => return Err(wrong("each", "out_of_range")),
            };
            let area = params.area.as_deref().map(params::area).transpose()?;
            let query = FindQuery { scope, area, terms, typed, each };
            let found = read.find(&query)?;
            let mut people = People::new(read);
            let mut groups = Vec::with_capacity(found.kinds.len());
            for of_kind in found.kinds {
                let rows = of_kind.rows.into_iter().map(|row| hit(read, &mut people, (&query, caller.user.role), row));
                let rows = rows.collect::<Result<_, _>>()?;
                groups.push(SearchGroup { kind: of_kind.kind, rows, more: of_kind.more });
            }
            Ok(Json(SearchView { groups, cut: found.cut }))
        })
        .await
}

fn hit(
    read: &dyn Read,
    people: &mut People<'_>,
    (query, role): (&FindQuery, Role),
    row: Row,
) -> Result<SearchHit, ApiError> {
    let household = match row.household.filter(|household| *household != row.id) {
        Some(household) => read.show(household, &query.scope)?.map(|household| household.title),
        None => None,
    };
    let area = row.area.as_deref().map(|code| read.area(code)).transpose()?.flatten();
    Ok(SearchHit {
        found_in: found_in(&row, &query.terms, role),
        household_title: household,
        author: row.author.map(|author| people.person(author)).transpose()?.flatten(),
        area_name: area.map(|area| area.name),
        id: row.id,
        kind: row.kind,
        title: row.title,
        household: row.household,
        area: row.area,
        date: row.date,
        status: row.status,
    })
}

/// The first field in which every word stands.
fn found_in(row: &Row, terms: &[Term], role: Role) -> Option<FoundIn> {
    let fields = catalogue::fields(row.kind).iter();
    let with_values = fields.filter_map(|field| Some((field, texts(row.record.fields.get(field.path)?))));
    let mut with_values = with_values.flat_map(|(field, texts)| texts.into_iter().map(move |text| (field, text)));
    let (field, text) = with_values.find(|(_, text)| holds(text, terms))?;
    Some(FoundIn {
        field: field.path.to_owned(),
        label: field.zh.to_owned(),
        label_en: field.en.to_owned(),
        excerpt: (!is_masked(field, role)).then(|| excerpt(&text, terms)),
    })
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values.iter().flat_map(texts).collect(),
        // The text of a step; keys of maps are ids.
        Value::Object(map) => map.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

fn holds(text: &str, terms: &[Term]) -> bool {
    let mut keys = Keys::new();
    keys.name(text).number(text).text(text);
    matches(terms, &keys.tokens())
}

/// The words around the first character from which on nothing is found any more: there the last word begins.
fn excerpt(text: &str, terms: &[Term]) -> String {
    let chars: Vec<char> = text.chars().map(|ch| if ch.is_control() { ' ' } else { ch }).collect();
    let begins = |from: usize| holds(&chars[from..].iter().collect::<String>(), terms);
    // The last place from which the rest still holds all of it; prose is long, so by halves.
    let (mut known, mut beyond) = (0, chars.len());
    while known + 1 < beyond {
        let middle = usize::midpoint(known, beyond);
        if begins(middle) { known = middle } else { beyond = middle }
    }
    let from = known.saturating_sub(EXCERPT_BEFORE_CHARS);
    let to = (from + EXCERPT_CHARS).min(chars.len());
    let shown: String = chars[from..to].iter().collect();
    format!("{}{shown}{}", if from > 0 { "…" } else { "" }, if to < chars.len() { "…" } else { "" })
}
