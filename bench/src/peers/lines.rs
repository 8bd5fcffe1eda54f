//! The way in which the measurement talks with every program: one JSON document a line, one answer each.

use std::io::{BufRead as _, Write as _};

use serde_json::{Value, json};

/// Answers every line with what `handle` gives for it, one after the other, until the input ends.
pub(crate) fn serve(mut handle: impl FnMut(&Value) -> Result<Value, String>) {
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { return };
        let answer =
            serde_json::from_str(&line).map_err(|error| error.to_string()).and_then(|request| handle(&request));
        let answer = match answer {
            Ok(mut answer) => {
                answer["ok"] = json!(true);
                answer
            }
            Err(error) => json!({ "ok": false, "error": error }),
        };
        let mut out = std::io::stdout().lock();
        if writeln!(out, "{answer}").and_then(|()| out.flush()).is_err() {
            return;
        }
    }
}

/// A whole number of a request.
pub(crate) fn number(request: &Value, name: &str) -> usize {
    request[name].as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or(0)
}

/// A list of whole numbers of a request.
pub(crate) fn numbers(request: &Value, name: &str) -> Vec<usize> {
    let numbers = request[name].as_array().into_iter().flatten();
    numbers.filter_map(|number| usize::try_from(number.as_u64()?).ok()).collect()
}
