//! What runs the core under test: two devices of one program in whatever language, asked one thing at a time.

use std::fmt;
use std::io::{BufRead, Write};

use serde_json::Value as Json;

/// What a host is asked.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)] // The words say it: a device's name, a folder, where the server listens, a name and JSON of the table.
pub enum Ask<'a> {
    /// Open the device's store in a folder, or begin one there.
    Open { device: &'a str, folder: &'a str, url: &'a str },
    /// Close it; it may be opened again.
    Close { device: &'a str },
    /// Enrol the device with a one-time code.
    Enrol { device: &'a str, url: &'a str, code: &'a str },
    /// Sync until both sides have everything.
    Sync { device: &'a str },
    /// One call of the table.
    Call { device: &'a str, name: &'a str, with: &'a str },
}

impl fmt::Display for Ask<'_> {
    /// One line: a word and what belongs to it, between tabs. JSON as we write it holds no tab and no line end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ask::Open { device, folder, url } => write!(f, "open\t{device}\t{folder}\t{url}"),
            Ask::Close { device } => write!(f, "close\t{device}"),
            Ask::Enrol { device, url, code } => write!(f, "enrol\t{device}\t{url}\t{code}"),
            Ask::Sync { device } => write!(f, "sync\t{device}"),
            Ask::Call { device, name, with } => write!(f, "call\t{device}\t{name}\t{with}"),
        }
    }
}

/// What a host answered: what the call gave, or the failure with its `code` and `fields`.
pub type Answer = Result<Json, Json>;

/// A program that runs the core.
pub trait Host {
    /// Does what is asked and answers.
    ///
    /// # Errors
    /// A host that cannot answer any more, in words; a call that failed is an answer.
    fn answer(&mut self, ask: &Ask<'_>) -> Result<Answer, String>;
}

/// A host at the other end of a pipe: a line is asked, a line is answered, `ok TAB JSON` or `failed TAB JSON`.
#[derive(Debug)]
pub struct Piped<Answers, Asked> {
    from: Answers,
    to: Asked,
}

impl<Answers: BufRead, Asked: Write> Piped<Answers, Asked> {
    /// Reads answers from one end and writes what is asked to the other.
    pub fn new(from: Answers, to: Asked) -> Self {
        Self { from, to }
    }
}

impl<Answers: BufRead, Asked: Write> Host for Piped<Answers, Asked> {
    fn answer(&mut self, ask: &Ask<'_>) -> Result<Answer, String> {
        let gone = |error: std::io::Error| format!("the host is gone: {error}");
        writeln!(self.to, "{ask}").and_then(|()| self.to.flush()).map_err(gone)?;
        let mut line = String::new();
        if self.from.read_line(&mut line).map_err(gone)? == 0 {
            return Err("the host ended".to_owned());
        }
        let strange = || format!("the host answered {line:?}");
        let (word, json) = line.trim_end_matches(['\r', '\n']).split_once('\t').ok_or_else(strange)?;
        let json: Json = serde_json::from_str(json).map_err(|_| strange())?;
        match word {
            "ok" => Ok(Ok(json)),
            "failed" => Ok(Err(json)),
            _ => Err(strange()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_line_is_asked_and_a_line_is_answered() {
        let cases: [(&str, Result<Answer, &str>); 6] = [
            ("ok\t[1]\n", Ok(Ok(json!([1])))),
            ("ok\tnull\r\n", Ok(Ok(Json::Null))),
            ("failed\t{\"code\":\"locked\"}\n", Ok(Err(json!({ "code": "locked" })))),
            ("", Err("the host ended")),
            ("ok\n", Err("the host answered \"ok\\n\"")),
            ("well\t1\n", Err("the host answered \"well\\t1\\n\"")),
        ];
        for (answer, expect) in cases {
            let mut asked = Vec::new();
            let with = json!({ "text": "一行\n又\t一行" }).to_string();
            let heard = Piped::new(answer.as_bytes(), &mut asked).answer(&Ask::Call {
                device: "a",
                name: "search.find",
                with: &with,
            });
            assert_eq!(heard, expect.map_err(str::to_owned), "{answer:?}");
            assert_eq!(String::from_utf8(asked).unwrap(), "call\ta\tsearch.find\t{\"text\":\"一行\\n又\\t一行\"}\n");
        }
    }
}
