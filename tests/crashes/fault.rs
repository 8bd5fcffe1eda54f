//! Errors and full disks at every call of every act.

use std::collections::BTreeMap;
use std::time::Instant;

use lianxin_testkit::disk::{Disk, How};

use crate::crash::{Act, Effort, Sort, Subject};
use crate::store::{Content, content, differing};

const WAYS: [How; 3] = [How::Error, How::Full, How::Broken];

/// What a disk that fails may be called. Never damage: the store is whole.
const CODES: [&str; 7] =
    ["storage", "disk_full", "cannot_open", "locked", "store_full", "store_unavailable", "disk_failed"];

/// Lets each call of each act fail and looks at what was told and what is left.
pub(crate) fn everywhere<S: Subject>(subject: &S, effort: Effort) {
    let start = Instant::now();
    let disk = Disk::new(effort.seed);
    let (mut calls, mut told) = (0, BTreeMap::new());
    let acts = &subject.run().acts;
    for (number, act) in acts.iter().enumerate() {
        let last = number.checked_sub(1).and_then(|last| acts.get(last));
        for call in 1.. {
            let ways: &[How] = match effort.is_thorough() {
                true => &WAYS,
                false => std::slice::from_ref(&WAYS[(effort.at(number, call) % 3) as usize]),
            };
            let mut reached = false;
            for how in ways {
                reached |= one(subject, &disk, (last, act, number), (call, *how), &mut told);
            }
            if !reached {
                break;
            }
            calls += ways.len();
        }
    }
    println!("{} acts, {calls} calls failed, told as {told:?}, {:.1} s", acts.len(), start.elapsed().as_secs_f64());
}

/// One call of one act fails; whether it came to that.
fn one<S: Subject>(
    subject: &S,
    disk: &Disk,
    (last, act, number): (Option<&Act>, &Act, usize),
    (call, how): (u64, How),
    told: &mut BTreeMap<String, u64>,
) -> bool {
    let about = || format!("{how:?} at call {call} of {:?}", act.name);
    disk.load(act.before.killed());
    let (answer, open) = if number == 0 {
        disk.fail_at(disk.calls() + call, how);
        match subject.open(disk) {
            Ok(open) => (Ok(()), Some(open)),
            Err(code) => (Err(code), None),
        }
    } else {
        let open = subject.open(disk).unwrap();
        subject.ready(&open);
        disk.fail_at(disk.calls() + call, how);
        (subject.act(&open, number), Some(open))
    };
    let reached = disk.has_failed();
    disk.heal();
    let open = open.unwrap_or_else(|| subject.open(disk).unwrap_or_else(|code| panic!("{code}: {}", about())));
    let there = content(disk, S::PATH);
    let same_rows = rows(&there) == rows(&act.after);
    // What chance gives is other each time.
    let whole = there == act.after || (act.sort != Sort::Whole && same_rows);
    match &answer {
        Ok(()) => assert!(whole, "answered and not there: {:?}: {}", differing(&act.after, &there), about()),
        Err(code) => {
            assert!(reached && CODES.contains(&code.as_str()), "{code}: {}", about());
            *told.entry(code.clone()).or_default() += 1;
            let none = act.sort == Sort::Parts || last.is_none_or(|last| there == last.after);
            let difference = last.map(|last| differing(&last.after, &there));
            assert!(whole || none, "half written: {difference:?}: {}", about());
        }
    }
    if !whole {
        // There is room again, and the same connection goes on.
        subject.act(&open, number).unwrap_or_else(|code| panic!("not again: {code}: {}", about()));
        let there = content(disk, S::PATH);
        let same = there == act.after || (act.sort != Sort::Whole && rows(&there) == rows(&act.after));
        assert!(same, "again, and otherwise: {:?}: {}", differing(&act.after, &there), about());
    }
    reached
}

/// How many rows each table has.
fn rows(content: &Content) -> Vec<u64> {
    content.values().map(|(count, _)| *count).collect()
}
