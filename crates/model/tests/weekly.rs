//! The words of a weekly report, from its data.
#![allow(missing_docs)]

use lianxin_model::course::Status;
use lianxin_model::ids::DocId;
use lianxin_model::weekly::{self, Data, Figures, LedgerFigure, Matter, Matters, VisitFigure};
use uuid::Uuid;

fn visits(home: u64, phone: u64) -> Vec<VisitFigure> {
    [("home", home), ("phone", phone), ("meeting", 0)]
        .map(|(kind, visits)| VisitFigure { kind: kind.into(), visits })
        .into()
}

fn ledger(ledger: &str, [registered, settled, open, overdue]: [u64; 4]) -> LedgerFigure {
    LedgerFigure { ledger: ledger.into(), registered, settled, open, overdue }
}

fn matter(number: u128, title: &str, due: Option<&str>) -> Matter {
    Matter {
        id: DocId(Uuid::from_u128(number)),
        title: title.into(),
        ledger: "hardship".into(),
        status: Status::Acting,
        place: "东村".into(),
        date: Some("2026-11-18".into()),
        due: due.map(str::to_owned),
        overdue: due.is_some(),
    }
}

#[test]
fn a_week_in_words() {
    let figures = Figures {
        visits: visits(8, 3),
        households_reached: 10,
        ledgers: vec![
            ledger("livelihood", [1, 0, 4, 0]),
            ledger("hardship", [2, 1, 3, 1]),
            ledger("dispute", [0, 0, 0, 0]),
        ],
        conflicts: 2,
    };
    let named = (0..25).map(|number| matter(number, &format!("事项{number}"), None));
    let registered = Matters { rows: named.collect(), total: 30 };
    let settled = Matters::default();
    let overdue = Matters { rows: vec![matter(1, "", Some("2026-11-20"))], total: 1 };
    let data = Data {
        area: "东乡",
        week: "2026-W47".parse().unwrap(),
        figures: &figures,
        registered: &registered,
        settled: &settled,
        overdue: &overdue,
    };
    let zh = weekly::zh(&data);
    let lines: Vec<&str> = zh.lines().collect();
    let head = [
        "东乡每周一报",
        "（2026年第47周，11月16日至11月22日）",
        "",
        "一、走访情况",
        "本周走访 11 次（入户 8 次、电话 3 次），走到 10 户。",
        "",
        "二、台账办理",
        "本周新登记 3 件，办结 1 件；目前未办结 7 件；过了期限还停在这一步的（含待反馈、待回访）1 件。",
        "民生台账：新登记 1 件，办结 0 件，未办结 4 件，超期 0 件。",
        "困难台账：新登记 2 件，办结 1 件，未办结 3 件，超期 1 件。",
        "稳定台账：新登记 0 件，办结 0 件，未办结 0 件，超期 0 件。",
        "",
        "三、本周新登记的事项",
        "1. 事项0（东村，困难，办理中）",
    ];
    assert_eq!(lines[..head.len()], head);
    let tail = [
        "20. 事项19（东村，困难，办理中）",
        "……另有 10 件。",
        "",
        "四、本周办结的事项",
        "本周没有办结的事项。",
        "",
        "五、已超期、需要抓紧的事项",
        "1. （无标题）（东村，困难，办理中，期限 2026-11-20）",
        "",
        "另有 2 份记录各方说法不一致，请了解情况的同志核实。",
    ];
    assert_eq!(lines[lines.len() - tail.len()..], tail);
    let en = weekly::en(&data);
    for line in [
        "Week 47 of 2026, 2026-11-16 to 2026-11-22",
        "Visits: 11 (home visit 8, phone call 3). Households reached: 10.",
        "All: registered 3, resolved 1, open 7, overdue 1.",
        "20. 事项19 (东村, hardship, under way)",
        "... and 10 more.",
        "1. (no title) (东村, hardship, under way, due 2026-11-20)",
        "Records in which people contradict each other: 2.",
    ] {
        assert!(en.lines().any(|found| found == line), "{line}\n{en}");
    }
}

#[test]
fn a_week_without_anything_says_so() {
    let (figures, none) = (Figures::default(), Matters::default());
    let week = "2026-W01".parse().unwrap();
    let data = Data { area: "东乡", week, figures: &figures, registered: &none, settled: &none, overdue: &none };
    let zh = weekly::zh(&data);
    for line in ["本周没有走访记录。", "本周没有新登记的事项。", "本周没有办结的事项。", "没有超期的事项。"]
    {
        assert!(zh.lines().any(|found| found == line), "{zh}");
    }
    assert!(!zh.contains("不一致") && weekly::en(&data).contains("Nothing is overdue."));
}
