//! What came back over HTTP, whoever sent it.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::error::CoreError;

/// Longest message that is taken from an error answer, in characters.
const MESSAGE_CHARS_MAX: usize = 300;

/// An answer to one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// The body of an answer: protobuf, still to be judged.
    Answer(Vec<u8>),
    /// The server said no.
    Refused(ServerError),
}

/// The server's one JSON error shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerError {
    /// The HTTP status.
    pub status: u16,
    /// The word for programs.
    pub code: String,
    /// For people, in Chinese.
    pub message: String,
    /// For people, in English.
    pub message_en: String,
    /// With `counter_used`: the last counter that the server saw.
    pub counter: Option<u64>,
}

impl Reply {
    /// Reads what HTTP brought. `content_type` is the header as it came.
    ///
    /// # Errors
    /// `not_the_server` for anything that the county's server would not say: a captive portal's page, a proxy's.
    pub fn read(status: u16, content_type: Option<&str>, body: Vec<u8>) -> Result<Self, CoreError> {
        let media = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match (status, media.as_str()) {
            // An answer is sealed: a header that is missing harms nothing.
            (200, "application/x-protobuf" | "") => Ok(Reply::Answer(body)),
            (400..=599, "application/json") => {
                ServerError::read(status, &body).map(Reply::Refused).ok_or(CoreError::NotTheServer { status })
            }
            _ => Err(CoreError::NotTheServer { status }),
        }
    }
}

impl ServerError {
    fn read(status: u16, body: &[u8]) -> Option<Self> {
        let json: Json = serde_json::from_slice(body).ok()?;
        let error = json.get("error")?;
        let text = |key: &str| {
            let text = error.get(key).and_then(Json::as_str).unwrap_or_default();
            text.chars().filter(|ch| !ch.is_control()).take(MESSAGE_CHARS_MAX).collect::<String>()
        };
        let code = text("code");
        if code.is_empty() {
            return None;
        }
        let counter = error.get("details").and_then(|details| details.get("counter")).or_else(|| error.get("counter"));
        Some(Self {
            status,
            code,
            message: text("message"),
            message_en: text("message_en"),
            counter: counter.and_then(Json::as_u64),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_http_brought() {
        let error = r#"{"error":{"code":"counter_used","message":"旧","message_en":"old","details":{"counter":41}}}"#;
        let cases: [(u16, Option<&str>, &str, &str); 9] = [
            (200, Some("application/x-protobuf"), "x", "answer"),
            (200, Some("text/html; charset=utf-8"), "<html>", "not_the_server"),
            (200, None, "x", "answer"),
            (302, Some("text/html"), "", "not_the_server"),
            (409, Some("application/json"), error, "counter_used"),
            (409, Some("application/json; charset=utf-8"), error, "counter_used"),
            (502, Some("text/html"), "<html>bad gateway", "not_the_server"),
            (400, Some("application/json"), r#"{"error":"x"}"#, "not_the_server"),
            (400, Some("application/json"), r#"{"error":{"#, "not_the_server"),
        ];
        for (status, content_type, body, expected) in cases {
            let got = match Reply::read(status, content_type, body.as_bytes().to_vec()) {
                Ok(Reply::Answer(_)) => "answer".to_owned(),
                Ok(Reply::Refused(error)) => {
                    assert_eq!(error.counter, Some(41));
                    error.code
                }
                Err(error) => error.code().to_owned(),
            };
            assert_eq!(got, expected, "{status} {content_type:?} {body}");
        }
    }
}
