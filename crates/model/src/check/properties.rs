//! What holds for text of any content.

use jiff::civil::Date;
use proptest::prelude::*;

use super::*;

/// Any text at all, and text that is nearly a value.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9０-９Xx\\-+. ,年月日号万元¥/（）\u{3000}]{0,24}",
        "[0-9]{12,18}",
        "[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?",
    ]
}

fn any_day() -> impl Strategy<Value = Date> {
    (1900_i16..=2200, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| jiff::civil::date(year, month, day))
}

proptest! {
    #[test]
    fn nothing_panics_and_what_passes_is_stable(text in any_text(), today in any_day()) {
        if let Ok(id) = id_number(&text, today) {
            prop_assert!(id.birth <= today);
            let again = id_number(&id.number, today);
            prop_assert_eq!(again.as_ref(), Ok(&id));
        }
        if let Ok(place) = division(&text) {
            let again = division(place.code());
            prop_assert_eq!(again.as_ref(), Ok(&place));
            if let Some(parent) = place.parent() {
                let again = division(parent.code());
                prop_assert_eq!(again.as_ref(), Ok(&parent));
                prop_assert!(parent.contains(&place) && !place.contains(&parent));
            }
        }
        if let Ok(number) = phone(&text) {
            let again = phone(&number.number);
            prop_assert_eq!(again.as_ref(), Ok(&number));
        }
        if let Ok(day) = date(&text, Some(today)) {
            prop_assert!(day <= today);
            prop_assert_eq!(date(&day.to_string(), Some(today)), Ok(day));
        }
        if let Ok(fen) = amount(&text) {
            prop_assert!((0..=AMOUNT_FEN_MAX).contains(&fen));
        }
        if let Ok(same) = line(&text) {
            prop_assert_eq!(same, text.as_str());
            prop_assert_eq!(prose(&text), Ok(text.as_str()));
        }
        check_digit(&text);
    }

    #[test]
    fn a_mask_never_shows_a_birth_date_or_most_of_a_phone(text in any_text()) {
        let shown = mask_id_number(&text);
        prop_assert!(shown.chars().filter(|ch| *ch != '*').count() <= 10);
        prop_assert!(shown.chars().skip(6).take(6).all(|ch| ch == '*'));
        prop_assert!(mask_phone(&text).chars().filter(|ch| *ch != '*').count() <= 9);
    }

    #[test]
    fn a_single_wrong_digit_is_found(first_17 in "000000(19[5-9][0-9]|200[0-9])0[1-9](0[1-9]|1[0-9]|2[0-8])[0-9]{3}", at in 14_usize..17, by in 1_u8..10) {
        let today = jiff::civil::date(2026, 11, 22);
        let mut number = first_17.clone();
        number.extend(check_digit(&first_17));
        prop_assert!(id_number(&number, today).is_ok());
        let wrong = (number.as_bytes()[at] - b'0' + by) % 10;
        number.replace_range(at..=at, &wrong.to_string());
        prop_assert_eq!(id_number(&number, today), Err(Problem::IdNumberCheckDigit));
    }

    #[test]
    fn amounts_read_back(fen in 0..=AMOUNT_FEN_MAX) {
        prop_assert_eq!(amount(&amount_text(fen)), Ok(fen));
    }
}
