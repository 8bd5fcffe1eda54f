//! Matters that townships have published, as cases of the demo: what was asked, the course, the outcome.

use anyhow::{Context as _, Result};

const PUBLISHED: &str = include_str!("../../../../data/published-matters.csv");

/// What stands for an outcome that was still to come.
const UNDER_WAY: &str = "办理中";

/// A published matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Matter {
    /// `livelihood`, `hardship`, `dispute`.
    pub(super) ledger: &'static str,
    /// A word of the catalogue's sources.
    pub(super) source: &'static str,
    pub(super) title: String,
    pub(super) text: String,
    /// The steps between accepting and resolving.
    pub(super) steps: Vec<String>,
    /// What came of it; none while it is under way.
    pub(super) outcome: Option<String>,
    pub(super) mediation: Option<Mediation>,
}

/// What a dispute came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mediation {
    /// `spoken`, `written` or `none`.
    pub(super) outcome: &'static str,
    pub(super) amount_yuan: Option<String>,
}

/// Every published matter.
pub(super) fn published() -> Result<Vec<Matter>> {
    let lines = PUBLISHED.lines().skip(1).filter(|line| !line.trim().is_empty());
    lines.map(|line| matter(line).with_context(|| format!("published-matters.csv: {line}"))).collect()
}

fn matter(line: &str) -> Result<Matter> {
    let columns: Vec<&str> = line.split(',').collect();
    let [place, source, ledger, what, course, outcome, people, households, amount_yuan] = columns.as_slice() else {
        anyhow::bail!("nine columns are expected");
    };
    let ledger = match *ledger {
        "民生" => "livelihood",
        "困难" => "hardship",
        "稳定" => "dispute",
        other => anyhow::bail!("an unknown ledger: {other}"),
    };
    let mut text = vec![(*what).to_owned()];
    for (label, value, unit) in [("涉及", people, "人"), ("涉及", households, "户"), ("金额", amount_yuan, "元")]
    {
        if !value.is_empty() {
            text.push(format!("{label}{value}{unit}"));
        }
    }
    text.push(format!("（演示：事项取自{place}公开的报道，户与人均为虚构）"));
    let under_way = is_under_way(outcome);
    let mut steps: Vec<String> = course.split_whitespace().map(str::to_owned).collect();
    if under_way && *outcome != UNDER_WAY {
        steps.push((*outcome).to_owned());
    }
    let amount_yuan = (!amount_yuan.is_empty()).then(|| (*amount_yuan).to_owned());
    Ok(Matter {
        ledger,
        source: word(source),
        title: (*what).to_owned(),
        text: text.join("。"),
        steps,
        outcome: (!under_way).then(|| (*outcome).to_owned()),
        mediation: (ledger == "dispute").then(|| Mediation { outcome: agreement(outcome), amount_yuan }),
    })
}

fn word(source: &str) -> &'static str {
    match source {
        "接待日" | "窗口" => "reception",
        "电话" => "phone",
        "意见箱" => "box",
        "专项排查" => "questionnaire",
        _ => "visit",
    }
}

/// Some of it is done at most: 解决32条 协调37条.
fn is_under_way(outcome: &str) -> bool {
    outcome == UNDER_WAY || outcome.contains("协调") && outcome.contains("解决") || outcome.starts_with("整改")
}

fn agreement(outcome: &str) -> &'static str {
    if outcome.contains("无书面协议") {
        "spoken"
    } else if outcome == UNDER_WAY {
        "none"
    } else {
        "written"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_matter_is_read() {
        let matters = published().unwrap();
        assert_eq!(matters.len(), PUBLISHED.lines().count() - 1);
        let of = |ledger| matters.iter().filter(|matter| matter.ledger == ledger).count();
        assert_eq!((of("livelihood"), of("hardship"), of("dispute")), (11, 8, 6));
        assert!(matters.iter().all(|matter| matter.title.chars().count() <= 200 && !matter.steps.is_empty()));
        assert_eq!(matters.iter().filter(|matter| matter.outcome.is_none()).count(), 3);
        let mediated = matters.iter().find(|matter| matter.title.starts_with("矛盾纠纷180件")).unwrap();
        let expected = Mediation { outcome: "written", amount_yuan: Some("1100000".to_owned()) };
        assert_eq!(mediated.mediation, Some(expected));
    }
}
