//! In which order documents leave a device: what was typed today first, then the rest, oldest first, and each only after
//! what a server must know before it.
//!
//! A weak cell lets one small frame through. What a cadre has just written is what the office asks for, and what they will
//! look for there; a backlog of weeks can wait another hour.

use std::collections::{HashMap, HashSet};

use lianxin_model::ids::DocId;

use crate::storage::outbox::Queued;

/// The documents in the order in which they leave; `today_s` is when the day began.
///
/// The household of a visit goes before it, also where the household was written weeks ago: without it the server would
/// have to refuse the visit, once a frame ends between the two.
pub(super) fn ordered(mut queue: Vec<Queued>, today_s: i64) -> Vec<Queued> {
    queue.sort_by_key(|queued| (queued.latest_s < today_s, queued.place));
    let position: HashMap<DocId, usize> = queue.iter().enumerate().map(|(at, queued)| (queued.document, at)).collect();
    let (mut order, mut seen) = (Vec::with_capacity(queue.len()), HashSet::new());
    // What a document needs goes on top of it. Whoever lies on the stack already is not put there again, so that two that
    // name each other end too.
    let mut stack: Vec<(usize, bool)> = Vec::new();
    for start in 0..queue.len() {
        stack.push((start, false));
        while let Some((at, ready)) = stack.pop() {
            if ready {
                order.push(at);
            } else if let Some(queued) = queue.get(at).filter(|_| seen.insert(at)) {
                stack.push((at, true));
                let needs = queued.needs.iter().flatten().filter_map(|needed| position.get(needed));
                stack.extend(needs.map(|needed| (*needed, false)));
            }
        }
    }
    let mut queue: Vec<Option<Queued>> = queue.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| queue.get_mut(at).and_then(Option::take)).collect()
}

#[cfg(test)]
mod tests {
    use lianxin_model::ids::Kind;

    use super::*;

    const TODAY_S: i64 = 1_795_276_800;

    fn id(number: u8) -> DocId {
        DocId::from_moment(u64::from(number), [number; 10])
    }

    /// Document, where its first edit stands, whether one of its edits is of today, what it needs.
    fn queued(&(number, place, today, needs): &(u8, i64, bool, [u8; 2])) -> Queued {
        let latest_s = if today { TODAY_S } else { TODAY_S - 1 };
        let needs = needs.map(|needed| (needed > 0).then(|| id(needed)));
        Queued { document: id(number), kind: Kind::Visit, place, latest_s, needs }
    }

    #[test]
    fn today_goes_first_and_nothing_before_what_it_needs() {
        type Row = (u8, i64, bool, [u8; 2]);
        let cases: [(&str, &[Row], &[u8]); 9] = [
            ("nothing", &[], &[]),
            ("oldest first", &[(3, 30, false, [0, 0]), (1, 10, false, [0, 0]), (2, 20, false, [0, 0])], &[1, 2, 3]),
            ("today first", &[(1, 10, false, [0, 0]), (2, 20, true, [0, 0]), (3, 30, true, [0, 0])], &[2, 3, 1]),
            (
                "today's visit takes its old household along",
                &[(1, 10, false, [0, 0]), (2, 20, false, [0, 0]), (3, 30, true, [2, 0])],
                &[2, 3, 1],
            ),
            (
                "a household that was written after its visit",
                &[(1, 10, false, [2, 0]), (2, 20, false, [0, 0])],
                &[2, 1],
            ),
            (
                "a comment, its visit, its household",
                &[(1, 10, false, [0, 0]), (2, 20, false, [1, 0]), (3, 30, true, [1, 2]), (4, 40, true, [0, 0])],
                &[1, 2, 3, 4],
            ),
            ("what is needed has nothing waiting", &[(2, 20, true, [1, 0])], &[2]),
            ("two that need each other", &[(1, 10, true, [2, 0]), (2, 20, true, [1, 0])], &[2, 1]),
            ("one that needs itself", &[(1, 10, true, [1, 1])], &[1]),
        ];
        for (name, rows, expected) in cases {
            let got: Vec<DocId> =
                ordered(rows.iter().map(queued).collect(), TODAY_S).iter().map(|queued| queued.document).collect();
            assert_eq!(got, expected.iter().map(|number| id(*number)).collect::<Vec<_>>(), "{name}");
        }
    }
}
