//! What people typed, and what became of it: the checker's own book.

use std::collections::BTreeMap;

use lianxin_model::ids::DocId;

/// What became of an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// On its phone, which says that it waits.
    Waiting,
    /// The phone says that the server has it.
    Acknowledged,
    /// The phone shows it with the reason.
    Aside { code: String, state: String },
    /// The person let it go.
    Dismissed,
    /// Its phone was lost, or put back to before it, while it waited there: nobody promised more.
    Lost,
    /// Its phone was shut out and handed it in: it is merged, or kept for somebody's word.
    HandedIn,
}

/// One change that one edit made.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    pub(super) phone: usize,
    pub(super) document: DocId,
    /// Words that stand nowhere else.
    pub(super) tokens: Vec<String>,
    /// Under which the phone last had it.
    pub(super) hash: [u8; 32],
    pub(super) fate: Fate,
}

/// The book.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) edits: Vec<Edit>,
    words: u32,
}

impl Ledger {
    /// A word that stands nowhere else.
    pub(super) fn word(&mut self) -> String {
        self.words += 1;
        format!("q{:07}z", self.words)
    }

    /// How often each word should stand in the county at least and at most, by what became of the edits that brought it.
    /// A county that was put back to an older copy may have lost what it had accepted after all, and get it from others. A phone
    /// that was put back may have handed an edit in twice, each life its own: of two reviews one can be accepted and the
    /// other declined.
    pub(super) fn expected(&self, put_back: impl Fn(&Edit) -> bool) -> BTreeMap<&str, (u32, u32)> {
        let mut expected: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
        for edit in &self.edits {
            let (least, most) = match edit.fate {
                Fate::Acknowledged => (1, 1),
                // What a person let go, whoever was asked may have accepted all the same.
                Fate::Waiting | Fate::Lost | Fate::HandedIn | Fate::Dismissed => (0, 1),
                Fate::Aside { .. } => (0, u32::from(put_back(edit))),
            };
            for token in &edit.tokens {
                // Who takes a value over from somebody else may find it there already.
                let counts = expected.entry(token).or_insert((least, 0));
                counts.1 += most;
            }
        }
        expected
    }
}

/// The words of [`Ledger::word`] in a text, each once.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (start, _) in text.match_indices('q') {
        let word = text.get(start..start + 9).filter(|word| {
            let digits = &word.as_bytes()[1..8];
            word.ends_with('z') && digits.iter().all(u8::is_ascii_digit)
        });
        found.extend(word.filter(|word| !found.iter().any(|known| known == word)).map(str::to_owned));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_again() {
        let mut ledger = Ledger::default();
        let (one, two) = (ledger.word(), ledger.word());
        assert_eq!(tokens(&format!("院里{one}有狗q123z。{two} {one}")), [one, two]);
        assert!(tokens("qqqqqqqqqz 罗守山 q000000é").is_empty());
    }
}
