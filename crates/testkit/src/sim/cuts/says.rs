//! What requests and answers say: every kind of message that there is, read out of their bytes.

use std::collections::BTreeSet;

use lianxin_core::feed::{ENROL_PATH, Reply, read_reply};
use lianxin_store::{SqliteStore, Store as _};
use lianxin_sync::Code;
use lianxin_sync::compact::is_stub;
use lianxin_sync::wire::{self, Answer, DeviceFrame, Fate, MemoryKey, Question, Signer as _};

use super::super::server::{Answer as Came, Arrival};

macro_rules! says {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// One thing that a request or an answer can say.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Says {
            $($(#[$doc])* $name,)*
        }

        impl Says {
            /// Everything that can be said.
            pub const ALL: &[Says] = &[$(Says::$name),*];
        }
    };
}

says! {
    /// A new phone shows its code.
    EnrolCode,
    /// A request of protocol 1.
    FrameOfProtocol1,
    /// A request of protocol 2.
    FrameOfProtocol2,
    /// It follows none, and its sender has seen nothing yet.
    FirstFrame,
    /// It follows none, although its sender has seen answers: the server no longer has them.
    ChainBegunAnew,
    /// It hands nothing in.
    Asks,
    /// It hands in edits, without what the server knows of them.
    EditsAsStubs,
    /// It hands in edits of protocol 2 whole.
    EditsWhole,
    /// Its sender was restored from a copy.
    LaterInstall,
    /// It carries a sketch of what its sender holds.
    Sketch,
    /// It shows the county's word for what it hands in.
    Vouchers,
    /// It shows the county's word that its sender was enrolled.
    Registration,
    /// Its sender does not know the server's key.
    LacksServerKey,
    /// Its sender would like facts before histories.
    WantsOverview,
    /// A phone is enrolled.
    Enrolled,
    /// A phone is not enrolled.
    EnrolmentRefused,
    /// A counter was used.
    CounterUsed,
    /// It follows what the server does not have.
    UnknownPrevious,
    /// Nobody knows this device.
    UnknownDevice,
    /// The account was closed, or the device was shut out and would not understand the answer that says so.
    ShutOutUntold,
    /// Edits that were handed in are held.
    Acknowledged,
    /// An edit is refused.
    Refused,
    /// An edit waits for somebody's word.
    InReview,
    /// An edit is to be sent again, whole.
    Unresolved,
    /// A refused edit was taken after all.
    Accepted,
    /// It is not wanted.
    Declined,
    /// It may be made again.
    Released,
    /// A document left the scope.
    Left,
    /// Changes of documents that are held.
    Changes,
    /// Whole documents.
    Pack,
    /// Facts ahead of the documents.
    Overview,
    /// What the office keeps.
    Reference,
    /// More is to come.
    More,
    /// What should be held now.
    Digest,
    /// The server lacks what the sketch has.
    Unknown,
    /// The sketch was too small.
    LargerSketch,
    /// The device was shut out.
    Closed,
    /// The county was put back to before what the phone has seen of it.
    Restored,
    /// For some days others' edits are taken, too.
    Recovering,
    /// The county vouches for what it sends.
    Vouched,
    /// The server's key.
    ServerKey,
}

/// What a request and its answer say, with the county as it is when both have been.
pub(in crate::sim) fn of_exchange(store: &SqliteStore, arrival: &Arrival, came: &Came) -> BTreeSet<Says> {
    let mut says = BTreeSet::new();
    if arrival.path == ENROL_PATH {
        let enrolled = came.status == 200;
        says.extend([Says::EnrolCode, if enrolled { Says::Enrolled } else { Says::EnrolmentRefused }]);
        return says;
    }
    let (content_type, retry_after) = (came.content_type.as_deref(), came.retry_after.as_deref());
    let reply = read_reply(came.status, content_type, retry_after, came.body.to_vec());
    let asked = asked(store, arrival);
    match &asked {
        Some(Ok((frame, _))) => of_frame(frame, &mut says),
        // What it follows is not there, and so its changes cannot be read.
        Some(Err(protocol)) => says.extend([of_protocol(*protocol)]),
        None => {}
    }
    match (reply, asked) {
        (Ok(Reply::Refused(error)), _) => says.extend(of_code(&error.code)),
        (Ok(Reply::Answer(body)), Some(Ok((frame, question)))) => {
            let secret = store.read().ok().and_then(|read| read.county().ok()?.server_secret);
            let key = secret.map(|secret| MemoryKey::from_secret(&secret).public_key());
            let (answer, _) = wire::open_answer(body, &question, key.as_ref()).expect("an answer can be read");
            of_answer(&frame, answer, &mut says);
        }
        _ => {}
    }
    says
}

/// The frame of a request, where its device is known; its protocol alone where no more can be read.
fn asked(store: &SqliteStore, arrival: &Arrival) -> Option<Result<(DeviceFrame, Question), u32>> {
    let frame = wire::open_frame(arrival.body.clone()).ok()?;
    let read = store.read().ok()?;
    let device = read.device(frame.device()).ok()??;
    let previous = frame.previous_counter().and_then(|counter| read.frame_hash(device.id, counter).ok().flatten());
    let protocol = frame.protocol();
    let verified = frame.verify(&device.public_key, previous.as_ref());
    Some(verified.map(|it| (it.frame().clone(), it.question())).map_err(|_| protocol))
}

fn of_protocol(protocol: u32) -> Says {
    if protocol == 1 { Says::FrameOfProtocol1 } else { Says::FrameOfProtocol2 }
}

fn of_code(code: &str) -> Option<Says> {
    match code {
        "counter_used" => Some(Says::CounterUsed),
        "unknown_previous" => Some(Says::UnknownPrevious),
        "unknown_device" => Some(Says::UnknownDevice),
        "account_closed" | "device_revoked" => Some(Says::ShutOutUntold),
        _ => None,
    }
}

fn of_frame(frame: &DeviceFrame, says: &mut BTreeSet<Says>) {
    // Every field, so that a new one asks for its kind here.
    let DeviceFrame {
        protocol,
        device: _,
        counter: _,
        install,
        previous,
        cursor,
        budget_bytes: _,
        batches,
        clock_ms: _,
        sketch,
        lacks_server_key,
        wants_overview,
        kinds: _,
        vouchers,
        registration,
    } = frame;
    let changes = || batches.iter().flat_map(|batch| &batch.changes);
    let first = previous.is_none() && cursor.is_empty();
    let found = [
        (true, of_protocol(*protocol)),
        (first, Says::FirstFrame),
        (previous.is_none() && !first, Says::ChainBegunAnew),
        (batches.is_empty(), Says::Asks),
        (changes().any(|change| is_stub(change)), Says::EditsAsStubs),
        (*protocol == 2 && changes().any(|change| !is_stub(change)), Says::EditsWhole),
        (*install > 1, Says::LaterInstall),
        (!sketch.is_empty(), Says::Sketch),
        (!vouchers.is_empty(), Says::Vouchers),
        (registration.is_some(), Says::Registration),
        (*lacks_server_key, Says::LacksServerKey),
        (*wants_overview, Says::WantsOverview),
    ];
    says.extend(found.into_iter().filter(|(is_said, _)| *is_said).map(|(_, it)| it));
}

fn of_answer(frame: &DeviceFrame, answer: Answer, says: &mut BTreeSet<Says>) {
    let Answer {
        refusals,
        left,
        deltas,
        pack,
        reference,
        cursor: _,
        more,
        server_time_ms: _,
        digest,
        next_seconds: _,
        outcomes,
        closed,
        overview,
        unknown,
        recovering,
        sketch_cells,
        server_key,
        vouchers,
        restored,
    } = answer;
    let handed_in: usize = frame.batches.iter().map(|batch| batch.changes.len()).sum();
    let refused = |of: fn(&Code) -> bool| refusals.iter().any(|refusal| of(&refusal.code));
    let decided = |fate| outcomes.iter().any(|outcome| outcome.fate == fate);
    let found = [
        (handed_in > refusals.len(), Says::Acknowledged),
        (refused(|code| !code.asks_for_review() && *code != Code::Unresolved), Says::Refused),
        (refused(Code::asks_for_review), Says::InReview),
        (refused(|code| *code == Code::Unresolved), Says::Unresolved),
        (decided(Fate::Accepted), Says::Accepted),
        (decided(Fate::Declined), Says::Declined),
        (decided(Fate::Released), Says::Released),
        (!left.is_empty(), Says::Left),
        (!deltas.is_empty(), Says::Changes),
        (!pack.is_empty(), Says::Pack),
        (!overview.is_empty(), Says::Overview),
        (reference.is_some(), Says::Reference),
        (more, Says::More),
        (digest.is_some(), Says::Digest),
        (!unknown.is_empty(), Says::Unknown),
        (sketch_cells > 0, Says::LargerSketch),
        (closed, Says::Closed),
        (restored, Says::Restored),
        (recovering, Says::Recovering),
        (!vouchers.is_empty(), Says::Vouched),
        (server_key.is_some(), Says::ServerKey),
    ];
    says.extend(found.into_iter().filter(|(is_said, _)| *is_said).map(|(_, it)| it));
}
