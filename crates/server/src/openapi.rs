//! What the OpenAPI document says of all routes alike: title, errors, tokens.

use std::borrow::Cow;

use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, ContentBuilder, Info, OpenApi, Ref, RefOr, Response, ResponseBuilder, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::http::error::{ApiCode, ErrorBody};

/// The name of the way in which a request shows its token.
const BEARER: &str = "bearer";

/// Completes the document that was gathered from the routes.
pub(crate) fn complete(document: &mut OpenApi) {
    document.info = Info::builder()
        .title("Lianxin 连心")
        .version("1")
        .description(Some(
            "What has been merged of a county's village visits, to read. Every error has the shape of `ErrorBody`.",
        ))
        .build();
    let components = document.components.get_or_insert_with(Components::new);
    let mut schemas = Vec::new();
    ErrorBody::schemas(&mut schemas);
    schemas.push((ErrorBody::name().into_owned(), ErrorBody::schema()));
    components.schemas.extend(schemas);
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    components.security_schemes.insert(BEARER.to_owned(), SecurityScheme::Http(bearer).into());
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.delete, &mut item.patch];
        for operation in operations.into_iter().flatten() {
            operation.responses.responses.insert("default".to_owned(), RefOr::T(any_error()));
        }
    }
}

fn any_error() -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("ErrorBody"))).build();
    ResponseBuilder::new().description("An error").content("application/json", content).build()
}

/// Every code with its status, for whoever writes a client.
impl PartialSchema for ApiCode {
    fn schema() -> RefOr<Schema> {
        let lines: Vec<String> = ApiCode::ALL
            .iter()
            .map(|code| format!("- `{}` ({}): {}", code.word(), code.status().as_u16(), code.en()))
            .collect();
        let words = ApiCode::ALL.iter().map(|code| code.word());
        let words = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words));
        words.description(Some(lines.join("\n"))).build().into()
    }
}

impl ToSchema for ApiCode {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("ErrorCode")
    }
}
