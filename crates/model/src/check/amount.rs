//! Amounts of money: kept as integer fen (1/100 yuan), written in yuan or in 万元 (10,000 yuan).

use super::Problem;
use super::width::{half_width, is_digits};

pub use crate::limits::AMOUNT_FEN_MAX;

/// Digits of the whole part that can matter; longer ones are out of range in either unit.
const WHOLE_DIGITS_MAX: usize = 12;

/// Fen of an amount from 0 to [`AMOUNT_FEN_MAX`]: `1200`, `1,200.50`, `¥1200`, `500元`, `1.2万`, `2,500万元`, also in full-width
/// digits. What is finer than a fen is refused, not rounded.
pub fn amount(text: &str) -> Result<i64, Problem> {
    let written = half_width(text);
    let written = written.trim();
    if written.is_empty() {
        return Err(Problem::Blank);
    }
    let written = written.trim_start_matches(['¥', '￥']);
    let (number, decimals_max) = unit(written);
    let number = number.trim();
    let (number, negative) = match number.strip_prefix(['-', '−']) {
        Some(rest) => (rest, true),
        None => (number, false),
    };
    let (whole, decimals) = match number.split_once('.') {
        Some((whole, decimals)) if is_digits(decimals) => (whole, decimals),
        Some(_) => return Err(Problem::AmountForm),
        None => (number, ""),
    };
    let whole = ungrouped(whole).ok_or(Problem::AmountForm)?;
    if decimals.len() > decimals_max {
        return Err(Problem::AmountDecimals);
    }
    let whole = whole.trim_start_matches('0');
    if negative || whole.len() > WHOLE_DIGITS_MAX {
        return Err(Problem::AmountRange);
    }
    // As many decimals as the unit has fen: the digits written one after the other are the fen.
    let fen = format!("{whole}{decimals:0<decimals_max$}").parse::<i64>().map_err(|_| Problem::AmountRange)?;
    if fen > AMOUNT_FEN_MAX { Err(Problem::AmountRange) } else { Ok(fen) }
}

/// Fen as offices write yuan: `1,200.50`. [`amount`] reads it back.
pub fn amount_text(fen: i64) -> String {
    let yuan = (fen.unsigned_abs() / 100).to_string();
    let cents = fen.unsigned_abs() % 100;
    let mut text = String::from(if fen < 0 { "-" } else { "" });
    for (at, digit) in yuan.chars().enumerate() {
        if at > 0 && (yuan.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text}.{cents:02}")
}

/// The number without its unit, and how many decimals the unit has down to a fen.
fn unit(written: &str) -> (&str, usize) {
    if let Some(number) = written.strip_suffix("万元").or_else(|| written.strip_suffix('万')) {
        (number, 6)
    } else {
        (written.strip_suffix('元').unwrap_or(written), 2)
    }
}

/// The digits of a whole number that may have a comma at every third place; `None` if commas stand elsewhere.
fn ungrouped(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    (is_digits(first) && is_digits(&digits)).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        let cases: &[(&str, Result<i64, Problem>)] = &[
            ("0", Ok(0)),
            ("1200", Ok(120_000)),
            ("1200.5", Ok(120_050)),
            ("1,200.50", Ok(120_050)),
            ("１，２００．５０元", Ok(120_050)),
            ("¥1200", Ok(120_000)),
            ("￥ 1200 元", Ok(120_000)),
            ("0.01", Ok(1)),
            ("00012", Ok(1_200)),
            ("1.2万", Ok(1_200_000)),
            ("1.2万元", Ok(1_200_000)),
            ("2,500 万元", Ok(2_500_000_000)),
            ("0.000001万元", Ok(1)),
            ("1000000万元", Ok(AMOUNT_FEN_MAX)),
            ("10,000,000,000", Ok(AMOUNT_FEN_MAX)),
            ("10000000000.01", Err(Problem::AmountRange)),
            ("1000001万", Err(Problem::AmountRange)),
            ("99999999999999999999999999", Err(Problem::AmountRange)),
            ("999999999999万", Err(Problem::AmountRange)),
            ("-1", Err(Problem::AmountRange)),
            ("1.234", Err(Problem::AmountDecimals)),
            ("1.2345678万元", Err(Problem::AmountDecimals)),
            ("", Err(Problem::Blank)),
            ("元", Err(Problem::AmountForm)),
            ("万元", Err(Problem::AmountForm)),
            ("1.", Err(Problem::AmountForm)),
            (".5", Err(Problem::AmountForm)),
            ("1.2.3", Err(Problem::AmountForm)),
            ("1,2,3", Err(Problem::AmountForm)),
            ("1234,567", Err(Problem::AmountForm)),
            (",123", Err(Problem::AmountForm)),
            ("1 200", Err(Problem::AmountForm)),
            ("1e5", Err(Problem::AmountForm)),
            ("五百元", Err(Problem::AmountForm)),
            ("500元左右", Err(Problem::AmountForm)),
            ("--1", Err(Problem::AmountForm)),
        ];
        for (text, expected) in cases {
            assert_eq!(amount(text), *expected, "{text}");
        }
    }

    #[test]
    fn texts() {
        let cases = [
            (0, "0.00"),
            (1, "0.01"),
            (99_999, "999.99"),
            (120_050, "1,200.50"),
            (AMOUNT_FEN_MAX, "10,000,000,000.00"),
            (-120_050, "-1,200.50"),
            (i64::MIN, "-92,233,720,368,547,758.08"),
        ];
        for (fen, expected) in cases {
            assert_eq!(amount_text(fen), expected);
        }
    }
}
