//! The one shape of an error, and every code in one table: status, word, what people read.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use lianxin_model::check::Problem;
use lianxin_store::StoreError;
use serde::Serialize;
use serde_json::{Map, Value as JsonValue};
use utoipa::ToSchema;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident, $status:literal, $word:literal, $zh:literal, $en:literal;)*) => {
        /// Why a request was refused. The words are part of the interface: never give one another meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ApiCode {
            $($(#[$doc])* $variant,)*
        }

        impl ApiCode {
            /// Every code.
            pub const ALL: &'static [ApiCode] = &[$(ApiCode::$variant),*];

            /// The word in the answer.
            pub fn word(self) -> &'static str {
                match self { $(ApiCode::$variant => $word,)* }
            }

            /// The status of the answer.
            pub fn status(self) -> StatusCode {
                // The table is checked by a test; a number that is no status would be a defect of it.
                StatusCode::from_u16(match self { $(ApiCode::$variant => $status,)* })
                    .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }

            /// What a user reads.
            pub fn zh(self) -> &'static str {
                match self { $(ApiCode::$variant => $zh,)* }
            }

            /// The same in English.
            pub fn en(self) -> &'static str {
                match self { $(ApiCode::$variant => $en,)* }
            }
        }
    };
}

codes! {
    /// The body is not the JSON that is expected.
    BadJson, 400, "bad_json", "请求内容的格式不正确", "the body is not the JSON that is expected";
    /// A new password that nobody may have.
    WeakPassword, 400, "weak_password", "新密码太短、太长或太容易被猜到", "the new password is too short, too long or too easy to guess";
    /// The query is not what is expected.
    BadQuery, 400, "bad_query", "查询条件不正确", "the query is not what is expected";
    /// The body ended before its announced length.
    BodyCut, 400, "body_cut", "请求内容不完整，请重试", "the body ended early; try again";
    /// The body is not the protobuf message that is expected.
    BadMessage, 400, "bad_message", "同步数据的格式不正确", "the body is not the message that is expected";
    /// The device speaks an older protocol than this server still knows.
    ProtocolTooOld, 400, "protocol_too_old", "应用版本太旧，请更新", "the app is too old for this server; update it";
    /// The device speaks a newer protocol than this server.
    ProtocolTooNew, 400, "protocol_too_new", "服务器版本太旧，请联系管理员升级", "the app is newer than this server";
    /// No token.
    TokenMissing, 401, "token_missing", "请先登录", "log in first";
    /// A token that this server did not issue, or that was altered.
    TokenInvalid, 401, "token_invalid", "登录凭证无效，请重新登录", "the token is not valid; log in again";
    /// A token whose time is over.
    TokenExpired, 401, "token_expired", "登录已过期，请刷新或重新登录", "the token has expired";
    /// The session was ended.
    SessionEnded, 401, "session_ended", "登录已结束，请重新登录", "the session has ended; log in again";
    /// A refresh token that was used up: the session is ended, somebody has a copy.
    RefreshReused, 401, "refresh_reused", "登录凭证被重复使用，为安全起见已退出，请重新登录", "a used refresh token came again; the session was ended for safety";
    /// Login and password do not fit.
    LoginFailed, 401, "login_failed", "账号或密码不正确", "the login or the password is wrong";
    /// A device that is not enrolled here.
    UnknownDevice, 401, "unknown_device", "本设备尚未登记", "the device is not enrolled here";
    /// The signature does not fit the device's key.
    BadSignature, 401, "bad_signature", "设备签名不正确", "the signature does not fit the device's key";
    /// A signed moment that is too far from now, or was used before.
    StaleSignature, 401, "stale_signature", "设备时间不正确或请求已用过", "the signed moment is too far from now, or was used before";
    /// The role may not read this.
    Forbidden, 403, "forbidden", "您没有权限查看", "your role may not read this";
    /// A cadre or collector at the console.
    UseFieldApp, 403, "use_field_app", "干部和信息员请使用手机上的连心应用", "cadres and collectors use the field app";
    /// A request to the console's session that a page of another site could have made.
    NotFromConsole, 403, "not_from_console", "请求不是由管理端页面发出的", "the request does not come from the console";
    /// The account is closed.
    AccountClosed, 403, "account_closed", "账号已停用", "the account is closed";
    /// Somebody knows the password beside its owner: another one is to be chosen first.
    PasswordToChoose, 403, "password_to_choose", "请先设置自己的新密码", "choose a password of your own first";
    /// The password of before is not the one that was typed.
    WrongPassword, 403, "wrong_password", "原密码不正确", "the password of before is wrong";
    /// A password that an administrator gave out and that was not used in time.
    PasswordExpired, 403, "password_expired", "临时密码已过期，请管理员重新发放", "the password that you were given has expired; ask the administrator for another one";
    /// The device was revoked.
    DeviceRevoked, 403, "device_revoked", "本设备已停用，请联系管理员", "the device was revoked";
    /// The person's rights do not reach so far.
    NotAllowed, 403, "not_allowed", "您没有权限做这项修改", "you may not make this change";
    /// Somebody else decides on this refused change.
    NotYourDecision, 403, "not_your_decision", "这条修改不由您决定", "somebody else decides on this change";
    /// An enrolment code that was never issued.
    EnrolCodeUnknown, 403, "enrol_code_unknown", "登记码不正确", "the enrolment code is not known";
    /// An enrolment code that is too old.
    EnrolCodeExpired, 403, "enrol_code_expired", "登记码已过期，请重新领取", "the enrolment code has expired";
    /// An enrolment code that another device used.
    EnrolCodeUsed, 403, "enrol_code_used", "登记码已被使用，请重新领取", "the enrolment code was used";
    /// No such address.
    UnknownRoute, 404, "unknown_route", "地址不存在", "there is nothing at this address";
    /// No such record, or not in the reader's scope.
    NotFound, 404, "not_found", "没有这份记录", "there is no such record";
    /// The address does not take this method.
    MethodNotAllowed, 405, "method_not_allowed", "地址不支持这种请求方式", "the address does not take this method";
    /// The body did not come in time.
    BodyTimeout, 408, "body_timeout", "请求内容传输超时，请重试", "the body did not come in time";
    /// The state that somebody was looking at is not known here.
    UnknownHeads, 409, "unknown_heads", "打开的版本与服务器不一致，请重新打开记录再提交", "the state that you were looking at is not known here: open the record again";
    /// An id that was made for something new belongs to something else.
    IdTaken, 409, "id_taken", "编号已被占用，请重新提交", "the id belongs to something else; send it again with another";
    /// The counter of a signed request was used before.
    CounterUsed, 409, "counter_used", "同步请求已处理过", "the counter of the request was used before";
    /// The batch before is not known.
    UnknownPrevious, 409, "unknown_previous", "缺少之前的同步记录", "the batch before this one is not known";
    /// The key is another person's.
    KeyTaken, 409, "key_taken", "本机密钥已登记在他人名下，请重新安装应用", "the key belongs to another person; reinstall the app";
    /// Somebody decided otherwise on this refused change.
    AlreadyDecided, 409, "already_decided", "这条修改已有处理结果", "somebody has decided on this change";
    /// The refused change can be released, not accepted or declined.
    NotInReview, 409, "not_in_review", "这条修改本身有误，只能退回重做", "something is wrong with the change itself: it can only be released";
    /// The change does not fit the record any more; its device can make it again.
    CannotBeMerged, 409, "cannot_be_merged", "这条修改已不能直接并入记录，可以退回由原设备重做", "the change does not fit the record any more: release it, and its device makes it again";
    /// Somebody saved another text of the report.
    ReportChanged, 409, "report_changed", "这份报告已有别人保存的新稿，您的文字没有丢失，请对照后再保存", "somebody saved another text of this report meanwhile; yours is not lost: compare them and save again";
    /// An administrator's operation that does not fit what is there.
    ActRefused, 409, "act_refused", "操作没有执行，原因见 details", "the operation was not done; the details say why";
    /// The body is over its limit.
    BodyTooLarge, 413, "body_too_large", "请求内容太大", "the body is over the limit";
    /// Values that do not fit their fields.
    BadFields, 422, "bad_fields", "填写的内容不符合要求", "what was entered does not fit";
    /// The record does not take the edit.
    EditRefused, 422, "edit_refused", "修改没有保存，原因见 details", "the edit was not made; the details say why";
    /// The body is of another type.
    UnsupportedMediaType, 415, "unsupported_media_type", "请求内容的类型不正确", "the body is of a type that is not taken here";
    /// More rows than a file may have.
    TooManyRows, 422, "too_many_rows", "条数超过一次能导出的上限，请缩小范围或加筛选条件后再导出", "more rows than one file may have: narrow the area, the period or the filters";
    /// Too many wrong passwords.
    LoginLocked, 423, "login_locked", "密码错误次数过多，请稍后再试", "too many wrong passwords; try again later";
    /// Too many requests of this kind at once.
    TooManyRequests, 429, "too_many_requests", "请求太频繁，请稍后再试", "too many requests; try again later";
    /// A defect of the server.
    Internal, 500, "internal", "服务器内部错误", "an error inside the server";
    /// Too many requests under way.
    Overloaded, 503, "overloaded", "服务器繁忙，请稍后再试", "the server is busy; try again later";
    /// The request took too long.
    Deadline, 503, "deadline", "服务器处理超时，请稍后再试", "the request took too long";
    /// The store cannot be read or written now.
    StoreUnavailable, 503, "store_unavailable", "数据暂时无法读写，请稍后再试", "the store cannot be read or written now";
    /// The disk is full.
    StoreFull, 507, "store_full", "服务器存储空间已满，请联系管理员", "the server's disk is full";
}

/// An error as it is answered.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", code.word())]
pub struct ApiError {
    code: ApiCode,
    fields: Vec<FieldError>,
    details: Map<String, JsonValue>,
    retry_after_s: Option<i64>,
}

/// What is wrong with one field or query parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// Its name.
    pub field: String,
    /// What is wrong with it.
    pub code: String,
    /// The same in Chinese, for what somebody entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The same in English, for what somebody entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_en: Option<String>,
}

impl ApiError {
    /// With the name of what is wrong.
    pub fn field(mut self, field: &str, code: &str) -> Self {
        let (field, code) = (field.to_owned(), code.to_owned());
        self.fields.push(FieldError { field, code, message: None, message_en: None });
        self
    }

    /// With what is wrong with a value that somebody entered.
    pub fn problem(mut self, field: &str, problem: Problem) -> Self {
        let (message, message_en) = (Some(problem.zh().to_owned()), Some(problem.en().to_owned()));
        self.fields.push(FieldError { field: field.to_owned(), code: problem.code().to_owned(), message, message_en });
        self
    }

    /// With a fact that a program acts on; nothing personal.
    pub fn detail(mut self, key: &str, value: impl Into<JsonValue>) -> Self {
        self.details.insert(key.to_owned(), value.into());
        self
    }

    /// With the seconds after which it is worth trying again.
    pub fn retry_after_s(mut self, seconds: i64) -> Self {
        self.retry_after_s = Some(seconds.max(1));
        self
    }

    /// What it says, for an answer that holds several.
    pub fn content(self) -> ErrorContent {
        ErrorContent {
            code: self.code.word().to_owned(),
            message: self.code.zh().to_owned(),
            message_en: self.code.en().to_owned(),
            fields: self.fields,
            details: self.details,
        }
    }

    /// Its code.
    pub fn code(&self) -> ApiCode {
        self.code
    }
}

impl From<ApiCode> for ApiError {
    fn from(code: ApiCode) -> Self {
        Self { code, fields: Vec::new(), details: Map::new(), retry_after_s: None }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        // The error is for the log: it names what failed, never a value.
        tracing::error!(%error, "store");
        match error {
            StoreError::Full => ApiCode::StoreFull.into(),
            StoreError::Busy => ApiError::from(ApiCode::StoreUnavailable).retry_after_s(1),
            _ => ApiCode::StoreUnavailable.into(),
        }
    }
}

/// Every error has this shape.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorBody {
    /// The error.
    pub error: ErrorContent,
}

/// What an error says.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorContent {
    /// A word for programs.
    #[schema(value_type = ApiCode)]
    pub code: String,
    /// Chinese, for people.
    pub message: String,
    /// English, for people.
    pub message_en: String,
    /// What is wrong with which field or parameter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
    /// Facts that a program acts on.
    #[serde(skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object)]
    pub details: Map<String, JsonValue>,
}

/// The code of an answered error, for the log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AnsweredCode(pub(crate) ApiCode);

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (code, retry_after_s) = (self.code, self.retry_after_s);
        let mut response = (code.status(), Json(ErrorBody { error: self.content() })).into_response();
        response.extensions_mut().insert(AnsweredCode(code));
        let headers = response.headers_mut();
        if let Some(seconds) = retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if matches!(code, ApiCode::TokenMissing | ApiCode::TokenInvalid | ApiCode::TokenExpired) {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_its_own_word_an_error_status_and_both_languages() {
        let words: BTreeSet<&str> = ApiCode::ALL.iter().map(|code| code.word()).collect();
        assert_eq!(words.len(), ApiCode::ALL.len());
        for code in ApiCode::ALL {
            let status = code.status();
            assert!(status.is_client_error() || status.is_server_error(), "{}", code.word());
            assert_eq!(status == StatusCode::INTERNAL_SERVER_ERROR, *code == ApiCode::Internal, "{}", code.word());
            assert!(code.zh().chars().any(|ch| ch > '\u{4e00}') && code.en().is_ascii(), "{}", code.word());
        }
    }
}
