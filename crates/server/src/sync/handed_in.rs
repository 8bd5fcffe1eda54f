//! Frames that came in a file: somebody brought what a device could not send. The same way in as over the network, but for
//! the order: such a frame may come after later ones, and nobody waits for an answer.

use axum::body::Bytes;
use lianxin_model::ids::{DeviceId, DocId};
use lianxin_store::{Store, StoreError};
use lianxin_sync::Code;
use serde::Serialize;

use super::hot::Hot;
use super::intake::{Arrival, Circumstances, Declined, take_in};
use super::requests::verified;
use crate::http::error::ApiCode;

/// What became of one frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum HandedIn {
    /// What it carried was judged change by change.
    Taken {
        /// The device that made it.
        device: DeviceId,
        /// Changes that are new and merged.
        accepted: usize,
        /// Changes that were here already.
        known: usize,
        /// Changes that were not taken; they are kept, as ever.
        refused: Vec<HandedInRefusal>,
    },
    /// This very frame was handed in before.
    Before {
        /// The device that made it.
        device: DeviceId,
    },
    /// Nothing of it was taken.
    Declined {
        /// The word for programs.
        code: &'static str,
        /// Why, in Chinese.
        zh: &'static str,
        /// Why, in English.
        en: &'static str,
    },
}

/// A change that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HandedInRefusal {
    /// The record.
    pub document: DocId,
    /// The word for programs.
    pub code: String,
    /// Why, in Chinese.
    pub zh: String,
    /// Why, in English.
    pub en: String,
}

/// Takes one frame in, in a transaction of its own.
pub(crate) fn hand_in(store: &dyn Store, body: Vec<u8>, now_ms: i64) -> Result<HandedIn, StoreError> {
    let frame = match verified(&*store.read()?, Bytes::from(body)) {
        Ok(frame) => frame,
        Err(error) => return Ok(declined(error.code())),
    };
    let device = frame.frame().device;
    let mut write = store.write()?;
    let county = write.county()?;
    let mut hot = Hot::new();
    hot.begin(county.epoch);
    let circumstances = Circumstances { tenant: county.tenant, now_ms, arrival: Arrival::InAFile };
    let taken = match take_in(&mut *write, &mut hot, &frame, circumstances)? {
        Ok(taken) => taken,
        Err(Declined::CounterUsed { .. }) => return Ok(HandedIn::Before { device }),
        Err(other) => return Ok(declined(code_of(other))),
    };
    write.commit()?;
    let refusal = |document, code: &Code| HandedInRefusal {
        document,
        code: code.word().to_owned(),
        zh: code.zh().to_owned(),
        en: code.en().to_owned(),
    };
    let receipt = taken.receipt;
    Ok(HandedIn::Taken {
        device,
        accepted: receipt.accepted.len(),
        known: receipt.known.len(),
        refused: receipt.refusals.iter().map(|refused| refusal(refused.document, &refused.code)).collect(),
    })
}

fn declined(code: ApiCode) -> HandedIn {
    HandedIn::Declined { code: code.word(), zh: code.zh(), en: code.en() }
}

fn code_of(declined: Declined) -> ApiCode {
    match declined {
        Declined::UnknownDevice => ApiCode::UnknownDevice,
        Declined::DeviceRevoked => ApiCode::DeviceRevoked,
        Declined::AccountClosed => ApiCode::AccountClosed,
        Declined::CounterUsed { .. } => ApiCode::CounterUsed,
        Declined::UnknownPrevious => ApiCode::UnknownPrevious,
        Declined::Broken => ApiCode::Internal,
    }
}
