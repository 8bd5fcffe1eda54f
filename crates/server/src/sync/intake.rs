//! One frame within the writer's transaction: is it the device's next one, and what of it is taken.

use std::collections::HashSet;

use lianxin_model::ids::{Actor, DeviceId, DocId, Kind, TenantId, UserId};
use lianxin_model::limits;
use lianxin_model::mistake::{Mistake, planted};
use lianxin_store::{Contact, Device, NewFrame, StoreError, User, Write};
use lianxin_sync::gate::caught;
use lianxin_sync::server::{Receipt, receive};
use lianxin_sync::voucher::VoucherKey;
use lianxin_sync::wire::VerifiedFrame;

use super::belonging::Sender;
use super::desk::{Closed, CountyDesk, Incoming};
use super::hot::{Documents, Hot};
use super::recalled::recall;

/// The first protocol in which a device can be told that it was shut out.
const CLOSING_PROTOCOL: u32 = 2;

/// What the answer needs to know of a frame that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taken {
    /// What became of its changes.
    pub(super) receipt: Receipt,
    /// The device.
    pub(super) device: DeviceId,
    /// Its user.
    pub(super) user: UserId,
    /// The counter of the last frame whose answer the device saw; 0 for none.
    pub(super) answered_counter: u64,
    /// Documents that it still brought something for although they are not in its scope.
    pub(super) strayed: Vec<DocId>,
    /// The device was shut out: it is told nothing but that.
    pub(super) shut_out: bool,
}

/// Why nothing of a frame was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Declined {
    /// No such device.
    UnknownDevice,
    /// The device was shut out.
    DeviceRevoked,
    /// The account was closed.
    AccountClosed,
    /// A frame with this counter or a higher one came before.
    CounterUsed {
        /// The highest counter so far.
        last: u64,
    },
    /// It follows a frame that this server does not have.
    UnknownPrevious,
    /// Something below gave way; nothing of the frame was kept.
    Broken,
}

/// The circumstances of a transaction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Circumstances {
    /// The county.
    pub(super) tenant: TenantId,
    /// The time, milliseconds since 1970.
    pub(super) now_ms: i64,
    /// How the frame came.
    pub(super) arrival: Arrival,
}

/// How a frame came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrival {
    /// From its device, which has sent nothing later.
    ByNetwork,
    /// Somebody brought it: the device may have sent later ones, which held some of the same.
    InAFile,
}

/// Takes a frame in. What is declined leaves no trace in the transaction, nor does a frame at which the store fails.
pub(super) fn take_in(
    write: &mut dyn Write,
    hot: &mut Hot,
    frame: &VerifiedFrame,
    circumstances: Circumstances,
) -> Result<Result<Taken, Declined>, StoreError> {
    let standing = match standing(write, frame, circumstances)? {
        Ok(standing) => standing,
        Err(declined) => return Ok(Err(declined)),
    };
    let mut sender =
        Sender { tenant: circumstances.tenant, user: standing.user.clone(), households: households(frame) };
    // Twice at most: households are judged without looking at what leans on them, so those that are missing the first time
    // are all that will ever be.
    for _ in 0..2 {
        write.savepoint()?;
        let worked = caught(|| work(write, hot, frame, &sender, &standing, circumstances));
        match worked {
            Some(Ok(Worked::Done(taken, documents))) => {
                write.release()?;
                hot.wrote(documents);
                return Ok(Ok(taken));
            }
            Some(Ok(Worked::LeantOnNothing(missing))) => {
                write.rollback_to()?;
                sender.households.retain(|household| !missing.contains(household));
            }
            Some(Err(error)) => {
                write.rollback_to()?;
                return Err(error);
            }
            None => {
                write.rollback_to()?;
                break;
            }
        }
    }
    tracing::error!(device = %frame.frame().device, "a frame broke the writer and was left out");
    Ok(Err(Declined::Broken))
}

/// Who sent a frame that is next in the device's order.
struct Standing {
    device: Device,
    user: User,
    answered_counter: u64,
}

fn standing(
    write: &mut dyn Write,
    frame: &VerifiedFrame,
    Circumstances { arrival, now_ms, .. }: Circumstances,
) -> Result<Result<Standing, Declined>, StoreError> {
    let content = frame.frame();
    let device = match (write.device(content.device)?, &content.registration) {
        (None, Some(shown)) => recall(write, content.device, shown, now_ms)?,
        (device, _) => device,
    };
    let Some(device) = device else { return Ok(Err(Declined::UnknownDevice)) };
    // What it wrote is not thrown away: somebody who answers for the records looks at it. An old one would not understand.
    if device.revoked_at_ms.is_some() && !understands_closing(frame) {
        return Ok(Err(Declined::DeviceRevoked));
    }
    let Some(user) = write.user(device.user)? else { return Ok(Err(Declined::AccountClosed)) };
    // The devices of an account that was closed are shut out with it: they too hand in what they have.
    if user.disabled && device.revoked_at_ms.is_none() {
        return Ok(Err(Declined::AccountClosed));
    }
    // The store counts in 63 bits; a device that would jump beyond them could never send again.
    let used = match arrival {
        Arrival::ByNetwork => content.counter <= device.counter && !planted(Mistake::TakesFramesAgain),
        Arrival::InAFile => write.frame_hash(device.id, content.counter)?.is_some(),
    };
    if used || i64::try_from(content.counter).is_err() {
        return Ok(Err(Declined::CounterUsed { last: device.counter }));
    }
    let answered_counter = match &content.previous {
        None => 0,
        // In protocol 2 the signature covers the hash: whoever verified it has found the frame.
        Some(previous) if previous.counter > 0 => previous.counter,
        Some(previous) => match write.frame_counter(device.id, &previous.hash)? {
            Some(counter) => counter,
            None => return Ok(Err(Declined::UnknownPrevious)),
        },
    };
    Ok(Ok(Standing { device, user, answered_counter }))
}

/// Whether the device knows what to do when it is told that it was shut out.
pub(super) fn understands_closing(frame: &VerifiedFrame) -> bool {
    frame.frame().protocol >= CLOSING_PROTOCOL
}

fn households(frame: &VerifiedFrame) -> HashSet<DocId> {
    let batches = frame.frame().batches.iter();
    batches.filter(|batch| batch.kind() == Some(Kind::Household)).map(|batch| batch.document).collect()
}

enum Worked {
    Done(Taken, Documents),
    /// Documents were taken because of households that were then refused.
    LeantOnNothing(HashSet<DocId>),
}

fn work(
    write: &mut dyn Write,
    hot: &mut Hot,
    frame: &VerifiedFrame,
    sender: &Sender,
    standing: &Standing,
    circumstances: Circumstances,
) -> Result<Worked, StoreError> {
    let device = &standing.device;
    let content = frame.frame();
    register_installs(write, device, content.install)?;
    let now_ms = circumstances.now_ms;
    let county = write.county()?;
    let recovering = county.recovering_until_s.is_some_and(|until_s| now_ms / 1_000 < until_s);
    let vouchers = county.server_secret.as_ref().map(VoucherKey::of_county);
    let shut_out = device.revoked_at_ms.is_some();
    let incoming = Incoming { device: device.id, counter: content.counter, at_ms: now_ms, recovering, shut_out };
    let mut desk = CountyDesk::new(write, hot, sender, incoming, vouchers.as_ref());
    let receipt = receive(frame, &mut desk)?;
    let Closed { documents, leant_on, strayed } = desk.close();

    let mut missing = HashSet::new();
    for household in leant_on {
        if !write.in_scope(device.user, household)? {
            missing.insert(household);
        }
    }
    if !missing.is_empty() {
        return Ok(Worked::LeantOnNothing(missing));
    }
    write.put_frame(&NewFrame {
        device: device.id,
        protocol: content.protocol,
        counter: content.counter,
        hash: *frame.hash(),
        previous: content.previous.map(|previous| previous.hash),
        signature: frame.signature(),
        bytes: frame.encoded(),
        received_at_ms: now_ms,
        clock_skew_ms: content.clock_ms.map(|clock_ms| clock_ms.saturating_sub(now_ms)),
    })?;
    let contact = Contact {
        counter: content.counter.max(device.counter),
        install: content.install.max(device.install),
        acknowledged: content.previous.map(|previous| previous.hash).or(device.acknowledged),
        at_ms: match circumstances.arrival {
            Arrival::ByNetwork => now_ms,
            // Nobody heard of the device itself.
            Arrival::InAFile => device.last_contact_ms.unwrap_or(device.enrolled_at_ms),
        },
    };
    write.put_contact(device.id, &contact)?;
    let answered_counter = standing.answered_counter;
    let taken = Taken { receipt, device: device.id, user: device.user, answered_counter, strayed, shut_out };
    Ok(Worked::Done(taken, documents))
}

/// A restored phone writes as a new actor; numbers that it skipped may still be among what it hands in.
fn register_installs(write: &mut dyn Write, device: &Device, install: u32) -> Result<(), StoreError> {
    let first = device.install.saturating_add(1).max(install.saturating_sub(limits::INSTALLS_MAX - 1));
    for install in first..=install {
        write.put_actor(Actor::of_device(&device.public_key, install), device.user, Some(device.id))?;
    }
    Ok(())
}
