//! Where a device is in the feed, and where one answer takes it.
//!
//! A round that does not fit into one answer is a phase: its end (`upto`) is fixed at its start, `after` moves through
//! the documents, and only when all are sent does `base` become `upto`. What changes meanwhile has a higher number and
//! belongs to the next phase, so nothing is skipped, whatever is written while a phone fetches for an hour.

use lianxin_model::ids::DocId;
use lianxin_sync::wire::Cursor;

/// One answer's part of the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Phase {
    /// Which life of the data.
    pub(super) epoch: u64,
    /// The device holds everything up to here.
    pub(super) base: u64,
    /// This phase sends everything up to here.
    pub(super) upto: u64,
    /// It was sent up to this document.
    pub(super) after: Option<DocId>,
    /// The numbers that the device showed mean nothing here.
    pub(super) anew: bool,
}

impl Phase {
    /// Goes on from what the device shows; `head` is the last number of the county's sequence.
    /// `repairs`: the two sides find out by themselves what differs, so that a device of another life of the data need not
    /// get everything again.
    pub(super) fn enter(cursor: Option<Cursor>, epoch: u64, head: u64, repairs: bool) -> Self {
        let start = |base| Self { epoch, base, upto: head, after: None, anew: false };
        match cursor {
            Some(_) if Self::is_of_another_life(cursor, epoch, head) => match repairs {
                true => Self { anew: true, ..start(head) },
                // Everything is sent, and what the device holds already merges into itself.
                false => start(0),
            },
            Some(Cursor { base, upto, after: Some(after), .. }) if upto > base => {
                Self { epoch, base, upto, after: Some(after), anew: false }
            }
            Some(cursor) => start(cursor.base),
            None => start(0),
        }
    }

    /// Whether what the device shows is of another life of the data, or from the future of this one: its numbers mean nothing
    /// here.
    pub(super) fn is_of_another_life(cursor: Option<Cursor>, epoch: u64, head: u64) -> bool {
        cursor.is_some_and(|cursor| cursor.epoch != epoch || cursor.base > head || cursor.upto > head)
    }

    /// Whether this answer begins the phase: what is not paged goes with it.
    pub(super) fn begins(&self) -> bool {
        self.after.is_none()
    }

    /// From where the rows that the server owns, and what was decided, are sent.
    pub(super) fn reference_base(&self) -> u64 {
        if self.anew { 0 } else { self.base }
    }

    /// The cursor of a phase of which this answer sends nothing.
    pub(super) fn unmoved(&self) -> Cursor {
        match self.after {
            Some(after) => self.paused(after),
            None => Cursor { epoch: self.epoch, base: self.base, upto: self.base, after: None },
        }
    }

    /// The cursor after everything up to `last` was sent.
    pub(super) fn paused(&self, last: DocId) -> Cursor {
        Cursor { epoch: self.epoch, base: self.base, upto: self.upto, after: Some(last) }
    }

    /// The cursor after the whole phase.
    pub(super) fn finished(&self) -> Cursor {
        Cursor { epoch: self.epoch, base: self.upto, upto: self.upto, after: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_goes_on_where_it_was() {
        let last = DocId::from_moment(7, [7; 10]);
        let cursor = |epoch, base, upto, after| Some(Cursor { epoch, base, upto, after });
        let phase = |base, after| Phase { epoch: 5, base, upto: 100, after, anew: false };
        let cases = [
            ("new", None, phase(0, None)),
            ("up to date", cursor(5, 100, 100, None), phase(100, None)),
            ("behind", cursor(5, 40, 40, None), phase(40, None)),
            ("in the middle", cursor(5, 40, 90, Some(last)), Phase { upto: 90, ..phase(40, Some(last)) }),
            ("another epoch", cursor(4, 40, 90, Some(last)), phase(0, None)),
            ("from the future", cursor(5, 101, 101, None), phase(0, None)),
            ("an end in the future", cursor(5, 40, 101, Some(last)), phase(0, None)),
            ("backwards", cursor(5, 90, 40, Some(last)), phase(90, None)),
            ("a place without an end", cursor(5, 40, 40, Some(last)), phase(40, None)),
        ];
        for (name, shown, expected) in cases {
            assert_eq!(Phase::enter(shown, 5, 100, false), expected, "{name}");
        }
        for shown in [cursor(4, 40, 90, Some(last)), cursor(5, 101, 101, None), cursor(5, 40, 101, Some(last))] {
            let expected = Phase { anew: true, ..phase(100, None) };
            assert_eq!(Phase::enter(shown, 5, 100, true), expected, "a repair tells what differs: {shown:?}");
        }
    }

    #[test]
    fn the_end_stays_while_the_county_moves_on() {
        let last = DocId::from_moment(7, [7; 10]);
        let first = Phase::enter(None, 5, 100, true);
        let second = Phase::enter(Some(first.paused(last)), 5, 250, true);
        assert_eq!((second.base, second.upto, second.begins()), (0, 100, false));
        let third = Phase::enter(Some(second.finished()), 5, 250, true);
        assert_eq!((third.base, third.upto, third.begins()), (100, 250, true));
    }
}
