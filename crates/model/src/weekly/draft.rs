//! The words of a report, from its data alone: the same data gives the same words.

use super::{Data, LedgerFigure, Matter, Matters};
use crate::catalogue::{LEDGERS, VISIT_KINDS};
use crate::value::Choice;

/// Matters that a draft names; of the others it says how many there are.
const NAMED_MAX: usize = 20;

/// In Chinese, as it is read out on Monday.
pub fn zh(data: &Data<'_>) -> String {
    let (from, to) = data.week.days();
    let mut lines = vec![
        format!("{}每周一报", data.area),
        format!(
            "（{}年第{}周，{}月{}日至{}月{}日）",
            data.week.year(),
            data.week.number(),
            from.month(),
            from.day(),
            to.month(),
            to.day()
        ),
        String::new(),
        "一、走访情况".to_owned(),
        visits_zh(data),
        String::new(),
        "二、台账办理".to_owned(),
    ];
    lines.extend(ledgers_zh(data));
    lines.extend(matters_zh("三、本周新登记的事项", data.registered, "本周没有新登记的事项。"));
    lines.extend(matters_zh("四、本周办结的事项", data.settled, "本周没有办结的事项。"));
    lines.extend(matters_zh("五、已超期、需要抓紧的事项", data.overdue, "没有超期的事项。"));
    if data.figures.conflicts > 0 {
        let conflicts = data.figures.conflicts;
        lines.extend([String::new(), format!("另有 {conflicts} 份记录各方说法不一致，请了解情况的同志核实。")]);
    }
    lines.join("\n") + "\n"
}

/// The same in English.
pub fn en(data: &Data<'_>) -> String {
    let (from, to) = data.week.days();
    let mut lines = vec![
        format!("Weekly report of {}", data.area),
        format!("Week {} of {}, {from} to {to}", data.week.number(), data.week.year()),
        String::new(),
        "1. Visits".to_owned(),
        visits_en(data),
        String::new(),
        "2. Ledgers".to_owned(),
    ];
    lines.extend(ledgers_en(data));
    lines.extend(matters_en("3. Registered this week", data.registered, "Nothing was registered this week."));
    lines.extend(matters_en("4. Resolved this week", data.settled, "Nothing was resolved this week."));
    lines.extend(matters_en("5. Overdue", data.overdue, "Nothing is overdue."));
    if data.figures.conflicts > 0 {
        let conflicts = data.figures.conflicts;
        lines.extend([String::new(), format!("Records in which people contradict each other: {conflicts}.")]);
    }
    lines.join("\n") + "\n"
}

fn choice<'a>(choices: &[Choice], word: &'a str, label: impl Fn(&Choice) -> &'static str) -> &'a str {
    choices.iter().find(|choice| choice.word == word).map_or(word, |choice| label(choice))
}

fn visits_zh(data: &Data<'_>) -> String {
    let total: u64 = data.figures.visits.iter().map(|figure| figure.visits).sum();
    if total == 0 {
        return "本周没有走访记录。".to_owned();
    }
    let some = data.figures.visits.iter().filter(|figure| figure.visits > 0);
    let kinds: Vec<String> = some
        .map(|figure| format!("{} {} 次", choice(VISIT_KINDS, &figure.kind, |choice| choice.zh), figure.visits))
        .collect();
    format!("本周走访 {total} 次（{}），走到 {} 户。", kinds.join("、"), data.figures.households_reached)
}

fn visits_en(data: &Data<'_>) -> String {
    let total: u64 = data.figures.visits.iter().map(|figure| figure.visits).sum();
    if total == 0 {
        return "No visit was recorded this week.".to_owned();
    }
    let some = data.figures.visits.iter().filter(|figure| figure.visits > 0);
    let kinds: Vec<String> = some
        .map(|figure| format!("{} {}", choice(VISIT_KINDS, &figure.kind, |choice| choice.en), figure.visits))
        .collect();
    format!("Visits: {total} ({}). Households reached: {}.", kinds.join(", "), data.figures.households_reached)
}

fn ledgers_zh(data: &Data<'_>) -> Vec<String> {
    let all = data.figures.total();
    let mut lines = vec![format!(
        "本周新登记 {} 件，办结 {} 件；目前未办结 {} 件；过了期限还停在这一步的（含待反馈、待回访）{} 件。",
        all.registered, all.settled, all.open, all.overdue
    )];
    lines.extend(data.figures.ledgers.iter().map(|figure| {
        let name = choice(LEDGERS, &figure.ledger, |choice| choice.zh);
        format!(
            "{name}台账：新登记 {} 件，办结 {} 件，未办结 {} 件，超期 {} 件。",
            figure.registered, figure.settled, figure.open, figure.overdue
        )
    }));
    lines
}

fn ledgers_en(data: &Data<'_>) -> Vec<String> {
    let row = |name: &str, figure: &LedgerFigure| {
        format!(
            "{name}: registered {}, resolved {}, open {}, overdue {}.",
            figure.registered, figure.settled, figure.open, figure.overdue
        )
    };
    let mut lines = vec![row("All", &data.figures.total())];
    let ledgers = data.figures.ledgers.iter();
    lines.extend(ledgers.map(|figure| row(choice(LEDGERS, &figure.ledger, |choice| choice.en), figure)));
    lines
}

fn matters_zh(head: &str, matters: &Matters, none: &str) -> Vec<String> {
    let mut lines = vec![String::new(), head.to_owned()];
    lines.extend((1..).zip(matters.rows.iter().take(NAMED_MAX)).map(|(number, matter)| matter_zh(number, matter)));
    lines.extend(rest(matters).map(|more| format!("……另有 {more} 件。")));
    if matters.rows.is_empty() {
        lines.push(none.to_owned());
    }
    lines
}

fn matters_en(head: &str, matters: &Matters, none: &str) -> Vec<String> {
    let mut lines = vec![String::new(), head.to_owned()];
    lines.extend((1..).zip(matters.rows.iter().take(NAMED_MAX)).map(|(number, matter)| matter_en(number, matter)));
    lines.extend(rest(matters).map(|more| format!("... and {more} more.")));
    if matters.rows.is_empty() {
        lines.push(none.to_owned());
    }
    lines
}

fn rest(matters: &Matters) -> Option<u64> {
    let named = matters.rows.len().min(NAMED_MAX) as u64;
    matters.total.checked_sub(named).filter(|more| *more > 0 && named > 0)
}

fn matter_zh(number: usize, matter: &Matter) -> String {
    let ledger = choice(LEDGERS, &matter.ledger, |choice| choice.zh);
    let due = matter.due.as_ref().map(|due| format!("，期限 {due}")).unwrap_or_default();
    let title = if matter.title.is_empty() { "（无标题）" } else { &matter.title };
    format!("{number}. {title}（{}，{ledger}，{}{due}）", matter.place, matter.status.zh())
}

fn matter_en(number: usize, matter: &Matter) -> String {
    let ledger = choice(LEDGERS, &matter.ledger, |choice| choice.en);
    let due = matter.due.as_ref().map(|due| format!(", due {due}")).unwrap_or_default();
    let title = if matter.title.is_empty() { "(no title)" } else { &matter.title };
    format!("{number}. {title} ({}, {ledger}, {}{due})", matter.place, matter.status.en())
}

impl super::Figures {
    /// The three ledgers together.
    pub fn total(&self) -> LedgerFigure {
        self.ledgers.iter().fold(LedgerFigure::default(), |sum, figure| LedgerFigure {
            ledger: String::new(),
            registered: sum.registered + figure.registered,
            settled: sum.settled + figure.settled,
            open: sum.open + figure.open,
            overdue: sum.overdue + figure.overdue,
        })
    }
}
