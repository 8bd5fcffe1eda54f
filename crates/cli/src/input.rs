//! What comes from standard input and from files.

use std::fs::File;
use std::io::{self, IsTerminal as _, Read, Write as _};
use std::path::Path;

use crate::console::Console;
use crate::failure::Failure;
use crate::lang::Lang;

/// Bytes of a text from standard input: more than any field holds, so that what is too long is said by the field.
const TEXT_BYTES_MAX: u64 = 256 * 1024;
/// Bytes of a file to import; the importer's own limit is lower.
const FILE_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Bytes of a password from standard input.
const PASSWORD_BYTES_MAX: u64 = 4096;

/// The text of an argument; `-` reads standard input.
///
/// # Errors
/// Standard input cannot be read, is too long or is not UTF-8.
pub(crate) fn text(argument: &str) -> Result<String, Failure> {
    if argument != "-" {
        return Ok(argument.to_owned());
    }
    let text = utf8(limited(io::stdin().lock(), TEXT_BYTES_MAX, "standard input")?)?;
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}

/// As [`text`], for an argument that may be missing.
///
/// # Errors
/// As [`text`].
pub(crate) fn optional_text(argument: Option<&str>) -> Result<Option<String>, Failure> {
    argument.map(text).transpose()
}

/// A new password: asked for without echo on a terminal, twice; else the first line of standard input.
///
/// # Errors
/// Standard input cannot be read, or the two differ.
pub(crate) fn password(lang: Lang) -> Result<String, Failure> {
    secret_twice(lang, lang.pick("新密码：", "New password: "))
}

/// A new passphrase, as [`password`].
///
/// # Errors
/// As [`password`].
pub(crate) fn new_passphrase(lang: Lang) -> Result<String, Failure> {
    secret_twice(lang, lang.pick("口令（至少 8 个字符）：", "Passphrase (at least 8 characters): "))
}

/// The passphrase of a file: asked for without echo on a terminal; else the first line of standard input.
///
/// # Errors
/// Standard input cannot be read.
pub(crate) fn passphrase(lang: Lang) -> Result<String, Failure> {
    secret(lang.pick("文件的口令：", "Passphrase of the file: "))
}

fn secret(prompt: &str) -> Result<String, Failure> {
    if !io::stdin().is_terminal() {
        let text = utf8(limited(io::stdin().lock(), PASSWORD_BYTES_MAX, "standard input")?)?;
        return Ok(text.lines().next().unwrap_or_default().to_owned());
    }
    rpassword::prompt_password(prompt).map_err(|error| Failure::io("terminal", &error))
}

fn secret_twice(lang: Lang, prompt: &str) -> Result<String, Failure> {
    let first = secret(prompt)?;
    if io::stdin().is_terminal() && first != secret(lang.pick("再输入一次：", "Once more: "))? {
        return Err(Failure::new(
            "passwords_differ",
            "两次输入的密码不同，请重新输入",
            "the two passwords differ: try again",
        ));
    }
    Ok(first)
}

/// Asks before what cannot be undone; without a terminal the command has to say `--yes`.
///
/// # Errors
/// `not_confirmed`; the terminal cannot be read or written.
pub(crate) fn confirm(console: Console, zh: &str, en: &str) -> Result<(), Failure> {
    if !console.is_terminal() || !io::stdin().is_terminal() {
        return Err(Failure::new(
            "not_confirmed",
            format!("{zh}请加 --yes 确认"),
            format!("{en} Add --yes to confirm"),
        ));
    }
    let question = console.lang().pick(zh, en);
    let asked = write!(io::stdout(), "{question} [y/N] ").and_then(|()| io::stdout().flush());
    asked.map_err(|error| Failure::io("standard output", &error))?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).map_err(|error| Failure::io("standard input", &error))?;
    match answer.trim() {
        "y" | "Y" | "yes" | "是" => Ok(()),
        _ => Err(Failure::new("not_confirmed", "什么都没做", "nothing was done")),
    }
}

/// The bytes of a file.
///
/// # Errors
/// The file cannot be read or is too large.
pub(crate) fn file(path: &Path) -> Result<Vec<u8>, Failure> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| Failure::io(&name, &error))?;
    limited(file, FILE_BYTES_MAX, &name)
}

fn limited(source: impl Read, bytes_max: u64, name: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    source.take(bytes_max + 1).read_to_end(&mut bytes).map_err(|error| Failure::io(name, &error))?;
    if bytes.len() as u64 > bytes_max {
        return Err(Failure::new("too_large", format!("{name}：内容太大"), format!("{name}: too large")));
    }
    Ok(bytes)
}

fn utf8(bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes)
        .map_err(|_| Failure::new("not_utf8", "输入的内容不是 UTF-8 文字", "the input is not UTF-8"))
}
