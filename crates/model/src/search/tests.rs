//! What is found by what.

use proptest::prelude::*;

use super::*;
use crate::limits::{QUERY_CHARS_MAX, QUERY_TERMS_MAX, SEARCH_TOKENS_MAX};

fn name(text: &str) -> Vec<String> {
    let mut keys = Keys::new();
    keys.name(text);
    keys.tokens()
}

fn place(text: &str) -> Vec<String> {
    let mut keys = Keys::new();
    keys.place(text);
    keys.tokens()
}

fn number(text: &str) -> Vec<String> {
    let mut keys = Keys::new();
    keys.number(text);
    keys.tokens()
}

fn text(prose: &str) -> Vec<String> {
    let mut keys = Keys::new();
    keys.text(prose);
    keys.tokens()
}

#[test]
fn tokens_are_those_documented() {
    assert_eq!(
        name("罗守山"),
        [
            "c5b88",
            "c5b88z5c71",
            "c5c71",
            "c7f57",
            "c7f57z5b88",
            "ilss",
            "is",
            "iss",
            "pluoshoushan",
            "pshan",
            "pshoushan",
        ]
    );
    assert_eq!(number("0123-45"), ["d012345", "d12345", "d2345", "d345", "d45"]);
    assert_eq!(text("换LED灯2盏"), ["c6362", "c706f", "c76cf", "d2", "wled"]);
}

#[test]
fn names() {
    let cases: &[(&str, &[&str], &[&str])] = &[
        (
            "罗守山",
            &[
                "罗",
                "守山",
                "罗守山",
                "山",
                "luo",
                "luoshoushan",
                "lss",
                "ss",
                "s",
                "l",
                "shoushan",
                "luo shou",
                "LSS",
                "ＬＳＳ",
                "luoshou",
                "shan",
                "羅守山",
                "罗shan",
                "罗 山",
                "LuoShouShan",
                " 罗守山。",
            ],
            &["lsm", "罗山", "山守", "uo", "oushan", "王", "luom", "12", "罗守山山", "luo lsm"],
        ),
        ("羅守山", &["罗守山", "羅", "luoshoushan", "lss"], &["lsm"]),
        (
            "买买提·吐尔逊",
            &[
                "买买提•吐尔逊",
                "买买提・吐尔逊",
                "买买提.吐尔逊",
                "买买提吐尔逊",
                "買買提",
                "提·吐",
                "mmt",
                "mmttex",
                "吐尔逊",
                "tuerxun",
                "maimaititu",
            ],
            &["买吐", "mmx"],
        ),
        ("张　三", &["张三", "张 三", "張三", "zhangsan", "zs"], &["三张"]),
        ("𬭊山", &["𬭊", "𬭊山", "dushan", "ds"], &["𬬻"]),
        ("单守山", &["shanshou", "danshou", "sss", "dss"], &["dansan"]),
        ("曾守山", &["zengshou", "cengshou", "zss"], &[]),
        ("仇解", &["qiu", "chou", "qj", "qx"], &[]),
        ("区查", &["ou", "qu", "oucha", "ouzha"], &[]),
        ("万俟雪", &["moqixue", "mqx"], &[]),
        ("吕律", &["lvlv", "lülü", "lyulyu", "lulu", "ll", "lu"], &["ly u"]),
        ("张乾", &["zhangqian", "张干", "zq"], &[]),
        ("Peter王", &["pet", "peter", "peter王", "wang"], &["eter"]),
        ("ئالىم", &["ئالىم", "لىم"], &["x"]),
        ("", &["", "。"], &["罗", "l", "1"]),
    ];
    for (name_text, found_by, not_found_by) in cases {
        let tokens = name(name_text);
        for typed in *found_by {
            assert!(matches(&query(typed), &tokens), "{name_text} by {typed}: {tokens:?}");
        }
        for typed in *not_found_by {
            assert!(!matches(&query(typed), &tokens), "{name_text} not by {typed}");
        }
    }
}

#[test]
fn places_numbers_and_prose() {
    let long_place = "湖南省郴州市桂东县增口乡".repeat(8);
    let long_pinyin = "hunanshengchenzhoushiguidongxianzengkouxiang";
    let cases: &[(Vec<String>, &[&str], &[&str])] = &[
        (place("柳園鎮3组"), &["柳园镇", "柳园镇3组", "lyz", "liuyuanzhen", "zhen", "3组"], &["lyx", "4组"]),
        (place("重庆"), &["chongqing", "cq", "zhongqing"], &[]),
        (place(&long_place), &["增口乡", "zengkou", long_pinyin, "zkx"], &["zengkou zz"]),
        (
            number("139 0000-0123"),
            &["13900000123", "0123", "1390", "00001", "23", "０１２３", "139 0123"],
            &["0124", "01234"],
        ),
        (number("0735-8612345"), &["0735", "8612345", "0735-8612345", "58612"], &["0736"]),
        (number("HN-000123"), &["hn", "hn000123", "123"], &["hnx"]),
        (
            text("屋顶漏水，已报2026年危房，需5000元。LED"),
            &["屋顶", "漏水", "水", "2026", "500", "led", "le", "屋顶 5000"],
            &["wuding", "顶屋", "水已", "000", "ed"],
        ),
        (text("羅守山家的屋頂"), &["罗守山", "屋顶"], &["lss"]),
    ];
    for (tokens, found_by, not_found_by) in cases {
        for typed in *found_by {
            assert!(matches(&query(typed), tokens), "by {typed}: {tokens:?}");
        }
        for typed in *not_found_by {
            assert!(!matches(&query(typed), tokens), "not by {typed}: {tokens:?}");
        }
    }
}

#[test]
fn several_fields_are_searched_together() {
    let mut keys = Keys::new();
    keys.name("罗守山").number("13900000123").place("增口乡").text("屋顶漏水");
    let tokens = keys.tokens();
    for (typed, found) in [("罗shan 0123", true), ("lss 漏水 zkx", true), ("罗shan 0124", false), ("山139", true)]
    {
        assert_eq!(matches(&query(typed), &tokens), found, "{typed}");
    }
}

#[test]
fn long_prose_does_not_push_out_what_came_first() {
    let prose: String = ('\u{4E00}'..='\u{9FA5}').collect();
    let mut keys = Keys::new();
    keys.name("𬭊守山").text(&prose);
    let tokens = keys.tokens();
    assert_eq!(tokens.len(), SEARCH_TOKENS_MAX);
    assert!(matches(&query("𬭊守山 dss"), &tokens));
}

#[test]
fn a_query_is_bounded_and_keeps_its_beginning() {
    let distinct: String = ('\u{4E00}'..='\u{9FA5}').take(QUERY_CHARS_MAX).collect();
    let terms = query(&distinct);
    assert_eq!(terms.len(), QUERY_TERMS_MAX);
    assert_eq!(terms[0], query(&distinct.chars().take(2).collect::<String>())[0]);

    let mut repeated = "a ".repeat(QUERY_CHARS_MAX / 2);
    repeated.push('罗');
    assert_eq!(query(&repeated), query("a"));
}

/// Characters that a village's names are made of, in both forms, some with several readings.
fn any_name() -> impl Strategy<Value = String> {
    let characters = "罗羅守山单單曾仇解区區查柳园園镇鎮乾重长長行乐樂吕呂𬭊买買提吐尔爾逊遜·• \u{3000}";
    proptest::collection::vec(proptest::sample::select(characters.chars().collect::<Vec<_>>()), 1..8)
        .prop_map(|characters| characters.into_iter().collect())
}

proptest! {
    #[test]
    fn any_part_of_a_name_finds_it(text in any_name(), start in 0_usize..8, length in 1_usize..8) {
        let tokens = name(&text);
        let part: String = text.chars().skip(start).take(length).collect();
        prop_assert!(matches(&query(&part), &tokens));
        prop_assert!(matches(&query(&normalize(&part)), &tokens));
        prop_assert_eq!(name(&text.replace('·', "・")), tokens);
    }

    #[test]
    fn any_beginning_of_its_pinyin_finds_a_name(text in any_name(), letters in 1_usize..40) {
        let tokens = name(&text);
        for token in tokens.iter().filter(|token| token.starts_with(['p', 'i'])) {
            let typed: String = token.chars().skip(1).take(letters).collect();
            prop_assert!(matches(&query(&typed), &tokens));
            prop_assert!(matches(&query(&typed.to_uppercase()), &tokens));
        }
    }

    #[test]
    fn any_part_of_a_number_finds_it(digits in "[0-9]{2,20}", start in 0_usize..20, length in 2_usize..20) {
        let part: String = digits.chars().skip(start).take(length).collect();
        if part.len() >= 2 {
            prop_assert!(matches(&query(&part), &number(&digits)));
        }
    }

    #[test]
    fn any_text_gives_plain_bounded_tokens(text in any::<String>(), typed in any::<String>()) {
        let mut keys = Keys::new();
        keys.name(&text).place(&text).number(&text).text(&text);
        let tokens = keys.tokens();
        prop_assert!(tokens.len() <= SEARCH_TOKENS_MAX);
        prop_assert!(tokens.is_sorted());
        let terms = query(&typed);
        prop_assert!(terms.len() <= QUERY_TERMS_MAX);
        let sought = terms.iter().flat_map(|term| &term.any).map(|pattern| &pattern.token);
        for token in tokens.iter().chain(sought) {
            prop_assert!(token.len() >= 2, "{}", token);
            prop_assert!(token.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{}", token);
        }
        matches(&terms, &tokens);
    }
}
