//! The device's side: composes a frame from what waits, and turns the answer into effects to be carried out in one
//! transaction, in the order given.

use std::collections::{HashMap, HashSet};

use bytes::Bytes;
use lianxin_model::ids::{DocId, Kind};
use lianxin_model::limits;

use crate::overview::{OverviewRow, unpack_overview};
use crate::pack;
use crate::repair::Digest;
use crate::voucher::Tag;
use crate::wire::{Answer, Batch, DeviceFrame, Outcome, Reference, Refusal, WireError};
use crate::{Code, Hash};

/// A document with changes that the server has not acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The document.
    pub document: DocId,
    /// Its kind.
    pub kind: Kind,
    /// Its changes in the order in which they were written.
    pub changes: Vec<WaitingChange>,
    /// The server could not put its changes together from less than the whole.
    pub whole: bool,
}

/// One change that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingChange {
    /// Its hash.
    pub hash: Hash,
    /// The chunk.
    pub bytes: Bytes,
}

/// A frame and what must be remembered until its answer is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Composed {
    /// To be signed and sent.
    pub frame: DeviceFrame,
    /// What it holds.
    pub sent: Sent,
    /// More waits than the frame holds.
    pub more_waiting: bool,
    /// Changes that no server would take, and after which their documents cannot go on: to be set aside.
    pub unsendable: Vec<Effect>,
}

/// What a frame held: for each document, the hashes of its changes in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent(pub Vec<(DocId, Vec<Hash>)>);

/// Something for the device to do. All effects of one answer belong in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// The server holds these durably: they wait no longer.
    Acknowledge {
        /// The document.
        document: DocId,
        /// The changes.
        hashes: Vec<Hash>,
    },
    /// A whole document came: merge it into what is held, or keep it.
    Replace {
        /// The document.
        document: DocId,
        /// Its kind.
        kind: Kind,
        /// Automerge's document format.
        saved: Bytes,
    },
    /// Changes came to a document of which the rest is held.
    Merge {
        /// The document.
        document: DocId,
        /// Its kind.
        kind: Kind,
        /// Change chunks, each after what it builds on.
        changes: Vec<Bytes>,
    },
    /// The county vouches for what it has just sent of this document.
    Vouched {
        /// The document.
        document: DocId,
        /// Its word.
        tag: Tag,
    },
    /// The county vouches for what it holds of this document since this answer.
    VouchedSent {
        /// The document.
        document: DocId,
        /// What was sent and is held.
        hashes: Vec<Hash>,
        /// Its word.
        tag: Tag,
    },
    /// The county was put back to an older copy: what waits for somebody's word there may be forgotten.
    Restored,
    /// The server refused this change: show it, rebuild the document without it, and replay what came after.
    SetAside {
        /// The document.
        document: DocId,
        /// The change.
        hash: Hash,
        /// Why.
        code: Code,
    },
    /// The server could not put changes of this document together: they go whole next time.
    SendWhole {
        /// The document.
        document: DocId,
    },
    /// What became of a change that had been refused.
    Outcome(Outcome),
    /// The device was shut out: what it has is handed in, then it forgets.
    Closed,
    /// A record to be shown until its document arrives.
    Overview(OverviewRow),
    /// The server does not have the documents of these items as they are here.
    Unknown {
        /// Items of the sketch that was sent.
        items: Vec<u64>,
        /// What others wrote is wanted too.
        recovering: bool,
    },
    /// The sketch that was sent was too small.
    LargerSketch {
        /// Cells of the next one.
        cells: u32,
    },
    /// The server's key, for a device that lacked it.
    ServerKey([u8; 32]),
    /// A refusal that fits nothing that was sent: report it; nothing of its document was acknowledged.
    Unexplained {
        /// The refusal.
        refusal: Refusal,
    },
    /// Something of a kind that only a newer app knows: remember to fetch it after an update.
    Unreadable {
        /// The document.
        document: DocId,
        /// The number of its kind.
        kind_number: u32,
    },
    /// The document left the device's scope: remove it once what it has not sent is handed in.
    Leave {
        /// The document.
        document: DocId,
    },
    /// Rows that the server owns.
    Reference(Reference),
    /// The answer is digested: the next frame names this one and goes on from this cursor.
    Advance {
        /// The new cursor.
        cursor: Bytes,
        /// Another request would bring more.
        more: bool,
        /// The hash of the frame that was answered.
        frame_hash: Hash,
        /// The server's clock, in milliseconds since 1970.
        server_time_ms: i64,
        /// What the device should hold now; only where nothing more is to come.
        digest: Option<Digest>,
        /// When to come again, in seconds; 0 leaves it to the device.
        next_seconds: u32,
    },
}

/// Fills a frame that says where the device stands: of each document the first changes that fit, documents in the order given.
pub fn compose(standing: DeviceFrame, waiting: &[Waiting]) -> Composed {
    let mut filling = Filling::default();
    for document in waiting {
        filling.add(document);
    }
    Composed {
        frame: DeviceFrame { batches: filling.batches, ..standing },
        sent: Sent(filling.sent),
        more_waiting: filling.more_waiting,
        unsendable: filling.unsendable,
    }
}

#[derive(Default)]
struct Filling {
    batches: Vec<Batch>,
    sent: Vec<(DocId, Vec<Hash>)>,
    unsendable: Vec<Effect>,
    more_waiting: bool,
    bytes: usize,
    changes: usize,
}

impl Filling {
    fn add(&mut self, waiting: &Waiting) {
        let mut taken: Vec<&WaitingChange> = Vec::new();
        for change in &waiting.changes {
            if change.bytes.len() > limits::CHANGE_BYTES_MAX {
                let (document, hash) = (waiting.document, change.hash);
                self.unsendable.push(Effect::SetAside { document, hash, code: Code::TooLarge });
                break;
            }
            if !self.has_room(change.bytes.len()) {
                self.more_waiting = true;
                break;
            }
            self.bytes += change.bytes.len();
            self.changes += 1;
            taken.push(change);
        }
        if taken.is_empty() {
            return;
        }
        self.batches.push(Batch {
            document: waiting.document,
            kind_number: u32::from(waiting.kind.number()),
            changes: taken.iter().map(|change| change.bytes.clone()).collect(),
            whole: waiting.whole,
        });
        self.sent.push((waiting.document, taken.iter().map(|change| change.hash).collect()));
    }

    fn has_room(&self, bytes: usize) -> bool {
        self.bytes + bytes <= limits::SYNC_BATCH_BYTES_MAX
            && self.changes < limits::SYNC_CHANGES_MAX
            && self.batches.len() < limits::SYNC_DOCUMENTS_MAX
    }
}

/// What an answer asks of the device, in an order that is safe within one transaction. Fails, without any effect, only
/// where the pack cannot be read: the next round brings it again.
pub fn digest(answer: Answer, sent: &Sent, frame_hash: Hash) -> Result<Vec<Effect>, WireError> {
    let snapshots = pack::unpack(&answer.pack)?;
    let overview = unpack_overview(&answer.overview)?;
    let Judged { acknowledged, set_aside } = judge(answer.refusals, sent);

    let mut effects: Vec<Effect> = overview.into_iter().map(Effect::Overview).collect();
    let acknowledge = |(document, hashes)| Effect::Acknowledge { document, hashes };
    effects.extend(acknowledged.iter().cloned().map(acknowledge));
    effects.extend(answer.server_key.map(Effect::ServerKey));
    let mut came = HashSet::new();
    // A server of before vouchers sends none.
    let mut tags = answer.vouchers.into_iter();
    let mut vouched = |document| tags.by_ref().next().map(|tag| Effect::Vouched { document, tag });
    for snapshot in snapshots {
        came.insert(snapshot.document);
        let (document, kind_number) = (snapshot.document, snapshot.kind_number);
        effects.push(match Kind::from_number(kind_number) {
            Some(kind) => Effect::Replace { document, kind, saved: snapshot.saved },
            None => Effect::Unreadable { document, kind_number },
        });
        effects.extend(vouched(document));
    }
    for delta in answer.deltas {
        came.insert(delta.document);
        let (document, kind_number) = (delta.document, delta.kind_number);
        effects.push(match Kind::from_number(kind_number) {
            Some(kind) => Effect::Merge { document, kind, changes: delta.changes },
            None => Effect::Unreadable { document, kind_number },
        });
        effects.extend(vouched(document));
    }
    // One tag for each document that was sent, also where nothing of it was taken.
    let mut held: HashMap<DocId, Vec<Hash>> = acknowledged.into_iter().collect();
    let of_sent = sent.0.iter().map(|(document, _)| *document).zip(tags);
    let vouched = |(document, tag)| held.remove(&document).map(|hashes| Effect::VouchedSent { document, hashes, tag });
    effects.extend(of_sent.filter_map(vouched));
    // After the merges: a document is rebuilt from all that the server holds.
    effects.extend(set_aside);
    // What left and came back within the same round is in scope.
    let left = answer.left.into_iter().filter(|document| !came.contains(document));
    effects.extend(left.map(|document| Effect::Leave { document }));
    effects.extend(answer.reference.map(Effect::Reference));
    effects.extend(answer.outcomes.into_iter().map(Effect::Outcome));
    if !answer.unknown.is_empty() {
        effects.push(Effect::Unknown { items: answer.unknown, recovering: answer.recovering });
    }
    if answer.sketch_cells > 0 {
        effects.push(Effect::LargerSketch { cells: answer.sketch_cells });
    }
    if answer.restored {
        effects.push(Effect::Restored);
    }
    if answer.closed {
        effects.push(Effect::Closed);
    }
    effects.push(Effect::Advance {
        cursor: answer.cursor,
        more: answer.more,
        frame_hash,
        server_time_ms: answer.server_time_ms,
        digest: answer.digest,
        next_seconds: answer.next_seconds,
    });
    Ok(effects)
}

struct Judged {
    acknowledged: Vec<(DocId, Vec<Hash>)>,
    set_aside: Vec<Effect>,
}

/// What was sent and is not refused is acknowledged. Where a refusal cannot be matched, its document is not: sending
/// again is harmless, forgetting a change is not.
fn judge(refusals: Vec<Refusal>, sent: &Sent) -> Judged {
    let by_document: HashMap<DocId, &Vec<Hash>> = sent.0.iter().map(|(document, hashes)| (*document, hashes)).collect();
    let mut refused: HashSet<(DocId, Hash)> = HashSet::new();
    let mut unclear: HashSet<DocId> = HashSet::new();
    let mut set_aside = Vec::new();
    for refusal in refusals {
        let document = refusal.document;
        let hashes = by_document.get(&document).copied();
        let named = match refusal.hash {
            Some(hash) => hashes.filter(|hashes| hashes.contains(&hash)).map(|_| hash),
            None => hashes.and_then(|hashes| hashes.get(refusal.position as usize)).copied(),
        };
        match named {
            // Neither refused nor taken: once more, whole.
            Some(_) if refusal.code == Code::Unresolved => {
                if unclear.insert(document) {
                    set_aside.push(Effect::SendWhole { document });
                }
            }
            Some(hash) => {
                if refused.insert((document, hash)) {
                    set_aside.push(Effect::SetAside { document, hash, code: refusal.code });
                }
            }
            None => {
                unclear.insert(document);
                set_aside.push(Effect::Unexplained { refusal });
            }
        }
    }
    let mut acknowledged = Vec::new();
    for (document, hashes) in sent.0.iter().filter(|(document, _)| !unclear.contains(document)) {
        let kept = hashes.iter().filter(|hash| !refused.contains(&(*document, **hash))).copied();
        let hashes: Vec<Hash> = kept.collect();
        if !hashes.is_empty() {
            acknowledged.push((*document, hashes));
        }
    }
    Judged { acknowledged, set_aside }
}
