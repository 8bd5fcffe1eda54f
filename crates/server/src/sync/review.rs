//! What was handed in for a document that its sender does not answer for: whoever answers for it now takes it or not.
//!
//! One review is what one device handed in for one document and what waits, in the order in which it was written: the
//! later changes build on the earlier ones. It is accepted through the whole gate, in the name and with the rights of its
//! sender; only the place is judged by who decides.

use automerge::ChangeHash;
use bytes::Bytes;
use lianxin_model::document::{Document, HistoryEntry};
use lianxin_model::ids::{Actor, Kind, UserId};
use lianxin_model::limits;
use lianxin_model::projection::Projection;
use lianxin_model::rules::{self, Breach, Writer};
use lianxin_store::{Decided, Decision, NewChange, Read, Refusal, RefusalState, StoreError, User, Write};
use lianxin_sync::Code;
use lianxin_sync::gate::{self, Accepted, Admission, Verdict, admit, caught};

use super::belonging::{Place, Sender};
use super::scopes::Scopes;
use super::{first_forms, opening};

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReviewError {
    /// There is no such refusal, or it is not this person's to see.
    #[error("no such refusal")]
    Unknown,
    /// Somebody decided otherwise before.
    #[error("decided before")]
    Decided(RefusalState, Decided),
    /// Something is wrong with the change itself: it can be released, not accepted.
    #[error("the change does not wait for a review")]
    NotInReview,
    /// This person sees it and does not decide on it.
    #[error("somebody else decides")]
    NotYours,
    /// The reason is too long.
    #[error("the reason is too long")]
    ReasonTooLong,
    /// The change cannot be merged as it is: its device can make it again.
    #[error("the change cannot be merged: {0}")]
    Unfit(Code),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whether a person answers now for the document of a refused change: the document's own place counts, and where the
/// county does not hold it, where it would belong.
pub(crate) fn answers_for(read: &dyn Read, user: UserId, refusal: &Refusal) -> Result<bool, StoreError> {
    if read.document(refusal.document)?.is_some() {
        return read.in_scope(user, refusal.document);
    }
    let place = &refusal.place;
    read.scope_covers(user, place.household, place.area.as_deref(), place.owner)
}

/// Whether a person may know of a refused change: its sender, whoever answers for its document, those who lead the sender's
/// area, administrators.
pub(crate) fn may_see(read: &dyn Read, user: &User, refusal: &Refusal) -> Result<bool, StoreError> {
    if user.role == lianxin_model::role::Role::Admin || refusal.user == user.id {
        return Ok(true);
    }
    let leads = user.role.leads() && read.account_within(refusal.user, &user.area)?;
    Ok(leads || answers_for(read, user.id, refusal)?)
}

/// What one device handed in for one document and what waits.
#[derive(Debug, Clone)]
pub(crate) struct Review {
    refusals: Vec<Refusal>,
}

impl Review {
    /// The review of which this is the last change; `None` where later ones wait too, or nothing does.
    pub(crate) fn ending_with(read: &dyn Read, refusal: &Refusal) -> Result<Option<Self>, StoreError> {
        let refusals = read.in_review(refusal.device, refusal.document)?;
        Ok(refusals.last().is_some_and(|last| last.seq == refusal.seq).then_some(Self { refusals }))
    }

    /// What waits up to this change: what came later, whoever decides has not seen.
    fn up_to(read: &dyn Read, refusal: &Refusal) -> Result<Self, StoreError> {
        let mut refusals = read.in_review(refusal.device, refusal.document)?;
        refusals.retain(|waits| waits.seq <= refusal.seq);
        Ok(Self { refusals })
    }

    /// The changes, each after those that it builds on.
    pub(crate) fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }
}

/// What accepting a review would do.
#[derive(Debug, Clone)]
pub(crate) struct Outlook {
    /// The record's row as it would be; none where the changes cannot even be read.
    pub(crate) row: Option<Projection>,
    /// What the changes do, field by field.
    pub(crate) changes: Vec<HistoryEntry>,
    /// Why they cannot be merged as they are.
    pub(crate) problem: Option<Code>,
}

/// What accepting a review would do to the document as it is. Where it does not fit there any more, what it did to the
/// document as its sender had it.
pub(crate) fn outlook(read: &dyn Read, review: &Review) -> Result<Outlook, StoreError> {
    let unreadable = |problem| Outlook { row: None, changes: Vec::new(), problem: Some(problem) };
    let Some(trial) = Trial::begin(read, review)? else { return Ok(unreadable(Code::KindMismatch)) };
    let now = trial.document.clone();
    let (merged, problem) = match trial.run(now) {
        Ok((merged, _)) => (Some(merged), None),
        Err(code) => (trial.as_sent().and_then(|sent| trial.run(sent).ok()).map(|(sent, _)| sent), Some(code)),
    };
    let Some(merged) = merged else { return Ok(unreadable(problem.unwrap_or(Code::Malformed))) };
    let hashes: Vec<String> =
        review.refusals.iter().filter_map(|refusal| Some(ChangeHash(refusal.hash?).to_string())).collect();
    // Reading runs over what a device wrote.
    let read = caught(|| (Projection::of(&merged), merged.history()));
    let Some((row, mut changes)) = read else { return Ok(unreadable(Code::Malformed)) };
    changes.retain(|entry| hashes.contains(&entry.hash));
    Ok(Outlook { row: Some(row), changes, problem })
}

/// The changes of a review and what they are judged by.
struct Trial<'a> {
    /// Without first forms of what the sender made again.
    refusals: Vec<&'a Refusal>,
    kind: Kind,
    document: Document,
    sender: User,
    actors: Vec<Actor>,
}

impl<'a> Trial<'a> {
    /// `None` where the county has another kind of document under that id.
    fn begin(read: &dyn Read, review: &'a Review) -> Result<Option<Self>, StoreError> {
        let Some(first) = review.refusals.first() else { return Ok(None) };
        let Some(kind) = Kind::from_number(first.kind) else { return Ok(None) };
        if review.refusals.iter().any(|refusal| refusal.kind != first.kind) {
            return Ok(None);
        }
        let document = match read.load(first.document)? {
            Some(loaded) if loaded.kind == kind => opening::document(first.document, &loaded)?,
            Some(_) => return Ok(None),
            None => Document::new(kind, first.document),
        };
        let sender = read.user(first.user)?.ok_or(StoreError::Missing("user"))?;
        let device = read.device(first.device)?.ok_or(StoreError::Missing("device"))?;
        let installs = device.install.saturating_sub(limits::INSTALLS_MAX - 1).max(1)..=device.install;
        let actors = installs.map(|install| Actor::of_device(&device.public_key, install)).collect();
        let mut trial = Self { refusals: review.refusals.iter().collect(), kind, document, sender, actors };
        trial.leave_first_forms_out();
        Ok(Some(trial))
    }

    fn leave_first_forms_out(&mut self) {
        // A device that is in its first life makes an edit again in the place of the first form: both never fit.
        let Some((merged, accepted)) = (self.actors.len() > 1).then(|| self.run(self.document.clone()).ok()).flatten()
        else {
            return;
        };
        let first_forms = first_forms::among(&merged, &accepted, &self.actors);
        self.refusals.retain(|refusal| refusal.hash.is_none_or(|hash| !first_forms.contains(&hash)));
    }

    /// The document as the sender had it before the first of the changes; `None` where the county has not all of that.
    fn as_sent(&self) -> Option<Document> {
        let first = self.refusals.first()?;
        let chunk = gate::parse(&first.chunk).ok()?;
        let deps: Vec<ChangeHash> = chunk.head.deps.iter().copied().map(ChangeHash).collect();
        let past = caught(|| self.document.automerge().fork_at(&deps).ok()).flatten()?;
        Document::wrap(self.kind, self.document.id(), past).ok()
    }

    /// Lets the changes through the gate, all of them or none.
    fn run(&self, base: Document) -> Result<(Document, Vec<Accepted>), Code> {
        let writer = Writer { user: self.sender.id, leads: self.sender.role.leads() };
        let mut bytes = base.save_nocompress().len();
        let mut automerge = base.automerge().clone();
        let mut accepted = Vec::new();
        for refusal in &self.refusals {
            let mut admission = Admission {
                actor_allowed: &|actor| self.actors.contains(&actor),
                check: &mut |before, change| {
                    rules::check(self.kind, before, change, writer).map_err(|breach| match breach {
                        Breach::Schema => Code::Schema,
                        Breach::TooLong => Code::ValueTooLong,
                        Breach::NotAllowed => Code::NotAllowed,
                    })
                },
                thorough: true,
                document_bytes: bytes,
            };
            match admit(&mut automerge, &Bytes::copy_from_slice(&refusal.chunk), &mut admission) {
                Verdict::Accepted(change) => {
                    bytes += change.raw_bytes;
                    accepted.push(*change);
                }
                // It came by another way, or for another reason before.
                Verdict::Known { .. } => {}
                Verdict::Refused { code, .. } => return Err(code),
            }
        }
        Ok((base.with_automerge(automerge), accepted))
    }
}

/// Who decides, when and why.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decider<'a> {
    /// The account.
    pub(crate) user: &'a User,
    /// Their reason.
    pub(crate) reason: Option<&'a str>,
    /// Now, milliseconds since 1970.
    pub(crate) at_ms: i64,
}

/// A decision that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ruling {
    /// On which refusals.
    pub(crate) refusals: Vec<u64>,
    /// Where they stand.
    pub(crate) state: RefusalState,
    /// By whom and when.
    pub(crate) decided: Decided,
}

/// Decides on what waits up to this change, in the caller's transaction. The same decision again changes nothing.
///
/// # Errors
/// [`ReviewError`]; the caller gives the transaction up then.
pub(crate) fn decide(
    write: &mut dyn Write,
    seq: u64,
    wanted: RefusalState,
    decider: Decider<'_>,
) -> Result<Ruling, ReviewError> {
    let reason = decider.reason.map(str::trim).filter(|reason| !reason.is_empty());
    if reason.is_some_and(|reason| reason.chars().count() > limits::REASON_CHARS_MAX) {
        return Err(ReviewError::ReasonTooLong);
    }
    let refusal = write.refusal(seq)?.ok_or(ReviewError::Unknown)?;
    if !may_see(&*write, decider.user, &refusal)? {
        return Err(ReviewError::Unknown);
    }
    if let Some(decided) = refusal.decided {
        return match refusal.state == wanted {
            true => Ok(Ruling { refusals: vec![seq], state: wanted, decided }),
            false => Err(ReviewError::Decided(refusal.state, decided)),
        };
    }
    let review = entitled(&*write, refusal, wanted, decider.user)?;
    if wanted == RefusalState::Accepted {
        merge(write, &review, decider.user)?;
    }
    let refusals: Vec<u64> = review.refusals.iter().map(|refusal| refusal.seq).collect();
    let (by, at_ms) = (decider.user.id, decider.at_ms);
    write.decide(&refusals, &Decision { state: wanted, by, at_ms, reason })?;
    let decided = Decided { by, at_ms, reason: reason.map(str::to_owned) };
    Ok(Ruling { refusals, state: wanted, decided })
}

/// On what the decision is, where this person may make it.
fn entitled(read: &dyn Read, refusal: Refusal, wanted: RefusalState, user: &User) -> Result<Review, ReviewError> {
    let waits = refusal.state == RefusalState::Review;
    if !waits && wanted != RefusalState::Released {
        return Err(ReviewError::NotInReview);
    }
    let fixes = wanted == RefusalState::Released && user.role.leads();
    let may = fixes || (waits && answers_for(read, user.id, &refusal)?);
    if !may {
        return Err(ReviewError::NotYours);
    }
    Ok(if waits { Review::up_to(read, &refusal)? } else { Review { refusals: vec![refusal] } })
}

/// Merges the changes. They do not count as handed in by their device: it has set them aside, so the feed brings them
/// where the document is still in its scope. Which device signed them, in which frame, stays with the refusals.
fn merge(write: &mut dyn Write, review: &Review, decider: &User) -> Result<(), ReviewError> {
    let trial = Trial::begin(&*write, review)?.ok_or(ReviewError::Unfit(Code::KindMismatch))?;
    let (document, accepted) = trial.run(trial.document.clone()).map_err(ReviewError::Unfit)?;
    let row = caught(|| Projection::of(&document)).ok_or(ReviewError::Unfit(Code::Malformed))?;
    let tenant = write.county()?.tenant;
    let place = Sender { tenant, user: decider.clone(), households: Default::default() };
    match place.place(&*write, &mut Scopes::of(decider.id), &row)? {
        Place::Within => {}
        Place::With(_) => return Err(ReviewError::Unfit(Code::OutOfScope)),
        Place::Refused(code) => return Err(ReviewError::Unfit(code)),
    }
    let changes: Vec<NewChange<'_>> = accepted
        .iter()
        .map(|change| NewChange { hash: change.hash, actor: change.head.actor, handed_in: None, bytes: &change.bytes })
        .collect();
    if !changes.is_empty() {
        write.append(&row, &changes)?;
    }
    Ok(())
}
