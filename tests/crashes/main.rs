//! Every write and sync of the storage, before and after, with a power cut and with a killed process; a full disk and an error
//! at every call. docs/reliability.md says what is promised.
//!
//! `LIANXIN_CRASH_SEEDS` sets how many power cuts are tried at each place, 1 if it is not set; from 2 on every call also fails in
//! every way, and every crash is followed by the rest of the script. `LIANXIN_SEED` sets where seeds begin.
#![allow(missing_docs)]

mod crash;
mod device;
mod fault;
mod office;
mod phone;
mod server;
mod store;

use crash::Effort;

#[test]
fn a_crash_at_any_write_of_a_device_loses_nothing_that_was_answered() {
    let subject = device::Device::record();
    crash::everywhere(&subject, Effort::from_environment());
}

#[test]
fn a_fault_at_any_call_of_a_device_is_told_and_leaves_nothing_half_written() {
    let subject = device::Device::record();
    fault::everywhere(&subject, Effort::from_environment());
}

#[test]
fn a_crash_at_any_write_of_the_server_loses_nothing_that_was_answered() {
    let subject = server::Server::record();
    crash::everywhere(&subject, Effort::from_environment());
}

#[test]
fn a_fault_at_any_call_of_the_server_is_told_and_leaves_nothing_half_written() {
    let subject = server::Server::record();
    fault::everywhere(&subject, Effort::from_environment());
}
