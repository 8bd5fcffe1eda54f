//! What the XML says that JUnit writes, and others that write as it does.

use super::libtest::{Report, Tally};

/// The report of a suite. One that ends badly without naming what failed has failed once, and so has one that ran nothing.
pub(super) fn verdict(suite: &str, said: &str, ok: bool) -> Report {
    let mut report = Report::default();
    for case in said.split("<testcase ").skip(1) {
        let case = format!(" {}", case.split("</testcase>").next().unwrap_or_default());
        let named = |key: &str| case.split(&format!(" {key}=\"")).nth(1).and_then(|rest| rest.split('"').next());
        if case.contains("<failure") || case.contains("<error") {
            let class = named("classname").and_then(|class| class.rsplit('.').next()).unwrap_or("?");
            report.add(Report::failure(format!("{suite}: {class}: {}", named("name").unwrap_or("?"))));
        } else if case.contains("<skipped") {
            report.tally.ignored += 1;
        } else {
            report.tally.passed += 1;
        }
    }
    if report.tally == Tally::default() {
        report.add(Report::failure(format!("{suite}: no test ran")));
    } else if !ok && report.tally.failed == 0 {
        report.add(Report::failure(format!("{suite}: ended badly")));
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suite_is_judged_by_what_it_said_and_how_it_ended() {
        let passed = r#"<testcase name="a()" classname="cn.T" time="0.1">
<system-out><![CDATA[it said so]]></system-out></testcase>"#;
        let short = r#"<testcase classname="t" name="a" time="0.1" />"#;
        let failed = r#"<testcase name="b[x]" classname="cn.lianxin.T"><failure message="no">…</failure></testcase>"#;
        let skipped = r#"<testcase name="c" classname="T"><skipped /></testcase>"#;
        let broken = r#"<testcase classname="T" name="d"><error message="no" /></testcase>"#;
        let tally = |passed, failed, ignored| Tally { passed, failed, ignored };
        let cases = [
            (vec![passed, short], true, tally(2, 0, 0), vec![]),
            (vec![passed, failed, skipped, passed], false, tally(2, 1, 1), vec!["s: T: b[x]"]),
            (vec![broken], false, tally(0, 1, 0), vec!["s: T: d"]),
            (vec![passed], false, tally(1, 1, 0), vec!["s: ended badly"]),
            (vec![], true, tally(0, 1, 0), vec!["s: no test ran"]),
        ];
        for (said, ok, expect, faults) in cases {
            let faults = faults.into_iter().map(str::to_owned).collect();
            assert_eq!(verdict("s", &said.concat(), ok), Report { tally: expect, faults }, "{said:?}");
        }
    }
}
