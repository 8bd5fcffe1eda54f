//! The field catalogue and the county's categories, from which forms, reviews and exports are made.

use axum::Json;
use axum::extract::State;
use lianxin_model::catalogue::{self, EntryField, Field, Sensitivity, Shape, Write};
use lianxin_model::ids::Kind;
use lianxin_model::value::{Choice, Type};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Bearer;
use crate::http::error::ApiError;
use crate::state::AppState;

/// The catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CatalogueView {
    /// The kinds of record.
    pub kinds: Vec<KindView>,
    /// 类别, in the order of the county's list.
    pub categories: Vec<CategoryView>,
}

/// One kind of record.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KindView {
    /// The kind.
    pub kind: Kind,
    /// Its newest schema version.
    pub schema_version: u32,
    /// Its fields, in the order in which forms show them.
    pub fields: Vec<FieldView>,
}

/// One field.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldView {
    /// Its name in records.
    pub path: &'static str,
    /// Chinese label.
    pub label: &'static str,
    /// English label.
    pub label_en: &'static str,
    /// `one` value, free `text`, a `set`, a `map` or a `log` of entries.
    pub shape: &'static str,
    /// What its values, or keys of a set or map, are.
    pub value: Option<TypeView>,
    /// What the values of a map are.
    pub mapped: Option<TypeView>,
    /// What an entry of a log holds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entry: Vec<EntryFieldView>,
    /// `plain`, `personal` or `sensitive`.
    #[schema(value_type = String)]
    pub sensitivity: Sensitivity,
    /// Who may write it: `anchor` (once, at first), `holder`, `author` or `leader`.
    #[schema(value_type = String)]
    pub write: Write,
    /// The schema version that brought it.
    pub since: u32,
}

/// One value of an entry.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntryFieldView {
    /// Its name in the entry.
    pub key: &'static str,
    /// Chinese label.
    pub label: &'static str,
    /// English label.
    pub label_en: &'static str,
    /// What it is.
    pub value: TypeView,
}

/// What a value is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TypeView {
    /// `line`, `prose`, `whole`, `fen`, `date`, `phone`, `id_number`, `division`, `point`, `flag`, `choice`, `document`,
    /// `user` or `entries`.
    pub name: &'static str,
    /// The words of a choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<ChoiceView>,
    /// The kind of document that is referred to; none for any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Kind>,
}

/// One word of a choice.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChoiceView {
    /// The stored word.
    pub word: &'static str,
    /// Chinese label.
    pub label: &'static str,
    /// English label.
    pub label_en: &'static str,
}

/// One category.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CategoryView {
    /// Its stable code.
    pub code: String,
    /// Its name, which stands in records.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(show))
}

/// The field catalogue and the county's categories.
#[utoipa::path(get, path = "/v1/catalogue", operation_id = "show_catalogue", tag = "catalogue",
    security(("bearer" = [])), responses((status = 200, body = CatalogueView)))]
async fn show(State(state): State<AppState>, bearer: Bearer) -> Result<Json<CatalogueView>, ApiError> {
    let categories = state.read_as(bearer, |read, _| Ok(read.categories()?)).await?.into_iter();
    let categories = categories.map(|c| CategoryView { code: c.code, name: c.name, name_en: c.name_en }).collect();
    let kinds = Kind::ALL.into_iter().map(|kind| KindView {
        kind,
        schema_version: catalogue::schema_version(kind),
        fields: catalogue::fields(kind).iter().map(field_view).collect(),
    });
    Ok(Json(CatalogueView { kinds: kinds.collect(), categories }))
}

fn field_view(field: &Field) -> FieldView {
    let (shape, value, mapped) = match field.shape {
        Shape::One(value) => ("one", Some(value), None),
        Shape::Text => ("text", None, None),
        Shape::Set(value) => ("set", Some(value), None),
        Shape::Map(key, value) => ("map", Some(key), Some(value)),
        Shape::Log(_) => ("log", None, None),
    };
    let keys: &[EntryField] = match field.shape {
        Shape::Log(keys) => keys,
        _ => &[],
    };
    let entry = keys.iter().map(|key| EntryFieldView {
        key: key.key,
        label: key.zh,
        label_en: key.en,
        value: type_view(key.value),
    });
    FieldView {
        path: field.path,
        label: field.zh,
        label_en: field.en,
        shape,
        value: value.map(type_view),
        mapped: mapped.map(type_view),
        entry: entry.collect(),
        sensitivity: field.sensitivity,
        write: field.write,
        since: field.since,
    }
}

fn type_view(value: Type) -> TypeView {
    let (name, choices, document): (_, &[Choice], _) = match value {
        Type::Line => ("line", &[], None),
        Type::Prose => ("prose", &[], None),
        Type::Whole => ("whole", &[], None),
        Type::Fen => ("fen", &[], None),
        Type::Date => ("date", &[], None),
        Type::Phone => ("phone", &[], None),
        Type::IdNumber => ("id_number", &[], None),
        Type::Division => ("division", &[], None),
        Type::Point => ("point", &[], None),
        Type::Flag => ("flag", &[], None),
        Type::Choice(choices) => ("choice", choices, None),
        Type::Document(kind) => ("document", &[], Some(kind)),
        Type::AnyDocument => ("document", &[], None),
        Type::User => ("user", &[], None),
        Type::Entries => ("entries", &[], None),
    };
    let choices = choices.iter().map(|c| ChoiceView { word: c.word, label: c.zh, label_en: c.en }).collect();
    TypeView { name, choices, document }
}
