//! Mistakes that can be planted, to see whether the suites notice them: `cargo xtask sensitivity`, docs/reliability.md.
//!
//! Each is a place in the product that asks [`planted`]. Without the feature `mistakes`, which only that command turns on,
//! the answer is a constant `false`, and the compiler leaves nothing of the question. With it, the environment names the
//! one mistake that the program makes.

#[cfg(all(feature = "mistakes", not(debug_assertions)))]
compile_error!("what makes mistakes is for `cargo xtask sensitivity` alone, and never for people");

macro_rules! mistakes {
    ($($name:ident = $word:literal, $about:literal;)+) => {
        /// A mistake.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Mistake {
            $(#[doc = $about] $name,)+
        }

        impl Mistake {
            /// Every mistake.
            pub const ALL: &'static [Mistake] = &[$(Mistake::$name,)+];

            /// Its word.
            pub fn word(self) -> &'static str {
                match self { $(Mistake::$name => $word,)+ }
            }

            /// What goes wrong.
            pub fn about(self) -> &'static str {
                match self { $(Mistake::$name => $about,)+ }
            }
        }
    };
}

mistakes! {
    AnswersBeforeCommit = "answers-before-commit", "The server answers every fourth frame of a device without having committed it.";
    KeepsNoRefusal = "keeps-no-refusal", "What the server refuses it does not keep.";
    TellsNoRefusal = "tells-no-refusal", "What the server refuses it does not name in its answer.";
    TellsNoDecision = "tells-no-decision", "What was decided on a refused change is told to nobody.";
    TellsNothingLeft = "tells-nothing-left", "A device is not told which documents left its scope.";
    RefusesWhatItHas = "refuses-what-it-has", "A change that comes again is refused as if another stood in its place.";
    TakesFramesAgain = "takes-frames-again", "A frame that came before is taken in again.";
    TrustsAnyActor = "trusts-any-actor", "A device may write as any actor.";
    SkipsTheRules = "skips-the-rules", "What a change does to its document is not judged by the rules of its kind.";
    WritesBeyondScope = "writes-beyond-scope", "A device may write to documents outside its scope.";
    MergesFromTheShutOut = "merges-from-the-shut-out", "What a device hands in after it was shut out is merged.";
    BelievesAnyVoucher = "believes-any-voucher", "What somebody vouches for is taken, whoever made the voucher.";
    RecallsAnyDevice = "recalls-any-device", "A device that shows a registration is known again, whoever made it.";
    KeepsNoVoucher = "keeps-no-voucher", "A device keeps no voucher for what it is sent.";
    LeavesReviewsForgotten = "leaves-reviews-forgotten", "What waits for somebody's word is not handed in again to a county that forgot it.";
    ForgetsWhatOnlyItHolds = "forgets-what-only-it-holds", "A device that was shut out does not give back what a restored county lost.";
    ReadsAfterTheEnd = "reads-after-the-end", "An assignment that has ended still brings changes.";
    LeavesMembersBehind = "leaves-members-behind", "Where a household moves, what belongs to it stays in its old place.";
    ForgetsWhereItWas = "forgets-where-it-was", "Where a document moves, its old place is not kept for those who lose it.";
    RowStays = "row-stays", "The county's row of a record stays as it was when the record is edited.";
    SearchForgets = "search-forgets", "New words of a record are not found in the county's search.";
    CursorSkips = "cursor-skips", "An answer that did not hold all is given the cursor of one that did.";
    DropsTheLast = "drops-the-last", "The last document of an answer is left out, and counted as sent.";
    ServerSyncsSeldom = "server-syncs-seldom", "The server's store does not sync each commit to the disk.";
    ForgetsWhatItSends = "forgets-what-it-sends", "A device takes what it sends for acknowledged.";
    TakesAnyAnswer = "takes-any-answer", "A device takes in answers that the server did not sign for its question.";
    TakesForks = "takes-forks", "A second change under the number of another one is not refused for that.";
    CountsInMemory = "counts-in-memory", "The counter of a frame is not kept before the frame is sent.";
    DropsTheRefused = "drops-the-refused", "An edit that was refused vanishes from its device.";
    LeavesTooSoon = "leaves-too-soon", "A document that left the scope is removed with what waits in it.";
    PhoneRowStays = "phone-row-stays", "A device's row of a record stays as it was when changes come.";
    WholeForgetsWaiting = "whole-forgets-waiting", "A whole document that comes takes the place of what waits in it.";
    LosesTheReleased = "loses-the-released", "An edit that was released vanishes instead of being made again.";
    NeverForgets = "never-forgets", "A device that was shut out keeps what it holds.";
    JournalRemembers = "journal-remembers", "A device that was shut out keeps what it held in its journal.";
    EditInTwo = "edit-in-two", "A device writes a change in one transaction and its place in the queue in the next.";
    DeviceSyncsSeldom = "device-syncs-seldom", "A device's store does not sync each commit to the disk.";
    WritesOver = "writes-over", "An edit is made on the newest state, and not on what the person was looking at.";
}

/// Names the mistake that a program with the feature makes.
pub const ENVIRONMENT: &str = "LIANXIN_MISTAKE";

/// Whether this program makes that mistake.
#[cfg(not(feature = "mistakes"))]
#[inline(always)]
pub const fn planted(_: Mistake) -> bool {
    false
}

/// Whether this program makes that mistake.
///
/// # Panics
/// Where the environment names a mistake that there is not: a check that plants nothing would prove nothing.
#[cfg(feature = "mistakes")]
pub fn planted(mistake: Mistake) -> bool {
    static PLANTED: std::sync::OnceLock<Option<Mistake>> = std::sync::OnceLock::new();
    let known =
        |word: String| Mistake::ALL.iter().copied().find(|it| it.word() == word).expect("a mistake that there is");
    *PLANTED.get_or_init(|| std::env::var(ENVIRONMENT).ok().filter(|word| !word.is_empty()).map(known)) == Some(mistake)
}
