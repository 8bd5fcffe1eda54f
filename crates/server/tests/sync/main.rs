//! Devices and the county's server over real HTTP: each device is driven by hand, with its key and the wire's functions.
#![allow(missing_docs, unreachable_pub)]

mod clocks;
mod county;
mod durable;
mod enrolling;
mod feeding;
mod frames;
mod phone;
mod refusing;
