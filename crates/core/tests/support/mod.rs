//! A device for the tests: its own clock, seeded randomness, a store in a temporary folder.
#![allow(dead_code, unreachable_pub)] // Each test file is its own crate and uses its own part.

pub mod server;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;

use bytes::Bytes;
use lianxin_core::facade::requests::AddHouseholdRequest;
use lianxin_core::facade::views::HouseholdView;
use lianxin_core::{Core, CoreError, Platform};
use lianxin_model::ids::{DeviceId, TenantId, UserId};
use lianxin_sync::wire::{EnrolAnswer, Signer as _, seal_enrol_answer};
use tempfile::TempDir;
use uuid::Uuid;

/// 2026-11-22 09:00 in China.
pub const MORNING_MS: i64 = 1_795_309_200_000;
pub const TENANT: TenantId = TenantId(Uuid::from_u128(1));
pub const AREA: &str = "431027203201";

/// A clock that the test moves and numbers that a seed gives.
#[derive(Clone)]
pub struct Machine {
    pub now_ms: Rc<Cell<i64>>,
    seed: Rc<Cell<u64>>,
}

impl Machine {
    pub fn new(seed: u64) -> Self {
        Self { now_ms: Rc::new(Cell::new(MORNING_MS)), seed: Rc::new(Cell::new(seed)) }
    }

    pub fn pass_ms(&self, ms: i64) {
        self.now_ms.set(self.now_ms.get() + ms);
    }
}

impl Platform for Machine {
    fn now_ms(&self) -> i64 {
        self.now_ms.get()
    }

    fn fill_random(&self, bytes: &mut [u8]) -> Result<(), CoreError> {
        for byte in bytes {
            // SplitMix64: enough to tell ids apart.
            let state = self.seed.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
            self.seed.set(state);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            *byte = (mixed >> 56) as u8;
        }
        Ok(())
    }
}

/// One phone.
pub struct Phone {
    pub core: Core,
    pub machine: Machine,
    pub user: UserId,
    pub device: DeviceId,
    pub folder: TempDir,
    /// Hashes of the frames that a server saw.
    pub frames: RefCell<Vec<[u8; 32]>>,
    /// Chunks that were sent, by the beginnings of their hashes.
    pub chunks: RefCell<HashMap<[u8; 4], Bytes>>,
}

impl Phone {
    /// An enrolled phone of a cadre; the seed tells phones apart.
    pub fn cadre(seed: u64) -> Self {
        Self::enrolled(seed, "cadre")
    }

    pub fn enrolled(seed: u64, role: &str) -> Self {
        let phone = Self::fresh(seed);
        phone.enrol(role);
        phone
    }

    /// A phone that belongs to nobody.
    pub fn fresh(seed: u64) -> Self {
        println!("seed {seed}");
        let folder = tempfile::tempdir().unwrap();
        let machine = Machine::new(seed);
        let core = Core::open(&folder.path().join("store"), machine.clone()).unwrap();
        let (user, device) =
            (UserId(Uuid::from_u128(1000 + u128::from(seed))), DeviceId(Uuid::from_u128(2000 + u128::from(seed))));
        Self { core, machine, user, device, folder, frames: RefCell::default(), chunks: RefCell::default() }
    }

    pub fn enrol(&self, role: &str) {
        self.core.enrol_begin("http://127.0.0.1:1", "CODE").unwrap();
        let answer = EnrolAnswer {
            tenant: TENANT,
            device: self.device,
            user: self.user,
            user_name: format!("干部{}", self.user.0.as_u128()),
            role: role.to_owned(),
            server_key: Some(server::server_key().public_key()),
            tag: None,
        };
        self.core.enrol_finish(&seal_enrol_answer(&answer)).unwrap();
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    /// Closes the store and opens it again, as a phone that was switched off.
    pub fn restart(&mut self) {
        let closed = Core::open_in_memory(self.machine.clone()).unwrap();
        drop(std::mem::replace(&mut self.core, closed));
        self.core = Core::open(&self.path(), self.machine.clone()).unwrap();
    }

    /// A household in the usual area.
    pub fn household(&self, code: &str, head_name: &str) -> HouseholdView {
        let request = AddHouseholdRequest {
            code: Some(code.to_owned()),
            area: AREA.to_owned(),
            address: Some("白竹村三组12号".to_owned()),
            head_name: Some(head_name.to_owned()),
            fields: Vec::new(),
        };
        self.core.households().add(&request).unwrap()
    }
}

/// The changes that those texts mean.
pub fn changes(texts: &[&str]) -> Vec<lianxin_core::changes::FieldChange> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}
