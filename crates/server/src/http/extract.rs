//! Bodies and queries, read so that every refusal has the one shape of an error.

use std::error::Error as _;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody, JsonRejection};
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use http_body_util::LengthLimitError;
use serde::de::DeserializeOwned;
use tower_http::timeout::TimeoutError;

use super::error::{ApiCode, ApiError};

/// A JSON body.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            // What serde says repeats what was sent: it is not passed on.
            Err(JsonRejection::MissingJsonContentType(_)) => Err(ApiCode::UnsupportedMediaType.into()),
            Err(JsonRejection::BytesRejection(rejection)) => Err(body_error(&rejection)),
            Err(_) => Err(ApiCode::BadJson.into()),
        }
    }
}

/// A whole body as it came.
pub struct RawBody(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for RawBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        Bytes::from_request(request, state).await.map(Self).map_err(|rejection| body_error(&rejection))
    }
}

/// The parameters of a query.
pub struct QueryOf<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for QueryOf<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Query(value) =
            Query::<T>::from_request_parts(parts, state).await.map_err(|_| ApiError::from(ApiCode::BadQuery))?;
        Ok(Self(value))
    }
}

/// The length that the sender announced, if any.
pub(crate) fn announced_bytes(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn body_error(rejection: &BytesRejection) -> ApiError {
    match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => ApiCode::BodyTooLarge.into(),
        other => {
            let mut source = other.source();
            while let Some(error) = source {
                if error.is::<TimeoutError>() {
                    return ApiCode::BodyTimeout.into();
                }
                if error.is::<LengthLimitError>() {
                    return ApiCode::BodyTooLarge.into();
                }
                source = error.source();
            }
            ApiCode::BodyCut.into()
        }
    }
}
