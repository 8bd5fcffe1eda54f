//! Why a command did nothing: a word for programs and one line for people, which says what to do.

use std::error::Error;
use std::{fmt, io};

use serde_json::{Value as Json, json};

use crate::lang::Lang;

/// Why a command did nothing.
#[derive(Debug)]
pub(crate) struct Failure {
    code: String,
    zh: String,
    en: String,
    fields: Vec<FieldFailure>,
}

/// What is wrong with one field.
#[derive(Debug)]
struct FieldFailure {
    field: String,
    code: String,
    zh: String,
    en: String,
}

/// What the commands answer.
pub(crate) type Outcome = Result<(), Failure>;

impl Failure {
    pub(crate) fn new(code: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code: code.into(), zh: zh.into(), en: en.into(), fields: Vec::new() }
    }

    /// What is wrong with a value that was typed under this name.
    pub(crate) fn field(
        mut self,
        field: impl Into<String>,
        code: impl Into<String>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        self.fields.push(FieldFailure { field: field.into(), code: code.into(), zh: zh.into(), en: en.into() });
        self
    }

    /// One field, one problem.
    pub(crate) fn of_field(field: &str, code: &str, zh: &str, en: &str) -> Self {
        Self::new("fields", "有的栏目填写不对", "some fields do not fit").field(field, code, zh, en)
    }

    /// Something of this machine cannot be read or written.
    pub(crate) fn io(what: &str, error: &io::Error) -> Self {
        let (zh, en) = match error.kind() {
            io::ErrorKind::NotFound => ("找不到，请核对路径", "not found: check the path"),
            io::ErrorKind::PermissionDenied => ("没有权限", "permission denied"),
            io::ErrorKind::StorageFull => ("磁盘已满", "the disk is full"),
            io::ErrorKind::AddrInUse => {
                ("地址已被占用，请换一个 --listen", "the address is in use: choose another --listen")
            }
            io::ErrorKind::IsADirectory => ("这是文件夹", "this is a folder"),
            _ => ("读写出错", "reading or writing failed"),
        };
        Self::new(io_code(error), format!("{what}：{zh}"), format!("{what}: {en}"))
    }

    /// The document of `--json`, in the shape of the server's errors.
    pub(crate) fn document(&self) -> Json {
        let mut error = json!({ "code": self.code, "message": self.zh, "message_en": self.en });
        if !self.fields.is_empty() {
            let fields = self.fields.iter().map(|field| {
                json!({ "field": field.field, "code": field.code, "message": field.zh, "message_en": field.en })
            });
            error["fields"] = fields.collect();
        }
        json!({ "error": error })
    }

    /// The line for people.
    pub(crate) fn line(&self, lang: Lang) -> String {
        let mut line = match lang {
            Lang::Zh => format!("错误 [{}]：{}", self.code, self.zh),
            Lang::En => format!("error [{}]: {}", self.code, self.en),
        };
        for (place, field) in self.fields.iter().enumerate() {
            let start = match (place, lang) {
                (0, Lang::Zh) => "：",
                (0, Lang::En) => ": ",
                (_, Lang::Zh) => "；",
                (_, Lang::En) => "; ",
            };
            let said = lang.pick(&field.zh, &field.en);
            line.push_str(&format!("{start}{}{}{said}", field.field, lang.pick("：", ": ")));
        }
        line
    }
}

fn io_code(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "not_found",
        io::ErrorKind::PermissionDenied => "permission_denied",
        io::ErrorKind::StorageFull => "disk_full",
        io::ErrorKind::AddrInUse => "address_in_use",
        _ => "io",
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.en)
    }
}

impl Error for Failure {}

impl From<serde_json::Error> for Failure {
    fn from(_: serde_json::Error) -> Self {
        Self::new("internal", "结果无法写成 JSON", "the result cannot be written as JSON")
    }
}

impl From<lianxin_server::admin::AdminError> for Failure {
    fn from(error: lianxin_server::admin::AdminError) -> Self {
        Self::new(error.code(), error.zh(), error.en())
    }
}

impl From<lianxin_core::CoreError> for Failure {
    fn from(error: lianxin_core::CoreError) -> Self {
        let (hint_zh, hint_en) = match error.code() {
            "not_enrolled" => ("（device enrol URL CODE）", " (device enrol URL CODE)"),
            "unknown_record" => ("，请核对编号，或先 device sync", ": check the code or id, or sync first"),
            "locked" => ("，请稍后再试", ": try again"),
            "already_there" => ("，请用 set 修改", ": change it with set"),
            _ => ("", ""),
        };
        let mut failure = Self::new(error.code(), error.zh() + hint_zh, error.en() + hint_en);
        if let lianxin_core::CoreError::Fields(problems) = &error {
            for wrong in problems {
                let problem = wrong.problem;
                failure = failure.field(wrong.field.as_str(), problem.code(), problem.zh(), problem.en());
            }
        }
        failure
    }
}

/// Errors of the demo, which gathers them from everywhere.
impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        match error.downcast::<Failure>() {
            Ok(failure) => failure,
            Err(other) => Self::new("failed", format!("没有成功：{other:#}"), format!("{other:#}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_stands_in_the_line_and_in_the_document() {
        let failure = Failure::of_field("phone", "phone_form", "电话格式不对", "not a phone number").field(
            "birth",
            "date_form",
            "日期不对",
            "not a date",
        );
        assert_eq!(failure.line(Lang::Zh), "错误 [fields]：有的栏目填写不对：phone：电话格式不对；birth：日期不对");
        assert_eq!(
            failure.line(Lang::En),
            "error [fields]: some fields do not fit: phone: not a phone number; birth: not a date"
        );
        let document = failure.document();
        assert_eq!(document["error"]["code"], "fields");
        assert_eq!(document["error"]["fields"][1]["code"], "date_form");
    }
}
