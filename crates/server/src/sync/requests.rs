//! The two requests of a device, over HTTP.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use lianxin_store::Read;
use lianxin_sync::repair::Sketch;
use lianxin_sync::wire::{self, Cursor, Signer as _, VerifiedFrame, WireError};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{self, AnswerError, Wish};
use super::intake::{Declined, Taken, understands_closing};
use super::recalled::recalls;
use super::service::SyncService;
use super::writer::{Outcome, Unanswered};
use super::{Mounted, enrol};
use crate::http::error::{ApiCode, ApiError, ErrorBody};
use crate::http::extract::RawBody;
use crate::http::observe::Lean;

const PROTOBUF: &str = "application/x-protobuf";

pub(super) fn enrol_routes() -> OpenApiRouter<Mounted> {
    OpenApiRouter::new().routes(routes!(post_enrol))
}

pub(super) fn sync_routes() -> OpenApiRouter<Mounted> {
    OpenApiRouter::new().routes(routes!(post_sync))
}

/// Enrols a device.
///
/// Body and answer are the messages `EnrolRequest` and `EnrolAnswer` of `proto/lianxin/v1/sync.proto`.
#[utoipa::path(
    post, path = "/v1/enrol", tag = "sync",
    request_body(content = Vec<u8>, content_type = "application/x-protobuf"),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/x-protobuf", description = "the device is enrolled"),
        (status = 400, body = ErrorBody, description = "bad_message, body_cut"),
        (status = 401, body = ErrorBody, description = "bad_signature"),
        (status = 403, body = ErrorBody,
            description = "enrol_code_unknown, enrol_code_expired, enrol_code_used, account_closed, device_revoked"),
        (status = 409, body = ErrorBody, description = "key_taken"),
        (status = 413, body = ErrorBody, description = "body_too_large"),
        (status = 429, body = ErrorBody, description = "too_many_requests"),
    )
)]
async fn post_enrol(State(service): State<Mounted>, RawBody(body): RawBody) -> Result<Response, ApiError> {
    let now_ms = service.clock.now_ms();
    service
        .guesses
        .may_try(now_ms)
        .map_err(|seconds| ApiError::from(ApiCode::TooManyRequests).retry_after_s(i64::from(seconds)))?;
    let (store, server_key) = (service.store.clone(), service.key.public_key());
    let working = service.clone();
    let enrolled = working
        .blocking(move || {
            let request = wire::open_enrol(body).map_err(message_error)?;
            let mut write = store.write()?;
            let answer = enrol::enrol(&mut *write, &request, server_key, now_ms)?;
            write.commit()?;
            Ok(answer)
        })
        .await;
    if enrolled.as_ref().is_err_and(|error| error.code() == ApiCode::EnrolCodeUnknown) {
        service.guesses.was_wrong(now_ms);
    }
    Ok(protobuf(wire::seal_enrol_answer(&enrolled?)))
}

/// Hands in what a device wrote, and brings it what it lacks.
///
/// Body and answer are the messages `SignedFrame` and `SealedAnswer` of `proto/lianxin/v1/sync.proto`; the body is signed
/// by the device's key.
#[utoipa::path(
    post, path = "/v1/sync", tag = "sync",
    request_body(content = Vec<u8>, content_type = "application/x-protobuf"),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/x-protobuf",
            description = "everything that is not refused in the answer is merged and durable"),
        (status = 400, body = ErrorBody, description = "bad_message, body_cut, protocol_too_old, protocol_too_new"),
        (status = 401, body = ErrorBody, description = "unknown_device, bad_signature"),
        (status = 403, body = ErrorBody, description = "device_revoked, account_closed"),
        (status = 409, body = ErrorBody,
            description = "counter_used with the last counter in `details.counter`, unknown_previous"),
        (status = 413, body = ErrorBody, description = "body_too_large"),
        (status = 503, body = ErrorBody, description = "overloaded, store_unavailable"),
        (status = 507, body = ErrorBody, description = "store_full"),
    )
)]
async fn post_sync(State(service): State<Mounted>, RawBody(body): RawBody) -> Result<Response, ApiError> {
    let (frame, wish) = read_frame(&service, body).await?;
    service.admit().map_err(overloaded)?;
    let question = frame.question();
    let outcome = service.writer.write(frame).await.map_err(|unanswered| match unanswered {
        Unanswered::Busy => overloaded(service.turn_away()),
        Unanswered::Ended => ApiCode::StoreUnavailable.into(),
    })?;
    let taken = taken(outcome)?;
    let now_ms = service.clock.now_ms();
    let lacks_server_key = wish.lacks_server_key;
    let answering = service.clone();
    let body = service
        .blocking(move || {
            let mut answer = answer::compose(&*answering.store.read()?, taken, wish, now_ms).map_err(answer_error)?;
            if !answer.more {
                answer.next_seconds = answering.next_seconds(question.device);
            }
            answer.server_key = lacks_server_key.then(|| answering.key.public_key());
            wire::seal_answer(&answer, &question, &answering.key).map_err(|_| ApiCode::Internal.into())
        })
        .await?;
    Ok(match question.protocol {
        ..=1 => protobuf(body),
        // The body says itself what it is: a header would be a tenth of it.
        _ => lean(body),
    })
}

/// Reads a body and checks who signed it, off the writer and off the threads that serve connections.
async fn read_frame(service: &SyncService, body: Bytes) -> Result<(VerifiedFrame, Wish), ApiError> {
    let store = service.store.clone();
    service
        .blocking(move || {
            let frame = verified(&*store.read()?, body)?;
            let content = frame.frame();
            let cursor = Cursor::decode(&content.cursor).map_err(message_error)?;
            let sketch = match content.sketch.len() {
                0 => None,
                _ => Some(Sketch::decode(&content.sketch).map_err(message_error)?),
            };
            let wish = Wish {
                protocol: content.protocol,
                cursor,
                budget_bytes: content.budget_bytes,
                sketch,
                lacks_server_key: content.lacks_server_key,
                wants_overview: content.wants_overview,
                kinds: content.kinds,
            };
            Ok((frame, wish))
        })
        .await
}

/// A frame whose signature was checked.
pub(super) fn verified(read: &dyn Read, body: Bytes) -> Result<VerifiedFrame, ApiError> {
    let frame = wire::open_frame(body).map_err(message_error)?;
    let device = read.device(frame.device())?;
    let public_key = match (&device, frame.registration()) {
        (Some(device), _) => device.public_key,
        (None, Some(shown)) if recalls(read, frame.device(), shown)? => shown.public_key,
        (None, _) => return Err(ApiCode::UnknownDevice.into()),
    };
    let previous = match frame.previous_counter() {
        None => None,
        Some(counter) => Some(read.frame_hash(frame.device(), counter)?.ok_or(ApiCode::UnknownPrevious)?),
    };
    let frame = frame.verify(&public_key, previous.as_ref()).map_err(message_error)?;
    if device.is_some_and(|device| device.revoked_at_ms.is_some()) && !understands_closing(&frame) {
        return Err(ApiCode::DeviceRevoked.into());
    }
    Ok(frame)
}

fn overloaded(seconds: u32) -> ApiError {
    ApiError::from(ApiCode::Overloaded).retry_after_s(seconds.into())
}

fn taken(outcome: Outcome) -> Result<Taken, ApiError> {
    match outcome {
        Outcome::Taken(taken) => Ok(*taken),
        Outcome::Declined(declined) => Err(match declined {
            Declined::UnknownDevice => ApiCode::UnknownDevice.into(),
            Declined::DeviceRevoked => ApiCode::DeviceRevoked.into(),
            Declined::AccountClosed => ApiCode::AccountClosed.into(),
            Declined::CounterUsed { last } => ApiError::from(ApiCode::CounterUsed).detail("counter", last),
            Declined::UnknownPrevious => ApiCode::UnknownPrevious.into(),
            Declined::Broken => ApiCode::Internal.into(),
        }),
        Outcome::Failed(error) => Err(error.into()),
    }
}

fn message_error(error: WireError) -> ApiError {
    match error {
        WireError::TooLarge => ApiCode::BodyTooLarge,
        WireError::Cut => ApiCode::BodyCut,
        WireError::Garbage | WireError::WrongEcho | WireError::BadCursor => ApiCode::BadMessage,
        WireError::ProtocolTooOld => ApiCode::ProtocolTooOld,
        WireError::ProtocolTooNew => ApiCode::ProtocolTooNew,
        WireError::BadSignature => ApiCode::BadSignature,
    }
    .into()
}

fn answer_error(error: AnswerError) -> ApiError {
    match error {
        AnswerError::Store(error) => error.into(),
        AnswerError::Wire(error) => {
            tracing::error!(code = error.code(), "an answer could not be put together");
            ApiCode::Internal.into()
        }
    }
}

fn protobuf(body: Vec<u8>) -> Response {
    let mut response = lean(body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(PROTOBUF));
    response
}

fn lean(body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    response.extensions_mut().insert(Lean);
    response
}
