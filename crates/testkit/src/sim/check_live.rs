//! What must hold at every moment: nothing is acknowledged that is not kept, nothing vanishes from a phone untold, nobody is
//! sent what is not theirs.

use lianxin_core::views::ReceiptView;
use lianxin_model::document::Record;
use lianxin_model::ids::{DocId, UserId};
use lianxin_store::Store as _;
use lianxin_sync::overview::unpack_overview;
use lianxin_sync::pack::unpack;
use lianxin_sync::wire::{MemoryKey, Question, Signer as _, frame_hash, open_answer, open_frame};
use rusqlite::Connection;
use uuid::Uuid;

use super::ledger::Fate;
use super::oracle::Facts;
use super::outbox::{self, Standing};
use super::server::{self, Answer, Arrival, Server};
use super::words;
use super::world::{Checked, Failure, Waits, World, broken};

/// What the book says of an edit that stands so on its phone.
pub(super) fn fate(standing: &Standing) -> Fate {
    match standing {
        Standing::Waiting => Fate::Waiting,
        Standing::Aside { code, state } => Fate::Aside { code: code.clone(), state: state.clone() },
    }
}

impl World {
    /// The checker's own connection to the county's store.
    pub(super) fn county_db(&mut self) -> &Connection {
        let disk = &self.disk;
        self.look.get_or_insert_with(|| server::watch(disk))
    }

    /// Reads what changed in the county since it was last read.
    pub(super) fn learn_county(&mut self) {
        let known = self.county_seq;
        let sql = "SELECT document.id, document.head_seq, record.json FROM document
            JOIN record ON record.document = document.no WHERE document.head_seq > ?1";
        let rows: Vec<(DocId, i64, String)> = {
            let mut query = self.county_db().prepare_cached(sql).expect("the county is read");
            let rows =
                query.query_map([known], |row| Ok((DocId(Uuid::from_bytes(row.get(0)?)), row.get(1)?, row.get(2)?)));
            rows.and_then(Iterator::collect).expect("the county is read")
        };
        for (id, seq, json) in rows {
            let record: Record = serde_json::from_str(&json).expect("a record");
            self.county.insert(id, Facts::of(&record));
            self.county_seq = self.county_seq.max(seq);
        }
    }

    /// An answer to a phone brings nothing that is not its reader's.
    pub(super) fn check_answer(&mut self, arrival: &Arrival, phone: usize, answer: &Answer) -> Checked {
        let Some((user, question, key)) = self.asked(arrival) else {
            return broken("an answer is to a device that is known", format!("{} bytes", arrival.body.len()));
        };
        let opened = match open_answer(answer.body.clone(), &question, Some(&key)) {
            Ok((opened, _)) => opened,
            Err(error) => return broken("an answer can be read", error.code()),
        };
        self.phones[phone].closing |= opened.closed;
        for refusal in &opened.refusals {
            self.say(format_args!("server: {} at {} of {}", refusal.code.word(), refusal.position, refusal.document));
        }
        let packed = unpack(&opened.pack).unwrap_or_default();
        let ahead = unpack_overview(&opened.overview).unwrap_or_default();
        let brought = opened.deltas.iter().map(|delta| delta.document);
        let brought =
            brought.chain(packed.iter().map(|whole| whole.document)).chain(ahead.iter().map(|row| row.document));
        for id in brought {
            if !self.oracle.covers(user, id, &self.county) {
                let kind = format!("{:?}", self.county.get(&id));
                return broken("nobody is sent what is not theirs", format!("{user} got {id}: {kind}"));
            }
        }
        Ok(())
    }

    /// Who asked, and what the answer must answer.
    fn asked(&self, arrival: &Arrival) -> Option<(UserId, Question, [u8; 32])> {
        let frame = open_frame(arrival.body.clone()).ok()?;
        let read = self.server().store.read().ok()?;
        let device = read.device(frame.device()).ok()??;
        // Protocol 2: a byte, a signature of 64, the frame.
        let question = match frame.protocol() {
            ..=1 => frame.verify(&device.public_key, None).ok()?.question(),
            protocol => Question { protocol, device: device.id, frame: frame_hash(arrival.body.get(65..)?) },
        };
        let secret = read.county().ok()?.server_secret?;
        Some((device.user, question, MemoryKey::from_secret(&secret).public_key()))
    }

    /// Compares what a phone says of its edits with the book.
    pub(super) fn check_phone(&mut self, phone: usize) -> Checked {
        self.come_back(phone)?;
        let it = &mut self.phones[phone];
        let entries = outbox::entries(it.home.look());
        let mut open = std::mem::take(&mut it.open);
        // An answer that shut it out is told as an error where the disk failed after everything was forgotten.
        let closed = it.closed || outbox::is_closed(it.home.look());
        for entry in &entries {
            if let Some(edit) = open.get(&entry.place).copied() {
                let edit = &mut self.ledger.edits[edit];
                (edit.hash, edit.fate) = (entry.hash, fate(&entry.standing));
            }
        }
        let still = |place: &i64| entries.iter().any(|entry| entry.place == *place);
        let gone: Vec<(i64, usize)> =
            open.iter().filter(|(place, _)| !still(place)).map(|(at, it)| (*at, *it)).collect();
        open.retain(|place, _| still(place));
        self.phones[phone].open = open;
        for (place, number) in gone {
            self.ledger.edits[number].fate = self.gone(number, closed)?;
            let fate = self.ledger.edits[number].fate.clone();
            self.say(format_args!("phone {phone}: edit {number} at {place} is {fate:?}"));
        }
        self.check_receipt(phone)?;
        // The app was asked for it: its disk may have stopped at that.
        self.come_back(phone)
    }

    /// What was written on a phone that was shut out is with the county before the phone forgets it, also where the county had been
    /// put back to before it: merged, or kept for somebody's word.
    pub(super) fn check_forgotten(&mut self, phone: usize, own: &[(DocId, [u8; 32])]) -> Checked {
        if !self.phones[phone].closing || !outbox::is_closed(self.phones[phone].home.look()) {
            return Ok(());
        }
        self.phones[phone].closing = false;
        for (document, hash) in own {
            if !self.county_has(*document, hash) {
                let seen = format!("phone {phone} held a change of {document} that the county lost");
                return broken("a device that was shut out forgets nothing that the county lost", seen);
            }
        }
        Ok(())
    }

    /// Whether a change is merged in the county, or kept there as it was refused.
    fn county_has(&mut self, document: DocId, hash: &[u8; 32]) -> bool {
        let read = self.server().store.read().expect("the county is read");
        if read.change_known(document, hash).expect("the county is read") {
            return true;
        }
        drop(read);
        let sql = "SELECT EXISTS (SELECT 1 FROM refusal WHERE document = ?1 AND hash = ?2)";
        let kept = self.county_db().query_row(sql, (document.as_bytes(), hash), |row| row.get(0));
        kept.expect("the county is read")
    }

    /// The feed alone keeps both sides equal: a repair heals what a disk lost, and hides no mistake of the feed.
    pub(super) fn check_repair(&mut self, phone: usize) -> Checked {
        if self.county_lives == 0 && outbox::differs(self.phones[phone].home.look()) {
            self.learn_county();
            let differs = self.differs(phone).unwrap_or_default();
            return broken("the feed brings everything", format!("phone {phone} has to be repaired: {differs}"));
        }
        Ok(())
    }

    /// The server says that a frame's counter was used before only where it was: the frame came twice or late, or the phone
    /// was put back to before it.
    pub(super) fn check_counter(&mut self, from: Waits, answer: Option<&Answer>) -> Checked {
        const USED: &[u8] = b"\"counter_used\"";
        let it = &mut self.phones[from.phone];
        let is_newest = from.exchange > it.arrived;
        it.arrived = it.arrived.max(from.exchange);
        let Some(answer) = answer else { return Ok(()) };
        let refused = answer.status != 200 && answer.body.windows(USED.len()).any(|it| it == USED);
        if refused && is_newest && !it.was_put_back && self.county_lives == 0 {
            return broken("a counter is used once", format!("phone {}", from.phone));
        }
        Ok(())
    }

    /// An edit waits no longer and was not set aside: the county has it.
    fn gone(&mut self, number: usize, closed: bool) -> Checked<Fate> {
        let edit = self.ledger.edits[number].clone();
        let store = self.server().store.clone();
        let read = store.read().expect("the county is read");
        if read.change_known(edit.document, &edit.hash).expect("the county is read") {
            return Ok(Fate::Acknowledged);
        }
        if closed {
            if self.county_has(edit.document, &edit.hash) {
                return Ok(Fate::HandedIn);
            }
            return broken("a device that was shut out forgets nothing that it did not hand in", format!("{edit:?}"));
        }
        // Made again it said nothing that was not there already.
        let changes = read.changes_since(edit.document, 0).expect("the county is read");
        let stand = words::of_changes(changes.iter().map(|change| change.bytes.as_slice()));
        if !edit.tokens.is_empty() && edit.tokens.iter().all(|token| stand.contains_key(token)) {
            return Ok(Fate::Acknowledged);
        }
        if edit.tokens.is_empty() && !changes.is_empty() {
            return Ok(Fate::Dismissed);
        }
        broken("what a phone says is acknowledged is kept", format!("edit {number}: {edit:?}"))
    }

    /// A receipt is the server's, and says of edits what is true.
    fn check_receipt(&mut self, phone: usize) -> Checked {
        let it = &self.phones[phone];
        let Some(tab) = it.tabs.first().filter(|_| it.is_enrolled()) else { return Ok(()) };
        let Ok(status) = tab.core.status() else {
            // Its disk failed the checker's own call: the next look may come after something was written.
            self.phones[phone].receipt_unseen = true;
            return Ok(());
        };
        let late = std::mem::take(&mut self.phones[phone].receipt_unseen);
        if status.receipt == self.phones[phone].receipt {
            return Ok(());
        }
        self.phones[phone].receipt.clone_from(&status.receipt);
        let Some(receipt) = status.receipt else { return Ok(()) };
        receipt_is_true(self.server(), receipt, if late { 0 } else { status.unsent })
            .map_err(|failure| Failure { seen: format!("phone {phone}: {}", failure.seen), ..failure })
    }
}

/// A receipt is the server's, and is shown while nothing waits.
pub(super) fn receipt_is_true(server: &Server, receipt: ReceiptView, unsent: u64) -> Checked {
    let shown = lianxin_server::admin::ShownReceipt {
        protocol: receipt.protocol,
        device: receipt.device.to_string(),
        frame: receipt.frame,
        server_time_ms: receipt.server_time_ms,
        answer: receipt.answer,
        signature: receipt.signature,
    };
    let checked = lianxin_server::admin::check_receipt(server.store.as_ref(), &shown);
    match checked {
        Ok(checked) if checked.genuine && checked.held => {}
        other => return broken("a receipt is true", format!("{other:?}")),
    }
    if unsent > 0 {
        return broken("a receipt is true", format!("there is one while {unsent} wait"));
    }
    Ok(())
}
