//! Devices and the county's server over real HTTP: each device is driven by hand, with its key and the wire's functions.
#![allow(missing_docs, unreachable_pub)]

mod clocks;
mod compact;
mod county;
mod durable;
mod duties;
mod enrolling;
mod feeding;
mod frames;
mod interop;
mod made_again;
mod phone;
mod refusing;
mod shut_out;
